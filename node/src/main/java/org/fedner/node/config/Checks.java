package org.fedner.node.config;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Bounds of configuration values. A value outside its bound is refused with the key and the bound, never with the value. */
final class Checks {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern HEX = Pattern.compile("[0-9a-f]*");

    private Checks() {}

    static void that(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }

    static void present(String key, Object value) {
        that(value != null, key + ": is missing");
    }

    static void name(String key, String value) {
        present(key, value);
        that(
                NAME.matcher(value).matches(),
                key + ": 1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit");
    }

    static void range(String key, long value, long least, long most) {
        that(value >= least && value <= most, key + ": must lie between " + least + " and " + most);
    }

    static void oneOf(String key, String value, String... allowed) {
        that(List.of(allowed).contains(value), key + ": must be one of " + String.join(", ", allowed));
    }

    /** A tagging scheme as the program names it; any case will do. No scheme is {@code otherwise}. */
    static String scheme(String key, String value, String otherwise) {
        String scheme = value == null ? otherwise : value.toUpperCase(Locale.ROOT);
        oneOf(key, scheme, "BIO", "BIOES");
        return scheme;
    }

    static void hex(String key, String value, int bytes) {
        present(key, value);
        that(
                value.length() == 2 * bytes && HEX.matcher(value).matches(),
                key + ": must be " + 2 * bytes + " lower-case hexadecimal digits");
    }
}
