package org.fedner.aggregation.message;

import org.fedner.crypto.signing.VerifyingKey;

/**
 * The federation's authority goes on under another key.
 *
 * <pre>
 * opaque federation[16]
 * uint64 sequence                    1 for the founder's successor, then one more each time
 * opaque predecessor[44]             SubjectPublicKeyInfo
 * opaque successor[44]
 * uint64 issued                      seconds since 1970
 * uint64 overlapEnds
 * </pre>
 *
 * @param issuedEpochSeconds from when the successor's signatures count
 * @param overlapEndsEpochSeconds until when the predecessor's count too, and until when the statement may be taken up
 */
public record Succession(
        FederationId federation,
        long sequence,
        VerifyingKey predecessor,
        VerifyingKey successor,
        long issuedEpochSeconds,
        long overlapEndsEpochSeconds) {

    public Succession {
        if (sequence < 1 || issuedEpochSeconds < 0 || overlapEndsEpochSeconds <= issuedEpochSeconds) {
            throw new IllegalArgumentException(
                    "a succession has a number from 1 up and an overlap that ends after its issue");
        }
        if (predecessor.equals(successor)) {
            throw new IllegalArgumentException("nobody succeeds itself");
        }
    }

    /** Whether it may be taken up at that moment by a party that has not yet. */
    public boolean isValidAt(long epochSeconds) {
        return issuedEpochSeconds <= epochSeconds && epochSeconds < overlapEndsEpochSeconds;
    }

    byte[] encode() {
        return new WireWriter()
                .fixed(federation.bytes())
                .uint(8, sequence)
                .fixed(predecessor.spki())
                .fixed(successor.spki())
                .uint(8, issuedEpochSeconds)
                .uint(8, overlapEndsEpochSeconds)
                .toBytes();
    }

    static Succession decode(WireReader in) throws MalformedMessageException {
        return new Succession(
                FederationId.ofBytes(in.fixed(FederationId.BYTES)),
                in.uint(8),
                RosterEntry.signingKey(in),
                RosterEntry.signingKey(in),
                in.uint(8),
                in.uint(8));
    }
}
