package org.fedner.aggregation.masking;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.fedner.aggregation.encoding.FieldVector;
import org.fedner.aggregation.encoding.Ring32Vector;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.agreement.X25519PrivateKey;
import org.fedner.crypto.expansion.Hkdf;
import org.fedner.crypto.expansion.Keystream;
import org.fedner.crypto.expansion.Sha256;
import org.junit.jupiter.api.Test;

/**
 * The vectors of docs/protocol.md: X25519 without the hybrid, round 0, attempt 0, mode F, two members. Computed with
 * another language and library; those of the tag with Python's integers.
 */
class ProtocolVectorsTest {

    private static final byte[] ID_A = hex("00000000000000000000000000000001");
    private static final byte[] ID_B = hex("00000000000000000000000000000002");

    private static final RoundContext CONTEXT = new RoundContext(
            Membership.digest("test transcript"),
            0,
            0,
            AggregationMode.ONE_FLIGHT,
            RoundContext.digestOf(List.of(ID_B, ID_A)),
            Membership.digest("theta"),
            Membership.digest("layout"));

    @Test
    void the_pair_key_comes_from_transcript_and_agreement() throws Exception {
        assertThat(text(pairKey())).isEqualTo("833e27a2eca3430433c7756b622b0dfc88a2048ddbb79d4c7bf80b79bf18b936");
    }

    @Test
    void the_context_digest_binds_all_fields_in_order() {
        assertThat(CONTEXT.digest()).hasToString("ad3ba63847d52bffc5cc71c4802e611c3f86341832f877d24d1b541d964e3ad6");
    }

    @Test
    void the_mask_is_the_stream_of_the_derived_seed() throws Exception {
        PairwiseSecrets secrets = ChainKey.start(pairKey(), ID_A, ID_B).derive(CONTEXT);
        byte[] start = new byte[32];
        secrets.consumeMask().next(start, 0, 32);
        assertThat(HexFormat.of().formatHex(start))
                .isEqualTo("b5b555ecb70e583e5a7a9f348a2d350901bbe90e6c9632bed5d67eca08aae209");
    }

    @Test
    void mask_words_are_little_endian_and_the_lower_member_adds_them() throws Exception {
        int[] words = {-329927243, 1045958327, 882866778, 154480010, 250198785, -1103980948, -897657131, 165849608};
        Ring32Vector lower = RingVector.owning(new int[words.length]);
        new PairwiseMasker()
                .mask(lower, List.of(ChainKey.start(pairKey(), ID_A, ID_B).derive(CONTEXT)));
        assertThat(lower.words()).isEqualTo(words);

        Ring32Vector higher = RingVector.owning(new int[words.length]);
        new PairwiseMasker()
                .mask(higher, List.of(ChainKey.start(pairKey(), ID_B, ID_A).derive(CONTEXT)));
        higher.add(lower);
        assertThat(higher.words()).containsOnly(0);
    }

