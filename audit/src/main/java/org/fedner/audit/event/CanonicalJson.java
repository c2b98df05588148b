package org.fedner.audit.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.fedner.audit.event.JsonValue.JsonArray;
import org.fedner.audit.event.JsonValue.JsonInteger;
import org.fedner.audit.event.JsonValue.JsonObject;
import org.fedner.audit.event.JsonValue.JsonString;

/** RFC 8785 (JCS) bytes of a {@link JsonValue}: equal values have equal bytes, and only these bytes are read back. */
public final class CanonicalJson {

    private CanonicalJson() {}

    /** The one encoding of {@code value}, UTF-8 without whitespace. */
    public static byte[] encode(JsonValue value) {
        StringBuilder out = new StringBuilder(256);
        write(value, out);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads bytes that {@link #encode} could have written.
     *
     * @throws MalformedLeafException for anything else: whitespace, unsorted or duplicate keys, floats, literals, needless
     *     escapes, invalid UTF-8, lone surrogates, trailing bytes
     */
    public static JsonValue decode(byte[] bytes) throws MalformedLeafException {
        JsonValue value = CanonicalJsonReader.read(bytes);
        if (!Arrays.equals(encode(value), bytes)) {
            throw new MalformedLeafException("not canonical JSON: the value encodes to other bytes");
        }
        return value;
    }

    private static void write(JsonValue value, StringBuilder out) {
        if (value instanceof JsonInteger integer) {
            out.append(integer.value());
        } else if (value instanceof JsonString string) {
            quote(string.value(), out);
        } else if (value instanceof JsonArray array) {
            String separator = "[";
            for (JsonValue element : array.elements()) {
                out.append(separator);
                write(element, out);
                separator = ",";
            }
            out.append(array.elements().isEmpty() ? "[]" : "]");
        } else if (value instanceof JsonObject object) {
            String separator = "{";
            for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
                out.append(separator);
                quote(member.getKey(), out);
                out.append(':');
                write(member.getValue(), out);
                separator = ",";
            }
            out.append(object.members().isEmpty() ? "{}" : "}");
        }
    }

    /** RFC 8785 section 3.2.2.2: two-character escapes where JSON has them, lower-case hex for other controls. */
    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u00")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
