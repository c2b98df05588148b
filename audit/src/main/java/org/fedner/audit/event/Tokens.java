package org.fedner.audit.event;

import java.util.HexFormat;
import java.util.regex.Pattern;

/** The checks behind the string-valued types: each accepts a few characters and a bounded length, never free text. */
final class Tokens {

    private Tokens() {}

    static void requireHex(String hex, int bytes) {
        boolean fits = hex.length() == 2 * bytes;
        for (int i = 0; fits && i < hex.length(); i++) {
            char c = hex.charAt(i);
            fits = c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
        }
        if (!fits) {
            throw new IllegalArgumentException("expected " + 2 * bytes + " lower-case hex digits");
        }
    }

    static String hex(byte[] value, int bytes) {
        if (value.length != bytes) {
            throw new IllegalArgumentException("expected " + bytes + " bytes, not " + value.length);
        }
        return HexFormat.of().formatHex(value);
    }

    static void requireMatch(Pattern pattern, String text, String what) {
        if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException("not " + what);
        }
    }
}
