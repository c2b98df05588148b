package org.fedner.audit.note;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Text with signatures (C2SP signed-note).
 *
 * @param text       ends with a newline; UTF-8 without control characters other than newlines
 * @param signatures 1 to {@value #MAX_SIGNATURES} lines
 */
public record SignedNote(String text, List<SignatureLine> signatures) {

    /** More signature lines are refused. */
    public static final int MAX_SIGNATURES = 100;

    /** Longest accepted note in bytes; 100 cosigned lines are below 20,000. */
    static final int MAX_BYTES = 1 << 20;

    public SignedNote {
        signatures = List.copyOf(signatures);
        if (!text.endsWith("\n") || signatures.isEmpty() || signatures.size() > MAX_SIGNATURES) {
            throw new IllegalArgumentException("a note ends with a newline and has 1 to 100 signatures");
        }
    }

    /** Reads a note; whatever is accepted encodes to the same bytes. */
    public static SignedNote parse(byte[] bytes) throws MalformedNoteException {
        String note = utf8(bytes);
        int split = note.lastIndexOf("\n\n");
        if (split < 0 || !note.endsWith("\n") || split + 2 == note.length()) {
            throw new MalformedNoteException("not a note: text, blank line, signature lines");
        }
        if (note.chars().anyMatch(c -> c < 0x20 && c != '\n')) {
            throw new MalformedNoteException("control character in a note");
        }
        List<SignatureLine> lines = new ArrayList<>();
        for (String line : note.substring(split + 2, note.length() - 1).split("\n", -1)) {
            if (lines.size() == MAX_SIGNATURES) {
                throw new MalformedNoteException("more than 100 signatures");
            }
            lines.add(SignatureLine.parse(line));
        }
        return new SignedNote(note.substring(0, split + 1), lines);
    }

    private static String utf8(byte[] bytes) throws MalformedNoteException {
        if (bytes.length > MAX_BYTES) {
            throw new MalformedNoteException("a note of more than 1 MiB");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedNoteException("not UTF-8");
        }
    }

    /**
     * The keys among {@code known} that signed this note.
     *
     * <p>Lines of other keys are ignored, and so are further lines of a key already seen.
     *
     * @throws UntrustedNoteException if none did, or if the line of a known key does not verify
     */
    public List<Vkey> verify(Collection<Vkey> known) throws UntrustedNoteException {
        byte[] signed = text.getBytes(StandardCharsets.UTF_8);
        List<Vkey> signers = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (SignatureLine line : signatures) {
            for (Vkey key : known) {
                if (line.isBy(key) && seen.add(key.toString())) {
                    if (!key.verifies(signed, line)) {
                        throw new UntrustedNoteException("the signature of " + key.name() + " is wrong");
                    }
                    signers.add(key);
                }
            }
        }
        if (signers.isEmpty()) {
            throw new UntrustedNoteException("no trusted key signed it");
        }
        return signers;
    }

    /** The note's bytes. */
    public byte[] encode() {
        String lines = signatures.stream().map(SignatureLine::toString).collect(Collectors.joining());
        return (text + "\n" + lines).getBytes(StandardCharsets.UTF_8);
    }
}
