package org.fedner.aggregation.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** E binds every field of the proposal: whoever is shown another one signs and masks for another epoch. */
class EpochDigestTest {

    private static final FederationId FEDERATION = FederationId.ofBytes(new byte[16]);
    private static final ByteString NONCE = ByteString.of(new byte[32]);
    private static final List<PlatformId> MEMBERS = List.of(new PlatformId(0, 1), new PlatformId(0, 2));
    private static final ByteString BYTES = ByteString.of((byte) 1);
    private static final ByteString OTHER = ByteString.of((byte) 2);

    @Test
    void everyFieldChangesIt() {
        byte[] one = new byte[32];
        one[31] = 1;
        List<EpochRoster> proposals = List.of(
                new EpochRoster(FEDERATION, 1, NONCE, MEMBERS, BYTES, BYTES),
                new EpochRoster(
                        FederationId.ofBytes(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}),
                        1,
                        NONCE,
                        MEMBERS,
                        BYTES,
                        BYTES),
                new EpochRoster(FEDERATION, 2, NONCE, MEMBERS, BYTES, BYTES),
                new EpochRoster(FEDERATION, 1, ByteString.of(one), MEMBERS, BYTES, BYTES),
                new EpochRoster(FEDERATION, 1, NONCE, MEMBERS.subList(0, 1), BYTES, BYTES),
                new EpochRoster(FEDERATION, 1, NONCE, MEMBERS, OTHER, BYTES),
                new EpochRoster(FEDERATION, 1, NONCE, MEMBERS, BYTES, OTHER));
        assertThat(proposals.stream().map(EpochRoster::epochDigest)).doesNotHaveDuplicates();
    }
}
