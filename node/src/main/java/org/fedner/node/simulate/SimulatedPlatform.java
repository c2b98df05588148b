package org.fedner.node.simulate;

import org.fedner.model.corpus.Corpus;
import org.fedner.model.corpus.TagScheme;

/** One platform of a simulation: its name and its notes. */
public record SimulatedPlatform(String name, Corpus corpus, TagScheme scheme) {}
