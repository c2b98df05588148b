package org.fedner.model.parameters;

import java.util.Locale;

/**
 * What is hashed of a word when there are no word vectors. The order is the wire order: append only. All but the shape are
 * read lower-cased and with every digit as 0: numbers differ more than their meaning does.
 */
public enum WordFeature {
    /** The word. */
    FORM,
    /** Its first three code points. */
    PREFIX,
    /** Its last three code points. */
    SUFFIX,
    /** Its shape: X, x and d for capital, small letter and digit, others as they are, runs cut at four. */
    SHAPE,
    /** Its last two code points. */
    SHORT_SUFFIX,
    /** Its last four code points. */
    LONG_SUFFIX;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
