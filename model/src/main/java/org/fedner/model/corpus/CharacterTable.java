package org.fedner.model.corpus;

import java.util.Arrays;

/**
 * The fixed, public table of characters: no platform's characters are disclosed by agreeing on it. Ids: 0 padding, 1
 * unknown, 2 start of word, 3 end of word, 4 to 97 the visible ASCII characters, then the letters and signs of {@link
 * #FURTHER} in order.
 */
public final class CharacterTable {
    public static final int PADDING = 0;
    public static final int UNKNOWN = 1;
    public static final int START = 2;
    public static final int END = 3;

    /** Latin-1 and Greek letters and the signs that occur in biomedical text. */
    static final String FURTHER =
            "°±²³µ·¹¼½¾¿×ÀÁÂÃÄÅÆÇÈÉÊÖØÜßàáâãäåæçèéêëìíîïñòóôöøùúüý" + "αβγδεζηθικλμνξοπρστυφχψωΓΔΘΛΣΦΨΩ–—‘’“”•…′″→≤≥";

    private static final int[] FURTHER_SORTED = FURTHER.chars().sorted().toArray();
    private static final int[] IDS = ids();

    /** Number of ids. */
    public static final int SIZE = 4 + 94 + FURTHER.length();

    private CharacterTable() {}

    /** The characters that have an id of their own, in the order of their ids, which begin after {@link #END}. */
    public static String characters() {
        StringBuilder characters = new StringBuilder();
        for (char c = '!'; c < 0x7F; c++) {
            characters.append(c);
        }
        return characters.append(FURTHER).toString();
    }

    /** The id of a code point. */
    public static int id(int codePoint) {
        if (codePoint > ' ' && codePoint < 0x7F) {
            return 4 + codePoint - '!';
        }
        int place = Arrays.binarySearch(FURTHER_SORTED, codePoint);
        return place < 0 ? UNKNOWN : IDS[place];
    }

    /** The ids of a word: start, its first {@code limit} characters, end; no padding. */
    public static int[] ids(String token, int limit) {
        int length = Math.min(limit, token.codePointCount(0, token.length()));
        int[] ids = new int[length + 2];
        ids[0] = START;
        int at = 0;
        for (int i = 1; i <= length; i++) {
            int codePoint = token.codePointAt(at);
            ids[i] = id(codePoint);
            at += Character.charCount(codePoint);
        }
        ids[length + 1] = END;
        return ids;
    }

    private static int[] ids() {
        return Arrays.stream(FURTHER_SORTED)
                .map(c -> 4 + 94 + FURTHER.indexOf(c))
                .toArray();
    }
}
