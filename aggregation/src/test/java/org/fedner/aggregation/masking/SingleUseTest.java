package org.fedner.aggregation.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.fedner.aggregation.encoding.Ring32Vector;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.field.Mersenne61;
import org.junit.jupiter.api.Test;

/** Keys that serve once, and what cannot be built. */
class SingleUseTest {

    private static final byte[] OWN = id(1);
    private static final byte[] PEER = id(2);

    @Test
    void a_chain_derives_for_a_context_once_and_attempts_only_increase() {
        ChainKey chain = chain();
        chain.derive(context(0, 0));
        assertThatIllegalStateException().isThrownBy(() -> chain.derive(context(0, 0)));
        chain.derive(context(0, 3));
        assertThatIllegalStateException().isThrownBy(() -> chain.derive(context(0, 2)));
    }

    @Test
    void a_chain_derives_for_its_own_round_only() {
        ChainKey chain = chain();
        assertThatIllegalStateException().isThrownBy(() -> chain.derive(context(1, 0)));
        chain.advance();
        assertThatIllegalStateException().isThrownBy(() -> chain.derive(context(0, 5)));
        chain.derive(context(1, 0));
    }

    @Test
    void after_the_last_attempt_number_a_chain_derives_nothing_more() {
        ChainKey chain = chain();
        chain.derive(context(0, Integer.MAX_VALUE));
        for (int attempt : new int[] {0, 1, Integer.MAX_VALUE}) {
            assertThatIllegalStateException().isThrownBy(() -> chain.derive(context(0, attempt)));
        }
    }

    @Test
    void a_closed_chain_derives_nothing() {
        ChainKey chain = chain();
        chain.close();
        assertThatIllegalStateException().isThrownBy(() -> chain.derive(context(0, 0)));
        assertThatIllegalStateException().isThrownBy(chain::advance);
    }

    @Test
    void masks_serve_one_vector() {
        Membership membership = new Membership(3, 1);
        RoundMasking masking = membership.masking(0, membership.context());
        masking.mask(RingVector.owning(new int[4]));
        Ring32Vector second = RingVector.owning(new int[4]);
        assertThatIllegalStateException().isThrownBy(() -> masking.mask(second));
        assertThat(second.words()).containsOnly(0);
    }

    @Test
    void pairwise_secrets_serve_one_mask() {
        PairwiseSecrets secrets = chain().derive(context(0, 0));
        new PairwiseMasker().mask(RingVector.owning(new int[4]), List.of(secrets));
        assertThatIllegalStateException()
                .isThrownBy(() -> new PairwiseMasker().mask(RingVector.owning(new int[4]), List.of(secrets)));
    }

    @Test
    void bad_memberships_are_refused() {
        Membership membership = new Membership(3, 1);
        RoundContext context = membership.context();
        SecretBytes groupSecret = SecretBytes.owning(new byte[32]);
        byte[] own = membership.ids.get(0);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        RoundMasking.derive(context, own, membership.ids.subList(0, 2), groupSecret, List.of(chain())));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RoundMasking.derive(context, own, membership.ids, groupSecret, List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> RoundContext.digestOf(List.of(OWN, PEER, OWN)));
        assertThatIllegalArgumentException().isThrownBy(() -> RoundContext.digestOf(List.of(new byte[15])));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChainKey.start(SecretBytes.owning(new byte[32]), OWN, OWN.clone()));
    }

    @Test
    void bad_rounds_and_tags_cannot_be_built() {
        assertThatIllegalArgumentException().isThrownBy(() -> context(-1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> context(0, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Tag(Mersenne61.P, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Tag(0, -1));
    }

    @Test
    void secrets_do_not_print() {
        Membership membership = new Membership(3, 1);
        assertThat(chain()).hasToString("ChainKey[round 0, redacted]");
        assertThat(chain().derive(context(0, 0))).hasToString("PairwiseSecrets[redacted]");
        assertThat(membership.masking(0, membership.context())).hasToString("RoundMasking[redacted]");
        assertThat(TagKey.derive(SecretBytes.owning(new byte[32]), context(0, 0)))
                .hasToString("TagKey[redacted]");
    }

    private static ChainKey chain() {
        return ChainKey.start(SecretBytes.owning(new byte[32]), OWN, PEER);
    }

    private static RoundContext context(long round, int attempt) {
        return new RoundContext(
                Membership.digest("transcript"),
                round,
                attempt,
                AggregationMode.ONE_FLIGHT,
                RoundContext.digestOf(List.of(OWN, PEER)),
                Membership.digest("state"),
                Membership.digest("layout"));
    }

    private static byte[] id(int last) {
        byte[] id = new byte[RoundContext.ID_BYTES];
        id[15] = (byte) last;
        return id;
    }
}
