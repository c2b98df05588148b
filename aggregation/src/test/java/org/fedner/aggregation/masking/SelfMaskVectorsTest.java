package org.fedner.aggregation.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.Ring32Vector;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.sharing.Limbs;
import org.junit.jupiter.api.Test;

/** The vectors of mode R in docs/protocol.md, computed with another language, and masks that come off as they went on. */
class SelfMaskVectorsTest {

    private static final Digest TRANSCRIPT = Digest.of("test transcript".getBytes());
    private static final Digest CONTEXT =
            new Digest(HexFormat.of().parseHex("ad3ba63847d52bffc5cc71c4802e611c3f86341832f877d24d1b541d964e3ad6"));
    private static final byte[] ID = new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    @Test
    void selfMaskPadsAndCommitmentsAreThoseOfAnotherLanguage() {
        try (SelfSecret secret = SelfSecret.of(limbs())) {
            assertThat(secret.commitment(TRANSCRIPT, 7, ID))
                    .hasToString("d7956928f5786df9217a598e20360ae401182b9a06c7b8755c29229f28f376a9");
            RingVector vector = Ring.Z32.zero(4);
            SelfMask mask = secret.added(CONTEXT);
            assertThat(mask.signedTagPad(0)).isEqualTo(2226664220928274605L);
            assertThat(mask.signedTagPad(1)).isEqualTo(745940536259814743L);
            new PairwiseMasker().mask(vector, List.of(mask));
            assertThat(((Ring32Vector) vector).words()).containsExactly(354445547, 345942999, -673641678, 1389430128);
        }
    }

    @Test
    void theDepositIsThatOfAnotherLanguageAndOpensForItsOwnerRoundAndSecretOnly() throws Exception {
        try (PairsSecret secret = PairsSecret.of(limbs());
                SecretBytes first = SecretBytes.owning(filled(1));
                SecretBytes second = SecretBytes.owning(filled(2))) {
            assertThat(secret.commitment(TRANSCRIPT, 7, ID))
                    .hasToString("2fc486de9bafe817d2fb0707bffb121a04844e6d6976698489596549f8cf28f6");
            byte[] deposit = secret.seal(TRANSCRIPT, 7, ID, List.of(first, second));
            assertThat(HexFormat.of().formatHex(deposit))
                    .isEqualTo(
                            "0de893375552cf275a474136c628d5ce13d7bd3ac12f403beaaa9d3a5b2715366562ad43c09ca25539c1a1929fd96397955453f3337269f2c7a4301561e945898db1d9a1366038e22f7f310b7b15a349");
            List<SecretBytes> opened = secret.open(TRANSCRIPT, 7, ID, deposit, 2);
            assertThat(opened.get(0).matches(first)).isTrue();
            assertThat(opened.get(1).matches(second)).isTrue();
        }
    }

    @Test
    void aSelfMaskComesOffAsItWentOnAndServesOnce() {
        RingVector vector = Ring.Z32.zero(5000);
        SelfMask mask;
        try (SelfSecret secret = SelfSecret.of(limbs())) {
            mask = secret.added(CONTEXT);
            long first = mask.signedTagPad(0);
            new PairwiseMasker().mask(vector, List.of(mask));
            assertThat(vector.contentEquals(Ring.Z32.zero(5000))).isFalse();
            Unmasking unmasking = new Unmasking(CONTEXT);
            unmasking.takeOffSelf(secret);
            Tag tag = unmasking.apply(JointVector.of(vector), new Tag(first, 0));
            assertThat(tag.first()).isZero();
        }
        assertThat(vector.contentEquals(Ring.Z32.zero(5000))).isTrue();
        assertThatIllegalStateException().isThrownBy(mask::consumeMask);
    }

    private static Limbs limbs() {
        return Limbs.owning(new long[] {1, 2, 3, 4, 5});
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
