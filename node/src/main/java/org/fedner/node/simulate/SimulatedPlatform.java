package org.fedner.node.simulate;

import java.nio.file.Path;
import java.util.Optional;
import org.fedner.model.corpus.Corpus;
import org.fedner.model.corpus.TagScheme;

/**
 * One platform of a simulation: its name and its notes.
 *
 * @param folder of its notes, for what a private mode reads beside them
 */
public record SimulatedPlatform(String name, Corpus corpus, TagScheme scheme, Optional<Path> folder) {

    /** One whose notes are in no folder. */
    public SimulatedPlatform(String name, Corpus corpus, TagScheme scheme) {
        this(name, corpus, scheme, Optional.empty());
    }
}
