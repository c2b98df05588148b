package org.fedner.audit.event;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The part of JSON that a leaf may use: no floats, no booleans, no null.
 *
 * <p>Leaving out floating point avoids the one hard part of RFC 8785, the printing of ECMAScript numbers.
 */
public sealed interface JsonValue {

    /** Largest magnitude of an integer: 2^53 - 1, exact in every JSON implementation. */
    long MAX_INTEGER = (1L << 53) - 1;

    /** An object; {@link String#compareTo} orders keys by UTF-16 code units, as RFC 8785 section 3.2.3 asks. */
    record JsonObject(SortedMap<String, JsonValue> members) implements JsonValue {
        public JsonObject {
            members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
        }
    }

    /** An array. */
    record JsonArray(List<JsonValue> elements) implements JsonValue {
        public JsonArray {
            elements = List.copyOf(elements);
        }
    }

    /** A string without lone surrogates. */
    record JsonString(String value) implements JsonValue {
        public JsonString {
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (Character.isHighSurrogate(c)
                        && i + 1 < value.length()
                        && Character.isLowSurrogate(value.charAt(i + 1))) {
                    i++;
                } else if (Character.isSurrogate(c)) {
                    throw new IllegalArgumentException("lone surrogate at index " + i);
                }
            }
        }
    }

    /** An integer of magnitude below 2^53. */
    record JsonInteger(long value) implements JsonValue {
        public JsonInteger {
            if (value > MAX_INTEGER || value < -MAX_INTEGER) {
                throw new IllegalArgumentException("integer beyond 2^53: " + value);
            }
        }
    }
}
