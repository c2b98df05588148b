package org.fedner.aggregation.message;

import java.util.List;
import org.fedner.crypto.expansion.Digest;

/**
 * A log's checkpoint for a witness, with the proof that it continues what the witness cosigned before.
 *
 * <pre>
 * opaque note&lt;1..2^16-1&gt;       a signed note, opaque to this codec
 * uint64 oldSize               where the proof begins; 0 where nothing was cosigned yet
 * opaque proof[32]&lt;0..2^12-1&gt;  as in RFC 9162, section 2.1.4
 * </pre>
 */
public record ConsistencyClaim(ByteString note, long oldSize, List<Digest> proof) {

    static final int MAX_NOTE_BYTES = 0xffff;
    private static final int MAX_PROOF_BYTES = 0xfff;

    public ConsistencyClaim {
        proof = List.copyOf(proof);
    }

    static void encode(WireWriter out, ConsistencyClaim claim) {
        out.opaque(claim.note.shared(), 1, MAX_NOTE_BYTES)
                .uint(Long.BYTES, claim.oldSize)
                .list(claim.proof, MAX_PROOF_BYTES, WireWriter::digest);
    }

    static ConsistencyClaim decode(WireReader in) throws MalformedMessageException {
        return new ConsistencyClaim(note(in), in.uint(Long.BYTES), in.list(MAX_PROOF_BYTES, WireReader::digest));
    }

    static ByteString note(WireReader in) throws MalformedMessageException {
        return ByteString.owning(in.opaque(1, MAX_NOTE_BYTES));
    }

    static void encodeNote(WireWriter out, ByteString note) {
        out.opaque(note.shared(), 1, MAX_NOTE_BYTES);
    }
}
