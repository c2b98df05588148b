package org.fedner.audit.note;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One line under a note: {@code — name base64(keyId || signature)}.
 *
 * @param name      of the key
 * @param keyId     of the key
 * @param signature in the form the key's type gives it
 */
public record SignatureLine(String name, int keyId, byte[] signature) {

    private static final String DASH = "\u2014 ";

    public SignatureLine {
        if (!isName(name)) {
            throw new IllegalArgumentException("a key name is not empty and has neither spaces nor +");
        }
    }

    static SignatureLine parse(String line) throws MalformedNoteException {
        int space = line.indexOf(' ', DASH.length());
        if (!line.startsWith(DASH) || space < 0 || !isName(line.substring(DASH.length(), space))) {
            throw new MalformedNoteException("not a signature line");
        }
        byte[] blob = Base64Text.decode(line.substring(space + 1));
        if (blob.length < 5) {
            throw new MalformedNoteException("a signature of %d bytes".formatted(blob.length));
        }
        int keyId = ByteBuffer.wrap(blob).getInt();
        return new SignatureLine(line.substring(DASH.length(), space), keyId, Arrays.copyOfRange(blob, 4, blob.length));
    }

    static boolean isName(String name) {
        return !name.isEmpty()
                && name.codePoints()
                        .noneMatch(c -> c == '+'
                                || Character.isWhitespace(c)
                                || Character.isSpaceChar(c)
                                || Character.isISOControl(c)
                                || c >= 0xD800 && c <= 0xDFFF);
    }

    /** The line of {@code name} whose Base64 part decodes to {@code blob}: key id, then signature. */
    public static SignatureLine of(String name, byte[] blob) {
        return new SignatureLine(
                name, ByteBuffer.wrap(blob).getInt(), Arrays.copyOfRange(blob, Integer.BYTES, blob.length));
    }

    /** Key id and signature, as the line's Base64 part holds them. */
    public byte[] blob() {
        return ByteBuffer.allocate(Integer.BYTES + signature.length)
                .putInt(keyId)
                .put(signature)
                .array();
    }

    /** Whether this line names {@code key}, by name and key id; says nothing about the signature. */
    public boolean isBy(Vkey key) {
        return keyId == key.keyId() && name.equals(key.name());
    }

    @Override
    public String toString() {
        return DASH + name + " " + Base64Text.encode(blob()) + "\n";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignatureLine line && toString().equals(line.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }
}
