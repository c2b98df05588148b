package org.fedner.audit.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.fedner.audit.EventSamples;
import org.junit.jupiter.api.Test;

class TrustPolicyTest {

    private static final Vkey LOG =
            Vkey.of("dep/server", KeyType.ED25519, EventSamples.key(1).verifyingKey());
    private static final Vkey A = witness(2);
    private static final Vkey B = witness(3);
    private static final Vkey C = witness(4);

    private static Vkey witness(int seed) {
        return Vkey.of("w" + seed, KeyType.COSIGNATURE, EventSamples.key(seed).verifyingKey());
    }

    @Test
    void aQuorumIsCountedThroughGroups() throws Exception {
        TrustPolicy policy = parse("""
                # who may be believed
                log %s https://example.org/
                witness a %s
                witness b %s
                \twitness c %s
                group two 2 a b
                group either any two c
                quorum either
                """.formatted(LOG, A, B, C));
        assertThat(policy.accepts("dep/server", List.of(LOG, A, B))).isTrue();
        assertThat(policy.accepts("dep/server", List.of(LOG, C))).isTrue();
        assertThat(policy.accepts("dep/server", List.of(LOG, A))).isFalse();
        assertThat(policy.accepts("dep/server", List.of(A, B, C))).isFalse();
        assertThat(policy.accepts("dep/other", List.of(LOG, C))).isFalse();
        assertThat(policy.keysFor("dep/server")).containsExactly(LOG, A, B, C);
    }

    @Test
    void theFileForTrustedLogsReadsBack() throws Exception {
        TrustPolicy policy = parse(TrustPolicy.format(List.of(LOG), List.of(A, B)));
        assertThat(policy.logs()).containsExactly(LOG);
        assertThat(policy.witnesses()).containsExactly(A, B);
        assertThat(policy.hasQuorum()).isFalse();
    }

    @Test
    void refusesPoliciesThatCouldBeMisread() {
        String head = "log %s\nwitness a %s\n".formatted(LOG, A);
        for (String bad : List.of(
                "",
                head,
                head + "quorum b\n",
                head + "quorum a\nquorum none\n",
                head + "group g 2 a\nquorum g\n",
                head + "group g 0 a\nquorum g\n",
                head + "group g any a\ngroup h any a\nquorum none\n",
                head + "group none any a\nquorum none\n",
                head + "witness a %s\nquorum none\n".formatted(B),
                head + "witness b %s\nquorum none\n".formatted(A),
                head + "log %s\nquorum none\n".formatted(LOG),
                head + "log %s\nquorum none\n".formatted(A),
                head + "trust me\nquorum none\n",
                head + "quorum none\r\n")) {
            assertThatThrownBy(() -> parse(bad)).as(bad).isInstanceOf(MalformedNoteException.class);
        }
    }

    private static TrustPolicy parse(String file) throws MalformedNoteException {
        return TrustPolicy.parse(file.getBytes(StandardCharsets.UTF_8));
    }
}
