package org.fedner.audit.event;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fedner.audit.event.JsonValue.JsonArray;
import org.fedner.audit.event.JsonValue.JsonInteger;
import org.fedner.audit.event.JsonValue.JsonObject;
import org.fedner.audit.event.JsonValue.JsonString;

/**
 * Recursive descent over the canonical form only; what it still lets through (an escape that was not needed), the
 * comparison in {@link CanonicalJson#decode} refuses.
 */
final class CanonicalJsonReader {

    /** The deepest event nests three levels; the bound keeps hostile input off the stack. */
    private static final int MAX_DEPTH = 8;

    private final String text;
    private int at;

    private CanonicalJsonReader(String text) {
        this.text = text;
    }

    static JsonValue read(byte[] bytes) throws MalformedLeafException {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedLeafException("not UTF-8");
        }
        CanonicalJsonReader reader = new CanonicalJsonReader(text);
        JsonValue value = reader.value(0);
        if (reader.at != text.length()) {
            throw reader.refuse("trailing characters");
        }
        return value;
    }

    private JsonValue value(int depth) throws MalformedLeafException {
        if (depth > MAX_DEPTH) {
            throw refuse("nested too deeply");
        }
        char c = peek();
        return switch (c) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> new JsonString(string());
            default -> integer();
        };
    }

    private JsonObject object(int depth) throws MalformedLeafException {
        SortedMap<String, JsonValue> members = new TreeMap<>();
        expect('{');
        if (peek() != '}') {
            while (true) {
                String key = string();
                if (!members.isEmpty() && members.lastKey().compareTo(key) >= 0) {
                    throw refuse("key out of order or twice");
                }
                expect(':');
                members.put(key, value(depth + 1));
                if (peek() != ',') {
                    break;
                }
                at++;
            }
        }
        expect('}');
        return new JsonObject(members);
    }

    private JsonArray array(int depth) throws MalformedLeafException {
        List<JsonValue> elements = new ArrayList<>();
        expect('[');
        if (peek() != ']') {
            elements.add(value(depth + 1));
            while (peek() == ',') {
                at++;
                elements.add(value(depth + 1));
            }
        }
        expect(']');
        return new JsonArray(elements);
    }

    private JsonInteger integer() throws MalformedLeafException {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at < text.length() && ".eE".indexOf(text.charAt(at)) >= 0) {
            throw refuse("a number that is not an integer");
        }
        if (at - start > 17) {
            throw refuse("integer beyond 2^53");
        }
        try {
            return new JsonInteger(Long.parseLong(text, start, at, 10));
        } catch (NumberFormatException e) {
            throw refuse("neither object, array, string nor integer");
        } catch (IllegalArgumentException e) {
            throw refuse("integer beyond 2^53");
        }
    }

    private String string() throws MalformedLeafException {
        expect('"');
        StringBuilder out = new StringBuilder();
        while (true) {
            char c = next();
            if (c == '"') {
                return checked(out.toString());
            }
            if (c < 0x20) {
                throw refuse("bare control character");
            }
            out.append(c == '\\' ? escape() : c);
        }
    }

    private String checked(String string) throws MalformedLeafException {
        try {
            return new JsonString(string).value();
        } catch (IllegalArgumentException e) {
            throw refuse("lone surrogate");
        }
    }

    private char escape() throws MalformedLeafException {
        char c = next();
        return switch (c) {
            case '"', '\\' -> c;
            case 'b' -> '\b';
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'f' -> '\f';
            case 'r' -> '\r';
            case 'u' -> {
                int code = 0;
                for (int i = 0; i < 4; i++) {
                    int digit = Character.digit(next(), 16);
                    if (digit < 0) {
                        throw refuse("bad escape");
                    }
                    code = code << 4 | digit;
                }
                yield (char) code;
            }
            default -> throw refuse("bad escape");
        };
    }

    private char peek() throws MalformedLeafException {
        if (at >= text.length()) {
            throw refuse("ends too early");
        }
        return text.charAt(at);
    }

    private char next() throws MalformedLeafException {
        char c = peek();
        at++;
        return c;
    }

    private void expect(char wanted) throws MalformedLeafException {
        if (next() != wanted) {
            throw refuse("expected '" + wanted + "'");
        }
    }

    /** Names a position, never the content: a forged leaf may hold anything. */
    private MalformedLeafException refuse(String what) {
        return new MalformedLeafException(what + " at character " + at);
    }
}
