package org.fedner.model.corpus;

/** The two parts of a tag: {@code O}, or one of B, I, E, S, a hyphen and the entity type. */
final class Tag {
    static final String OUTSIDE = "O";
    private static final int LONGEST = 200;

    private Tag() {}

    /** Whether it is {@code O} or has a known prefix, a hyphen and a type without blanks. */
    static boolean isWellFormed(String tag) {
        return tag.equals(OUTSIDE)
                || tag.length() > 2
                        && tag.length() <= LONGEST
                        && "BIES".indexOf(tag.charAt(0)) >= 0
                        && tag.charAt(1) == '-'
                        && tag.codePoints().noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c));
    }

    /** B, I, E, S or O. */
    static char prefix(String tag) {
        if (!isWellFormed(tag)) {
            throw new IllegalArgumentException("a tag is O, or B-, I-, E- or S- and an entity type");
        }
        return tag.charAt(0);
    }

    /** Only for tags other than {@code O}. */
    static String type(String tag) {
        return tag.substring(2);
    }
}