    /** The seed b6e0f411… of the page, through the public stream it starts. */
    @Test
    void the_seed_is_that_of_the_page() throws Exception {
        byte[] expected = new byte[64];
        byte[] actual = new byte[64];
        Keystream.consuming(SecretBytes.owning(hex("b6e0f4112193717f085c379c5bf719fef3cf4756b6f2b50b2a41552a271a5282")))
                .next(expected, 0, 64);
        ChainKey.start(pairKey(), ID_A, ID_B).derive(CONTEXT).consumeMask().next(actual, 0, 64);
        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void the_ratchet_gives_the_chain_of_the_page() throws Exception {
        ChainKey chain = ChainKey.start(pairKey(), ID_A, ID_B);
        chain.advance();
        assertThat(chain.round()).isEqualTo(1);
        assertThat(chain.matches(
                        SecretBytes.owning(hex("eeca3181ffed45a3bf69e843452512a7207b97bef30c707b750492bebe8a6be3"))))
                .isTrue();
    }

    @Test
    void the_chain_starts_from_the_pair_key_and_both_identifiers() throws Exception {
        SecretBytes first = SecretBytes.owning(hex("502774613c92e3d95188cf87f928816733af21ba3f512aa19eace8c166f5bdba"));
        assertThat(ChainKey.start(pairKey(), ID_A, ID_B).matches(first)).isTrue();
        assertThat(ChainKey.start(pairKey(), ID_B, ID_A).matches(first)).isTrue();
    }

    @Test
    void the_polynomial_of_the_page() {
        int[] input = {1, -2, 3, 2147483647, -2147483648};
        assertThat(new TagPolynomial(1).evaluate(input, new long[] {0x123456789abcdefL}))
                .containsExactly(1626379803529967991L);
    }

    /** More words than are added between two reductions, of both extremes. */
    @Test
    void the_polynomial_of_a_long_vector() {
        int[] input = new int[600_000];
        for (int j = 0; j < input.length; j++) {
            input[j] = (int) (j * 2654435761L) ^ Integer.MIN_VALUE;
        }
        assertThat(new TagPolynomial(2).evaluate(input, new long[] {168520980094255421L, 2272876705731692462L}))
                .containsExactly(1725115067300168914L, 552443812541858145L);
    }

    /** Computed with Python's hmac and OpenSSL's AES-256-CTR from the mask key of the page. */
    @Test
    void the_mask_over_the_field() throws Exception {
        FieldVector lower = FieldVector.zero(4);
        new FieldMasker()
                .mask(lower, List.of(ChainKey.start(pairKey(), ID_A, ID_B).derive(CONTEXT)));
        assertThat(lower.words())
                .containsExactly(1488090008220377338L, 2229861425401225942L, 821635780637507569L, 2101550629766012952L);
        FieldVector higher = FieldVector.zero(4);
        new FieldMasker()
                .mask(higher, List.of(ChainKey.start(pairKey(), ID_B, ID_A).derive(CONTEXT)));
        higher.add(lower);
        assertThat(higher.words()).containsOnly(0);
    }

    @Test
    void uploads_and_tags_of_both_members() throws Exception {
        SecretBytes groupSecret = SecretBytes.owning(Sha256.of("kappa".getBytes(StandardCharsets.US_ASCII)));
        Ring32Vector a = RingVector.owning(new int[] {1, -2, 3, 2147483647, -2147483648});
        Ring32Vector b = RingVector.owning(new int[] {10, 20, -30, 0, 5});
        RoundMasking ofA = RoundMasking.derive(
                CONTEXT, ID_A, List.of(ID_A, ID_B), groupSecret, List.of(ChainKey.start(pairKey(), ID_A, ID_B)));
        RoundMasking ofB = RoundMasking.derive(
                CONTEXT, ID_B, List.of(ID_A, ID_B), groupSecret, List.of(ChainKey.start(pairKey(), ID_B, ID_A)));

        Tag tagOfA = ofA.mask(a);
        Tag tagOfB = ofB.mask(b);
        assertThat(tagOfA).isEqualTo(new Tag(1193035182135465288L, 1008086387754596200L));
        assertThat(tagOfB).isEqualTo(new Tag(1096861763700252145L, 1202184303163694532L));
        assertThat(a.words()).containsExactly(-329927242, 1045958325, 882866781, -1993003639, -1897284863);
        assertThat(b.words()).containsExactly(329927253, -1045958307, -882866808, -154480010, -250198780);

        a.add(b);
        assertThat(a.words()).containsExactly(11, 18, -27, 2147483647, -2147483643);
        assertThat(ofA.accepts(a, tagOfA.plus(tagOfB))).isTrue();
        assertThat(ofB.accepts(a, tagOfA.plus(tagOfB))).isTrue();
    }

    private static SecretBytes pairKey() throws Exception {
        SecretBytes alice = SecretBytes.owning(hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"));
        SecretBytes bob = SecretBytes.owning(hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));
        SecretBytes shared =
                X25519PrivateKey.of(alice).agree(X25519PrivateKey.of(bob).publicKey());
        return Hkdf.extract(CONTEXT.epochTranscript().bytes(), shared);
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static String text(SecretBytes secret) {
        return HexFormat.of().formatHex(secret.exposeSecret());
    }
}
