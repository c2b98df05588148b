package org.fedner.aggregation.message;

import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Labels;

/**
 * What opens a member's commitment in an epoch whose mask graph is drawn.
 *
 * @param part 32 random bytes: its part of the graph's seed
 * @param contribution the commitment to its part of the group secret
 */
public record SeedPart(Digest part, Digest contribution) {

    /** SHA-256(lab("sc", E, platform, part, contribution)): what the member's {@link Keys} must have said. */
    public Digest commitment(Digest epoch, PlatformId platform) {
        return Digest.of(Labels.label("sc", epoch.bytes(), platform.bytes(), part.bytes(), contribution.bytes()));
    }

    void encode(WireWriter out) {
        out.digest(part).digest(contribution);
    }

    static SeedPart decode(WireReader in) throws MalformedMessageException {
        return new SeedPart(in.digest(), in.digest());
    }
}
