package org.fedner.audit.event;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fedner.audit.event.JsonValue.JsonInteger;
import org.fedner.audit.event.JsonValue.JsonObject;
import org.fedner.audit.event.JsonValue.JsonString;

/**
 * One entry of a log: an event in its envelope.
 *
 * <p>{@link #encode} and {@link #decode} are inverse to each other, and no other bytes decode.
 *
 * @param seq   index in the tree, from 0
 * @param ts    when, UTC, whole milliseconds
 * @param log   the log's name
 * @param boot  the run of the process that wrote it
 * @param event what happened
 */
public record Leaf(long seq, Instant ts, Origin log, BootId boot, Event event) {

    /** A leaf's length has 16 bits in an entry bundle. */
    public static final int MAX_BYTES = 65_535;

    /** Version of the envelope. */
    static final long VERSION = 1;

    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    public Leaf {
        Bounds.requireCount("seq", seq);
        ts = ts.truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * Canonical JSON of envelope and event.
     *
     * @throws IllegalArgumentException if it would exceed {@link #MAX_BYTES}
     */
    public byte[] encode() {
        EventType type = EventType.of(event);
        SortedMap<String, JsonValue> members = new TreeMap<>();
        type.schema().write(event, members);
        members.put("v", new JsonInteger(VERSION));
        members.put("type", new JsonString(type.typeName()));
        members.put("seq", new JsonInteger(seq));
        members.put("ts", new JsonString(TIMESTAMP.format(ts)));
        members.put("log", new JsonString(log.name()));
        members.put("boot", new JsonString(boot.hex()));
        byte[] bytes = CanonicalJson.encode(new JsonObject(members));
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("a leaf of %d bytes; at most %d".formatted(bytes.length, MAX_BYTES));
        }
        return bytes;
    }

    /** Reads what {@link #encode} wrote. */
    public static Leaf decode(byte[] bytes) throws MalformedLeafException {
        if (bytes.length > MAX_BYTES) {
            throw new MalformedLeafException("longer than " + MAX_BYTES + " bytes");
        }
        if (!(CanonicalJson.decode(bytes) instanceof JsonObject object)) {
            throw MalformedLeafException.outsideSchema("a leaf is an object");
        }
        SortedMap<String, JsonValue> members = new TreeMap<>(object.members());
        if (integer(members, "v") != VERSION) {
            throw MalformedLeafException.outsideSchema("unknown version of the envelope");
        }
        EventType type = EventType.named(string(members, "type"));
        long seq = integer(members, "seq");
        String ts = string(members, "ts");
        String log = string(members, "log");
        String boot = string(members, "boot");
        Event event = (Event) type.schema().read(new JsonObject(members));
        try {
            Instant instant = Instant.from(TIMESTAMP.parse(ts));
            if (!TIMESTAMP.format(instant).equals(ts)) {
                throw MalformedLeafException.outsideSchema("field ts is not a UTC time in milliseconds");
            }
            return new Leaf(seq, instant, new Origin(log), new BootId(boot), event);
        } catch (DateTimeParseException e) {
            throw MalformedLeafException.outsideSchema("field ts is not a UTC time in milliseconds");
        } catch (IllegalArgumentException e) {
            throw MalformedLeafException.outsideSchema(e.getMessage());
        }
    }

    private static long integer(SortedMap<String, JsonValue> members, String name) throws MalformedLeafException {
        if (members.remove(name) instanceof JsonInteger integer) {
            return integer.value();
        }
        throw MalformedLeafException.outsideSchema("field " + name + " is missing or not an integer");
    }

    private static String string(SortedMap<String, JsonValue> members, String name) throws MalformedLeafException {
        if (members.remove(name) instanceof JsonString string) {
            return string.value();
        }
        throw MalformedLeafException.outsideSchema("field " + name + " is missing or not a string");
    }
}
