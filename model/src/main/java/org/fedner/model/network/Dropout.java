package org.fedner.model.network;

/**
 * How one batch's units are dropped.
 *
 * @param seed of the masks
 * @param bySentence what a Bi-LSTM reads and what it gives are dropped by one mask for all words of a sentence (Gal and
 *     Ghahramani 2016, without the masks inside the recurrence); otherwise each word has masks of its own
 */
public record Dropout(long seed, boolean bySentence) {

    /** Each word has masks of its own. */
    public static Dropout byWord(long seed) {
        return new Dropout(seed, false);
    }
}
