package org.fedner.aggregation.masking;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.fedner.aggregation.encoding.Ring64Vector;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Sha256;
import org.junit.jupiter.api.Test;

/** Ring 2^64 and the blind stream, against numbers computed with Python and its cryptography library. */
class WideRingVectorsTest {

    private static final byte[] ID_A = HexFormat.of().parseHex("00000000000000000000000000000001");
    private static final byte[] ID_B = HexFormat.of().parseHex("00000000000000000000000000000002");
    private static final RoundContext CONTEXT = new RoundContext(
            digest("test transcript"),
            0,
            0,
            AggregationMode.ONE_FLIGHT,
            RoundContext.digestOf(List.of(ID_A, ID_B)),
            digest("theta"),
            digest("layout"));

    @Test
    void masksAndTagsOfBothMembers() {
        Ring64Vector a = RingVector.owning(new long[] {1, -2, 3, (1L << 59) - 1, -(1L << 59)});
        Ring64Vector b = RingVector.owning(new long[] {10, 20, -30, 1L << 59, -(1L << 59) + 1});
        RoundMasking ofA = masking(ID_A, ID_B);
        RoundMasking ofB = masking(ID_B, ID_A);
        Tag tagOfA = ofA.mask(a);
        Tag tagOfB = ofB.mask(b);
        assertThat(tagOfA).isEqualTo(new Tag(1753172084010259709L, 2017566252927234632L));
        assertThat(tagOfB).isEqualTo(new Tag(1195564229432473058L, 202494600660660995L));
        assertThat(a.words())
                .containsExactly(
                        4492356811408913846L,
                        663486591718619736L,
                        -4741562066816877820L,
                        1288779398115153620L,
                        -5926475419136870302L);
        assertThat(b.words())
                .containsExactly(
                        -4492356811408913835L,
                        -663486591718619718L,
                        4741562066816877793L,
                        -135857893508306645L,
                        4773553914530023327L);
        a.add(b);
        assertThat(a.words()).containsExactly(11, 18, -27, (1L << 60) - 1, -(1L << 60) + 1);
        assertThat(ofA.accepts(a, tagOfA.plus(tagOfB))).isTrue();
        assertThat(ofB.accepts(a, tagOfA.plus(tagOfB))).isTrue();
    }

    @Test
    void theBlindStreamInBothRings() {
        Ring64Vector wide = RingVector.owning(new long[4]);
        Blinding.of(kappa(), CONTEXT).addTo(wide);
        assertThat(wide.words())
                .containsExactly(750608709970462868L, 6818681160719987390L, -7652311354115826602L, 702269080505011948L);
        var narrow = RingVector.owning(new int[8]);
        Blinding.of(kappa(), CONTEXT).addTo(narrow);
        assertThat(narrow.words())
                .containsExactly(
                        320506004, 174764709, -2057506114, 1587597923, -79897514, -1781692579, 138268396, 163509762);
        Blinding.of(kappa(), CONTEXT).takeOff(narrow);
        assertThat(narrow.words()).containsOnly(0);
    }

    @Test
    void aMaskedVectorIsBlindedOnTop() {
        Ring64Vector a = RingVector.owning(new long[] {1, -2, 3, (1L << 59) - 1, -(1L << 59)});
        masking(ID_A, ID_B).mask(a);
        Blinding.of(kappa(), CONTEXT).addTo(a);
        assertThat(a.words())
                .containsExactly(
                        5242965521379376714L,
                        7482167752438607126L,
                        6052870652776847194L,
                        1991048478620165568L,
                        4347308240371350181L);
    }

    @Test
    void thePolynomialOfTheExtremes() {
        Ring64Vector input = RingVector.owning(
                new long[] {1, -2, 3, Long.MAX_VALUE, Long.MIN_VALUE, (1L << 60) - 1, -(1L << 60) + 1});
        assertThat(new TagPolynomial(1).evaluate(input, new long[] {0x123456789abcdefL}))
                .containsExactly(1417013173054999216L);
    }

    /** More words than are added between two reductions. */
    @Test
    void thePolynomialOfALongVector() {
        long[] input = new long[600_000];
        for (int j = 0; j < input.length; j++) {
            input[j] = j * 0x9E3779B97F4A7C15L ^ Long.MIN_VALUE;
        }
        long[] points = {168520980094255421L, 2272876705731692462L};
        assertThat(new TagPolynomial(2).evaluate(RingVector.owning(input), points))
                .containsExactly(588822854101873511L, 1248610875384581361L);
    }

    private static RoundMasking masking(byte[] own, byte[] peer) {
        try (SecretBytes pairKey = SecretBytes.owning(
                HexFormat.of().parseHex("833e27a2eca3430433c7756b622b0dfc88a2048ddbb79d4c7bf80b79bf18b936"))) {
            return RoundMasking.derive(
                    CONTEXT, own, List.of(ID_A, ID_B), kappa(), List.of(ChainKey.start(pairKey, own, peer)));
        }
    }

    private static SecretBytes kappa() {
        return SecretBytes.owning(Sha256.of("kappa".getBytes(StandardCharsets.US_ASCII)));
    }

    private static Digest digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.US_ASCII));
    }
}
