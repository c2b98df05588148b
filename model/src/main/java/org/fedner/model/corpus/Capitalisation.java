package org.fedner.model.corpus;

/** How a word is written, one of eight; the ordinal is the id. */
public enum Capitalisation {
    /** No letter and no digit. */
    SIGNS,
    /** Digits, possibly with signs, and no letter. */
    NUMBER,
    /** Small letters only. */
    LOWER,
    /** A capital first letter, then small letters. */
    INITIAL,
    /** Two or more letters, all capitals. */
    UPPER,
    /** A single capital letter. */
    SINGLE,
    /** Any other mix of capital and small letters. */
    MIXED,
    /** Letters and digits. */
    ALPHANUMERIC;

    public static Capitalisation of(String token) {
        int letters = 0;
        int capitals = 0;
        int digits = 0;
        boolean firstIsCapital = false;
        for (int i = 0; i < token.length(); i += Character.charCount(token.codePointAt(i))) {
            int c = token.codePointAt(i);
            if (Character.isLetter(c)) {
                if (Character.isUpperCase(c)) {
                    capitals++;
                    firstIsCapital |= letters == 0;
                }
                letters++;
            } else if (Character.isDigit(c)) {
                digits++;
            }
        }
        if (letters == 0) {
            return digits == 0 ? SIGNS : NUMBER;
        }
        if (digits > 0) {
            return ALPHANUMERIC;
        }
        if (capitals == 0) {
            return LOWER;
        }
        if (capitals == letters) {
            return letters == 1 ? SINGLE : UPPER;
        }
        return capitals == 1 && firstIsCapital ? INITIAL : MIXED;
    }
}
