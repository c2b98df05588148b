package org.fedner.aggregation.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Mode D: dummy inputs and one opened set, computed with Python's integers and hmac and OpenSSL's AES-256-CTR from the pair
 * key of the page's first vectors; and that nothing else is ever opened.
 */
class DummyVectorsTest {

    private static final byte[] ID_A = HexFormat.of().parseHex("00000000000000000000000000000001");
    private static final byte[] ID_B = HexFormat.of().parseHex("00000000000000000000000000000002");
    private static final RoundContext CONTEXT = context(AggregationMode.DIAGNOSTIC);
    private static final OpenedMask OPENED = new OpenedMask(
            digest("ab0c138e2a6055eb0506ea382d4f986c24dcc922f199786a9393a2ceeebaa08c"),
            Optional.of(digest("54cd847fa602d12baae52f0dd19b2501e6dd812b76ed0e5e671192cccd7c181d")),
            new Tag(1943455917477947027L, 1300270792286718837L));
    private static final OpenedTagKey TAG_KEY = new OpenedTagKey(
            new Tag(1473421060952648091L, 1312317318386086777L),
            List.of(
                    new Tag(2157839929453708625L, 1631624854121930970L),
                    new Tag(1025505080750719276L, 625521899858267101L)));

    @Test
    void the_context_names_the_mode() {
        assertThat(CONTEXT.digest()).hasToString("9ef4729996705135209dc97349e73d9e9c7cdf903ab84509507536c6b91b714d");
    }

    @Test
    void dummy_inputs_of_both_members_and_rings() {
        assertThat(words(input(ID_A, Ring.Z32, 5, 2).ring()))
                .containsExactly(-510445292, -430634630, -916992035, -613794139, -553151566);
        assertThat(input(ID_A, Ring.Z32, 5, 2).announced().words())
                .containsExactly(2159323800997163105L, 1158851900127007469L);
        assertThat(words(input(ID_B, Ring.Z32, 5, 0).ring()))
                .containsExactly(-974826468, -820542006, 770228890, 307556821, -735694987);
        assertThat(words(input(ID_A, Ring.Z64, 3, 0).ring()))
                .containsExactly(-274043229602311357L, -231195206555428399L, -492306350434984103L);
    }

    @Test
    void uploads_tags_and_what_is_opened_of_both_members() {
        for (boolean lower : new boolean[] {true, false}) {
            try (RoundMasking masking = masking(CONTEXT, lower)) {
                JointVector input = input(lower ? ID_A : ID_B, Ring.Z32, 5, 2);
                Tag tag = masking.mask(input);
                assertThat(tag)
                        .isEqualTo(
                                lower
                                        ? new Tag(1304844005235459507L, 1958519849370361070L)
                                        : new Tag(1404452064615901505L, 240172952461457472L));
                assertThat(words(input.ring()))
                        .containsExactly(
                                lower
                                        ? new long[] {-1636033984, -2137340553, 1133779144, 1095558354, 1125601510}
                                        : new long[] {150762224, 886163917, -1280542289, -1401795672, 1880519233});
                assertThat(Digest.of(bytes(input.joined())))
                        .hasToString(
                                lower
                                        ? "0d84ae09ccfc66982cb1b5357662c139265f9f05344dd60c9baaacb83256d024"
                                        : "833d71d245f26d9bf837af520bbbc6c4bf19515bc8afaa273dde9fd3703be050");
                assertThat(masking.open()).isEqualTo(new MaskOpening(TAG_KEY, List.of(OPENED)));
            }
        }
    }

    @Test
    void an_upload_is_computed_anew_from_what_was_opened() {
        OpenedUpload ofB = OpenedUpload.of(input(ID_B, Ring.Z32, 5, 2), 1, TAG_KEY, List.of(OPENED), List.of(false));
        assertThat(Digest.of(bytes(ofB.vector().joined())))
                .hasToString("833d71d245f26d9bf837af520bbbc6c4bf19515bc8afaa273dde9fd3703be050");
        assertThat(ofB.tag()).isEqualTo(new Tag(1404452064615901505L, 240172952461457472L));
        OpenedUpload wide = OpenedUpload.of(input(ID_A, Ring.Z64, 3, 0), 0, TAG_KEY, List.of(OPENED), List.of(true));
        assertThat(words(wide.vector().ring()))
                .containsExactly(-7604289349607426961L, 7110417850266411708L, 2768848605265992845L);
        assertThat(wide.tag()).isEqualTo(new Tag(1208342036689167375L, 332663628434601941L));
    }

