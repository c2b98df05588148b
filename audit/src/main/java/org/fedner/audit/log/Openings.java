package org.fedner.audit.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fedner.audit.event.CanonicalJson;
import org.fedner.audit.event.Commitment;
import org.fedner.audit.event.JsonValue;
import org.fedner.audit.event.JsonValue.JsonObject;
import org.fedner.audit.event.JsonValue.JsonString;
import org.fedner.audit.event.MalformedLeafException;
import org.fedner.crypto.SecretBytes;

/**
 * What a log's commitments commit to: for each leaf that has any, a file with values and salts. It lies beside the log and not in
 * it, so that whoever copies a log for an auditor does not copy what it hides. Without its salt a value cannot even be guessed:
 * deleting the file erases it for good, and the log stays whole.
 */
public final class Openings {
    private static final int SALT_BYTES = 32;

    private final DurableFiles files;
    private final SecureRandom random = new SecureRandom();

    private Openings(DurableFiles files) {
        this.files = files;
    }

    /** The folder of a log's openings. */
    public static Path folderOf(Path log) {
        return log.resolveSibling(log.getFileName() + "-openings");
    }

    /** Name of the file with the openings of leaf {@code index}. */
    public static String nameOf(long index) {
        return index + ".json";
    }

    /** Those of the log in {@code log}; the folder is made if need be. */
    public static Openings of(Path log) throws IOException {
        return new Openings(new DurableFiles(folderOf(log)));
    }

    /** A value and the salt under which it is committed to. */
    public record Opening(String field, SecretBytes salt, JsonValue value) {
        /** What the leaf says of it. */
        public Commitment commitment() {
            return Commitment.to(salt, field, value);
        }
    }

    /** A fresh opening, not yet on disk. */
    public Opening open(String field, JsonValue value) {
        return new Opening(field, SecretBytes.random(SALT_BYTES, random), value);
    }

    /** Keeps the openings of leaf {@code index}, on disk when it returns. */
    public void keep(long index, Opening... openings) throws IOException {
        SortedMap<String, JsonValue> fields = new TreeMap<>();
        for (Opening opening : openings) {
            fields.put(
                    opening.field(),
                    new JsonObject(new TreeMap<>(Map.of(
                            "salt",
                            new JsonString(
                                    HexFormat.of().formatHex(opening.salt().exposeSecret())),
                            "value",
                            opening.value()))));
        }
        files.write(nameOf(index), CanonicalJson.encode(new JsonObject(fields)));
    }

    /** Deletes the openings of leaf {@code index}; whether there were any. */
    public boolean erase(long index) throws IOException {
        boolean were = Files.exists(files.resolve(nameOf(index)));
        files.delete(nameOf(index));
        files.forceFolder();
        return were;
    }

    /**
     * Whether the file of leaf {@code index} opens exactly these commitments.
     *
     * @throws IOException if there is no such file
     */
    public static boolean opens(Path log, long index, Map<String, Commitment> commitments) throws IOException {
        byte[] bytes = Files.readAllBytes(folderOf(log).resolve(nameOf(index)));
        try {
            if (!(CanonicalJson.decode(bytes) instanceof JsonObject fields)
                    || !fields.members().keySet().equals(commitments.keySet())) {
                return false;
            }
            for (Map.Entry<String, JsonValue> field : fields.members().entrySet()) {
                if (!commitments.get(field.getKey()).equals(commitment(field.getKey(), field.getValue()))) {
                    return false;
                }
            }
            return true;
        } catch (MalformedLeafException | IllegalArgumentException e) {
            return false;
        }
    }

    private static Commitment commitment(String field, JsonValue opening) {
        if (opening instanceof JsonObject object
                && object.members().get("salt") instanceof JsonString salt
                && object.members().containsKey("value")) {
            try (SecretBytes secret = SecretBytes.copyOf(HexFormat.of().parseHex(salt.value()))) {
                return Commitment.to(secret, field, object.members().get("value"));
            }
        }
        throw new IllegalArgumentException("no opening");
    }
}
