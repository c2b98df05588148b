package org.fedner.audit.proof;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.fedner.audit.log.MerkleHash;
import org.fedner.audit.log.MerkleProof;
import org.fedner.audit.note.Checkpoint;
import org.fedner.audit.note.MalformedNoteException;
import org.fedner.audit.note.SignedNote;
import org.fedner.audit.note.TrustPolicy;
import org.fedner.audit.note.UntrustedNoteException;
import org.fedner.audit.note.Vkey;

/**
 * Shows that one event is in a log, to somebody who has neither the log nor a network (C2SP tlog-proof). The event's bytes travel
 * beside it.
 *
 * <pre>
 * c2sp.org/tlog-proof@v1
 * index 73894
 * base64 hash, one a line
 *
 * signed checkpoint, with its cosignatures
 * </pre>
 *
 * @param index      of the leaf
 * @param hashes     inclusion proof, RFC 9162 section 2.1.3
 * @param checkpoint signed note of the tree
 */
public record TlogProof(long index, List<byte[]> hashes, SignedNote checkpoint) {

    private static final String HEADER = "c2sp.org/tlog-proof@v1\n";
    private static final Pattern INDEX = Pattern.compile("index (0|[1-9][0-9]{0,17})");
    private static final int MOST_HASHES = 63;

    public TlogProof {
        hashes = List.copyOf(hashes);
    }

    /** What a proof shows, once it holds. */
    public record Shown(Checkpoint checkpoint, List<Vkey> signers) {}

    /** Why a proof shows nothing. */
    public static final class NotShownException extends Exception {
        private static final long serialVersionUID = 1L;
        private final String rule;

        NotShownException(String rule, String sentence) {
            super(sentence);
            this.rule = rule;
        }

        /** Name of the check that failed. */
        public String rule() {
            return rule;
        }
    }

    /** The file. */
    public byte[] encode() {
        StringBuilder text =
                new StringBuilder(HEADER).append("index ").append(index).append('\n');
        hashes.forEach(
                hash -> text.append(Base64.getEncoder().encodeToString(hash)).append('\n'));
        text.append('\n').append(new String(checkpoint.encode(), StandardCharsets.UTF_8));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Reads a file; a line {@code extra} is passed over, since nothing vouches for it. */
    public static TlogProof parse(byte[] file) throws NotShownException {
        String text = utf8(file);
        int end = text.indexOf("\n\n");
        if (!text.startsWith(HEADER) || end < 0) {
            throw new NotShownException("proof", "not a file of c2sp.org/tlog-proof@v1");
        }
        List<String> lines =
                new ArrayList<>(List.of(text.substring(HEADER.length(), end).split("\n", -1)));
        if (lines.get(0).startsWith("extra ")) {
            lines.remove(0);
        }
        if (lines.isEmpty() || !INDEX.matcher(lines.get(0)).matches() || lines.size() > MOST_HASHES + 1) {
            throw new NotShownException("proof", "names no index");
        }
        List<byte[]> hashes = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            hashes.add(hash(line));
        }
        try {
            SignedNote note = SignedNote.parse(text.substring(end + 2).getBytes(StandardCharsets.UTF_8));
            return new TlogProof(Long.parseLong(lines.get(0).substring(6)), hashes, note);
        } catch (MalformedNoteException e) {
            throw new NotShownException("checkpoint", e.getMessage());
        }
    }

    private static String utf8(byte[] file) throws NotShownException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new NotShownException("proof", "not UTF-8");
        }
    }

    private static byte[] hash(String line) throws NotShownException {
        try {
            byte[] hash = Base64.getDecoder().decode(line);
            if (hash.length == MerkleHash.BYTES
                    && Base64.getEncoder().encodeToString(hash).equals(line)) {
                return hash;
            }
        } catch (IllegalArgumentException e) {
            throw new NotShownException("proof", "a hash that is not Base64");
        }
        throw new NotShownException("proof", "a hash that has not 32 bytes");
    }

    /** Checks signatures, the policy's quorum, and that {@code leaf} is in the tree. */
    public Shown check(byte[] leaf, TrustPolicy policy) throws NotShownException {
        try {
            Checkpoint tree = Checkpoint.parse(checkpoint.text());
            List<Vkey> signers = checkpoint.verify(policy.keysFor(tree.origin()));
            if (signers.stream().noneMatch(policy.logs()::contains)) {
                throw new NotShownException("signature", "not signed by the log's trusted key");
            }
            if (!policy.accepts(tree.origin(), signers)) {
                throw new NotShownException("quorum", "not cosigned by the quorum the policy asks for");
            }
            if (!MerkleProof.includes(MerkleHash.leaf(leaf), index, tree.size(), hashes, tree.root())) {
                throw new NotShownException("inclusion", "these bytes are not entry %d of that log".formatted(index));
            }
            return new Shown(tree, signers);
        } catch (MalformedNoteException e) {
            throw new NotShownException("checkpoint", e.getMessage());
        } catch (UntrustedNoteException e) {
            throw new NotShownException("signature", e.getMessage());
        }
    }
}
