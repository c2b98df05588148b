package org.fedner.audit.note;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.HexFormat;
import org.fedner.crypto.expansion.Sha256;
import org.fedner.crypto.signing.VerifyingKey;

/**
 * A named public key of C2SP signed-note: {@code name+hex(keyId)+base64(type || key)}.
 *
 * <p>The key id, SHA-256(name || 0A || type || key)[0..4), only tells keys apart; trust comes from the key itself.
 */
public final class Vkey {

    private static final String WITNESS = "/w";

    private final String name;
    private final KeyType type;
    private final VerifyingKey key;
    private final int keyId;

    private Vkey(String name, KeyType type, VerifyingKey key) {
        this.name = name;
        this.type = type;
        this.key = key;
        this.keyId = keyId(name, type, key.bytes());
    }

    /** A key of {@code type}; the name is not empty and has neither spaces nor {@code +}. */
    public static Vkey of(String name, KeyType type, VerifyingKey key) {
        if (!SignatureLine.isName(name)) {
            throw new IllegalArgumentException("a key name is not empty and has neither spaces nor +");
        }
        return new Vkey(name, type, key);
    }

    /** Reads the text form; only the first two {@code +} separate, Base64 may contain more. */
    public static Vkey parse(String text) throws MalformedNoteException {
        int first = text.indexOf('+');
        int second = first < 0 ? -1 : text.indexOf('+', first + 1);
        if (second < 0 || !SignatureLine.isName(text.substring(0, first))) {
            throw new MalformedNoteException("not a verifier key: name+keyid+base64");
        }
        byte[] typed = Base64Text.decode(text.substring(second + 1));
        if (typed.length != 33) {
            throw new MalformedNoteException("not a verifier key: %d bytes of key, not 33".formatted(typed.length));
        }
        KeyType type = KeyType.of(typed[0]);
        VerifyingKey key;
        try {
            key = VerifyingKey.of(Arrays.copyOfRange(typed, 1, 33));
        } catch (InvalidKeyException e) {
            throw new MalformedNoteException("not a verifier key: no Ed25519 point");
        }
        Vkey vkey = new Vkey(text.substring(0, first), type, key);
        if (!vkey.toString().equals(text)) {
            throw new MalformedNoteException("not a verifier key: the key id is not the key's");
        }
        return vkey;
    }

    /** The owner, which for a log is its origin. */
    public String name() {
        return name;
    }

    /** What the key signs. */
    public KeyType type() {
        return type;
    }

    /** The first four bytes of a signature blob, big-endian. */
    public int keyId() {
        return keyId;
    }

    /** True if {@code line} is this key's and its signature of {@code noteText} is right. */
    boolean verifies(byte[] noteText, SignatureLine line) {
        return line.isBy(this) && type.verify(key, noteText, line.signature());
    }

    /** The key under which the owner of the log {@code origin} cosigns others' checkpoints: its log key, in another role. */
    public static Vkey witnessOf(String origin, VerifyingKey key) {
        return of(origin + WITNESS, KeyType.COSIGNATURE, key);
    }

    /** The log whose owner this witness is; a witness that is named otherwise is its own. */
    public String witnessedBy() {
        return name.endsWith(WITNESS) ? name.substring(0, name.length() - WITNESS.length()) : name;
    }

    private static int keyId(String name, KeyType type, byte[] key) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.writeBytes(name.getBytes(StandardCharsets.UTF_8));
        input.write('\n');
        input.write(type.code());
        input.writeBytes(key);
        return ByteBuffer.wrap(Sha256.of(input.toByteArray())).getInt();
    }

    @Override
    public String toString() {
        byte[] typed = new byte[33];
        typed[0] = type.code();
        System.arraycopy(key.bytes(), 0, typed, 1, 32);
        return name + "+" + HexFormat.of().toHexDigits(keyId) + "+" + Base64Text.encode(typed);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Vkey vkey && toString().equals(vkey.toString());
    }

    @Override
    public int hashCode() {
        return keyId;
    }
}
