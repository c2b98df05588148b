package org.fedner.model.parameters;

import java.util.Locale;

/** What is hashed of a word when there are no word vectors. The order is the wire order: append only. */
public enum WordFeature {
    /** The lower-cased word; digits stay as they are. */
    FORM,
    /** Its first three code points, lower-cased. */
    PREFIX,
    /** Its last three code points, lower-cased. */
    SUFFIX,
    /** Its shape: X, x and d for capital, small letter and digit, others as they are, runs cut at four. */
    SHAPE;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
