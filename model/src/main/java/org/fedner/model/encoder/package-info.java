/**
 * Contextual word vectors from a frozen, pre-trained bidirectional language model (ELMo: Peters et al., NAACL 2018).
 *
 * <p>A {@link org.fedner.model.encoder.BiLm} is read from {@code options.json} and {@code lm_weights.hdf5} and turns sentences
 * into layers of vectors. {@link org.fedner.model.encoder.ContextualVectors} gives them to a network, which mixes the layers
 * by trained weights. A language model is large and slow and always gives the same, so the vectors of a platform's corpus are
 * kept in a file on its own disk.
 */
package org.fedner.model.encoder;
