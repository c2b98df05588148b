package org.fedner.audit.event;

/**
 * The federation's authority goes on under another key, and the writer believes that key: written when it is taken up, and, of
 * the newest one, at the start of each process.
 *
 * @param sequence          1 for the founder's successor
 * @param predecessorSha256 SHA-256 of the SubjectPublicKeyInfo of the key that was succeeded
 * @param successorSha256   of the one that signs from now on
 * @param overlapEnds       until when the predecessor's signatures count, in seconds since 1970
 */
public record AuthoritySucceed(long sequence, Sha256Hex predecessorSha256, Sha256Hex successorSha256, long overlapEnds)
        implements Event {
    public AuthoritySucceed {
        Bounds.requireCount("sequence", sequence);
        Bounds.requireCount("overlap_ends", overlapEnds);
    }
}