    @Test
    void the_opened_key_accepts_what_the_own_one_does() {
        JointVector sum = JointVector.zero(Ring.Z32, 5, 2);
        Tag tag = Tag.ZERO;
        for (boolean lower : new boolean[] {true, false}) {
            try (RoundMasking masking = masking(CONTEXT, lower)) {
                JointVector input = input(lower ? ID_A : ID_B, Ring.Z32, 5, 2);
                tag = tag.plus(masking.mask(input));
                sum.add(input);
            }
        }
        assertThat(TAG_KEY.accepts(sum, tag)).isTrue();
        assertThat(TAG_KEY.accepts(sum, tag.plus(new Tag(1, 0)))).isFalse();
        sum.ring().set(0, 1);
        assertThat(TAG_KEY.accepts(sum, tag)).isFalse();
    }

    @Test
    void a_sum_of_dummies_never_wraps() {
        for (int members : new int[] {3, 10, 128}) {
            JointVector input = DummyInput.of(CONTEXT.digest(), ID_A, Ring.Z32, 20_000, 0, members);
            assertThat(input.ring().isWithin(Ring.Z32.largestSum() / members)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = AggregationMode.class,
            names = {"ONE_FLIGHT", "RECOVERABLE"})
    void in_no_other_mode_is_a_mask_opened(AggregationMode mode) {
        try (RoundMasking masking = masking(context(mode), true)) {
            masking.mask(input(ID_A, Ring.Z32, 5, 0));
            assertThatThrownBy(masking::open).isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> MaskOpening.of(
                        mode, TagKey.derive(groupSecret(), context(mode)), List.of(ID_A, ID_B), List.of(), false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void masks_that_served_and_are_erased_are_opened_no_more() {
        RoundMasking masking = masking(CONTEXT, true);
        masking.mask(input(ID_A, Ring.Z32, 5, 0));
        masking.close();
        assertThatThrownBy(masking::open).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void masks_are_opened_once_and_not_before_they_served() {
        try (RoundMasking masking = masking(CONTEXT, true)) {
            assertThatThrownBy(masking::open).isInstanceOf(IllegalStateException.class);
            masking.mask(input(ID_A, Ring.Z32, 5, 0));
            assertThat(masking.open().masks().get(0).fieldSeed()).isEmpty();
            assertThatThrownBy(masking::open).isInstanceOf(IllegalStateException.class);
        }
    }

    private static RoundContext context(AggregationMode mode) {
        return new RoundContext(
                Membership.digest("test transcript"),
                0,
                0,
                mode,
                RoundContext.digestOf(List.of(ID_A, ID_B)),
                Membership.digest("theta"),
                Membership.digest("layout"));
    }

    private static RoundMasking masking(RoundContext context, boolean lower) {
        SecretBytes pairKey = SecretBytes.owning(
                HexFormat.of().parseHex("833e27a2eca3430433c7756b622b0dfc88a2048ddbb79d4c7bf80b79bf18b936"));
        ChainKey chain = lower ? ChainKey.start(pairKey, ID_A, ID_B) : ChainKey.start(pairKey, ID_B, ID_A);
        return RoundMasking.derive(context, lower ? ID_A : ID_B, List.of(ID_A, ID_B), groupSecret(), List.of(chain));
    }

    private static SecretBytes groupSecret() {
        return SecretBytes.owning(Sha256.of("kappa".getBytes(StandardCharsets.US_ASCII)));
    }

    private static JointVector input(byte[] id, Ring ring, int words, int fieldWords) {
        return DummyInput.of(CONTEXT.digest(), id, ring, words, fieldWords, 2);
    }

    private static long[] words(RingVector vector) {
        return LongStream.range(0, vector.size()).map(k -> vector.word((int) k)).toArray();
    }

    private static byte[] bytes(RingVector vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.size() * vector.ring().wordBytes());
        vector.write(bytes);
        return bytes.array();
    }

    private static Digest digest(String hex) {
        return new Digest(HexFormat.of().parseHex(hex));
    }
}
