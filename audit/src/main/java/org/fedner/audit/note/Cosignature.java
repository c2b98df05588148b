package org.fedner.audit.note;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.fedner.crypto.signing.SigningKey;

/**
 * A witness's statement that it saw a checkpoint, consistent with all it saw before (C2SP tlog-cosignature, type 0x04).
 *
 * <p>The message does not name the witness: a witness uses a key of its own for this role.
 */
public final class Cosignature {

    private final long timeSeconds;
    private final byte[] signature;

    private Cosignature(long timeSeconds, byte[] signature) {
        this.timeSeconds = timeSeconds;
        this.signature = signature;
    }

    /** Cosigns {@code checkpointText} at {@code timeSeconds} since 1970 and returns the line to attach. */
    public static SignatureLine sign(String witness, SigningKey key, long timeSeconds, String checkpointText) {
        Cosignature unsigned = new Cosignature(timeSeconds, new byte[0]);
        byte[] signature = key.sign(unsigned.message(checkpointText.getBytes(StandardCharsets.UTF_8)));
        byte[] blob =
                ByteBuffer.allocate(72).putLong(timeSeconds).put(signature).array();
        return new SignatureLine(
                witness,
                Vkey.of(witness, KeyType.COSIGNATURE, key.verifyingKey()).keyId(),
                blob);
    }

    /** Reads the blob of a signature line: 8 bytes of time, 64 of signature. */
    public static Optional<Cosignature> parse(byte[] blob) {
        if (blob.length != 72) {
            return Optional.empty();
        }
        long time = ByteBuffer.wrap(blob).getLong();
        return time < 0 ? Optional.empty() : Optional.of(new Cosignature(time, Arrays.copyOfRange(blob, 8, 72)));
    }

    /** When the witness signed, in seconds since 1970. */
    public long timeSeconds() {
        return timeSeconds;
    }

    byte[] signature() {
        return signature;
    }

    byte[] message(byte[] checkpointText) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(("cosignature/v1\ntime " + timeSeconds + "\n").getBytes(StandardCharsets.US_ASCII));
        message.writeBytes(checkpointText);
        return message.toByteArray();
    }
}
