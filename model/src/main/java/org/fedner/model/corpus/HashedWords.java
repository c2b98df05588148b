package org.fedner.model.corpus;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.fedner.model.parameters.WordFeature;
import org.fedner.model.parameters.WordInput;

/**
 * Rows of the Bloom embedding tables for a word, the same on every platform without any list of words.
 *
 * <p>Of a feature's text: h = FNV-1a, 64 bits, over its UTF-8; for hash function k = 0, 1, ... the row is fmix64(h xor
 * (k + 1) * 0x9E3779B97F4A7C15) as an unsigned number modulo the table's rows, fmix64 being the finaliser of MurmurHash3.
 */
public final class HashedWords {
    private final WordInput.Hashed tables;

    public HashedWords(WordInput.Hashed tables) {
        this.tables = tables;
    }

    /** Number of ids a word has: tables times hash functions. */
    public int idsPerWord() {
        return tables.tables().size() * tables.hashes();
    }

    /** Row numbers {@code [table][hash function]}, row-major; each is a row of its own table, counted from 0. */
    public int[] ids(String token) {
        int[] ids = new int[idsPerWord()];
        int next = 0;
        for (WordInput.Table table : tables.tables()) {
            long hash = fnv1a(text(table.feature(), token).getBytes(StandardCharsets.UTF_8));
            for (int k = 0; k < tables.hashes(); k++) {
                long mixed = fmix64(hash ^ (k + 1) * 0x9E3779B97F4A7C15L);
                ids[next++] = (int) Long.remainderUnsigned(mixed, table.rows());
            }
        }
        return ids;
    }

    static String text(WordFeature feature, String token) {
        String lower = withoutDigits(token.toLowerCase(Locale.ROOT));
        int length = lower.codePointCount(0, lower.length());
        return switch (feature) {
            case FORM -> lower;
            case PREFIX -> lower.substring(0, lower.offsetByCodePoints(0, Math.min(3, length)));
            case SUFFIX -> suffix(lower, length, 3);
            case SHAPE -> shape(token);
            case SHORT_SUFFIX -> suffix(lower, length, 2);
            case LONG_SUFFIX -> suffix(lower, length, 4);
        };
    }

    private static String suffix(String word, int length, int codePoints) {
        return word.substring(word.offsetByCodePoints(0, Math.max(0, length - codePoints)));
    }

    private static String withoutDigits(String word) {
        StringBuilder text = new StringBuilder();
        word.codePoints().forEach(c -> text.appendCodePoint(Character.isDigit(c) ? '0' : c));
        return text.toString();
    }

    private static String shape(String token) {
        StringBuilder shape = new StringBuilder();
        int[] last = {-1, 0}; // class, length of its run
        token.codePoints().forEach(c -> {
            int kind = Character.isUpperCase(c) ? 'X' : Character.isLetter(c) ? 'x' : Character.isDigit(c) ? 'd' : c;
            last[1] = kind == last[0] ? last[1] + 1 : 1;
            last[0] = kind;
            if (last[1] <= 4) {
                shape.appendCodePoint(kind);
            }
        });
        return shape.toString();
    }

    private static long fnv1a(byte[] bytes) {
        long hash = 0xCBF29CE484222325L;
        for (byte b : bytes) {
            hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
        }
        return hash;
    }

    private static long fmix64(long x) {
        long h = (x ^ x >>> 33) * 0xFF51AFD7ED558CCDL;
        h = (h ^ h >>> 33) * 0xC4CEB9FE1A85EC53L;
        return h ^ h >>> 33;
    }
}
