package org.fedner.model.network;

import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** What a run of the graph is fed besides parameters; batch, length and number of distinct words are dynamic. */
final class NetworkInputs {
    private final Ops tf;

    /** Distinct words of the batch: character ids {@code [words][longest]}, zero-padded, for a character CNN. */
    final Placeholder<TInt32> characters;
    /** The same turned round, {@code [longest][words]}, for a character Bi-LSTM. */
    final Placeholder<TInt32> letters;
    /** The {@link Grid} mirror of the letters, {@code [longest * words]}. */
    final Placeholder<TInt32> letterMirror;
    /** Place of each word's last letter in {@code [longest * words]}, {@code [words]}. */
    final Placeholder<TInt32> lastLetters;
    /** {@code [words]}. */
    final Placeholder<TInt32> capitalisations;
    /** Hashed words: {@code [words][tables * hashes]}. */
    final Placeholder<TInt32> rows;
    /** Frozen vectors, or tuned ones as they now are: {@code [words][dimension]}. */
    final Placeholder<TFloat32> vectors;
    /** {@code [layers][steps * batch * dimension]}. */
    final Placeholder<TFloat32> contextual;
    /** Which distinct word stands at each place, {@code [steps][batch]}; 0 where the sentence is over. */
    final Placeholder<TInt32> places;
    /** The {@link Grid} mirror of the places, {@code [steps * batch]}. */
    final Placeholder<TInt32> mirror;
    /** 1 within a sentence, 0 after it, {@code [steps][batch][1]}. */
    final Placeholder<TFloat32> within;

    NetworkInputs(Ops tf) {
        this.tf = tf;
        characters = input("characters", TInt32.class, -1, -1);
        letters = input("letters", TInt32.class, -1, -1);
        letterMirror = input("letters.mirror", TInt32.class, -1);
        lastLetters = input("letters.last", TInt32.class, -1);
        capitalisations = input("capitalisations", TInt32.class, -1);
        rows = input("rows", TInt32.class, -1, -1);
        vectors = input("vectors", TFloat32.class, -1, -1);
        contextual = input("contextual", TFloat32.class, -1, -1);
        places = input("places", TInt32.class, -1, -1);
        mirror = input("mirror", TInt32.class, -1);
        within = input("within", TFloat32.class, -1, -1, 1);
    }

    private <T extends TType> Placeholder<T> input(String name, Class<T> type, long... shape) {
        return tf.withName(name).placeholder(type, Placeholder.shape(Shape.of(shape)));
    }
}
