package org.fedner.aggregation.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.fedner.aggregation.encoding.FieldVector;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Keystream;
import org.fedner.crypto.field.Mersenne61;

/** The second part of a vector: masked over the field, and under the same tag as the first. */
class FieldMaskTest {

    private static final BigInteger P = BigInteger.valueOf(Mersenne61.P);

    @Property(tries = 40)
    void masks_vanish_in_the_sum_and_the_tag_accepts_it(
            @ForAll @IntRange(min = 3, max = 7) int members,
            @ForAll @IntRange(max = 2100) int elements,
            @ForAll @IntRange(max = 300) int ringWords,
            @ForAll long seed) {
        Membership membership = new Membership(members, seed);
        Random random = new Random(seed);
        JointVector sum = JointVector.zero(Ring.Z32, ringWords, elements);
        Tag total = Tag.ZERO;
        BigInteger[] plain = new BigInteger[elements];
        Arrays.fill(plain, BigInteger.ZERO);
        List<RoundMasking> maskings = membership.maskings(membership.context());
        for (RoundMasking masking : maskings) {
            JointVector input = random(random, ringWords, elements);
            for (int r = 0; r < elements; r++) {
                plain[r] = plain[r].add(BigInteger.valueOf(input.announced().words()[r]));
            }
            total = total.plus(masking.mask(input));
            sum.add(input);
        }
        for (int r = 0; r < elements; r++) {
            assertThat(BigInteger.valueOf(sum.announced().words()[r])).isEqualTo(plain[r].mod(P));
        }
        for (RoundMasking masking : maskings) {
            assertThat(masking.accepts(sum, total)).isTrue();
        }
        if (elements > 0) {
            int changed = random.nextInt(elements);
            long[] words = sum.announced().words();
            words[changed] = Mersenne61.add(words[changed], 1);
            assertThat(maskings.get(0).accepts(sum, total)).isFalse();
        }
    }

    @Property(tries = 30)
    void the_tag_is_the_polynomial_over_both_parts(@ForAll long seed, @ForAll @IntRange(max = 600) int ringWords) {
        Random random = new Random(seed);
        JointVector input = random(random, ringWords, 7);
        BigInteger alpha = BigInteger.valueOf(Mersenne61.reduce(random.nextLong()));
        BigInteger expected = BigInteger.ZERO;
        for (int k = 0; k < ringWords; k++) {
            BigInteger power = alpha.modPow(BigInteger.valueOf(k + 1), P);
            expected =
                    expected.add(power.multiply(BigInteger.valueOf(input.ring().word(k))));
        }
        for (int r = 0; r < 7; r++) {
            BigInteger power = alpha.modPow(BigInteger.valueOf(ringWords + r + 1), P);
            expected = expected.add(
                    power.multiply(BigInteger.valueOf(input.announced().words()[r])));
        }
        long ring = new TagPolynomial(1).evaluate(input.ring(), new long[] {alpha.longValue()})[0];
        long behind = TagPolynomial.evaluateElements(input.announced().words(), alpha.longValue());
        long value = Mersenne61.add(ring, Mersenne61.multiply(Mersenne61.power(alpha.longValue(), ringWords), behind));
        assertThat(BigInteger.valueOf(value)).isEqualTo(expected.mod(P));
    }

    @Example
    void an_upload_hides_which_rows_it_announces() {
        Membership membership = new Membership(3, 5);
        RoundMasking masking = membership.masking(0, membership.context());
        JointVector input = JointVector.zero(Ring.Z32, 2, 5000);
        masking.mask(input);
        int zeros = 0;
        for (long word : input.announced().words()) {
            zeros += word == 0 ? 1 : 0;
        }
        assertThat(zeros).isZero();
        assertThat(Arrays.stream(input.announced().words()).distinct().count()).isEqualTo(5000);
    }

    @Example
    void the_lower_member_adds_the_stream_as_little_endian_words_mod_p_and_the_higher_subtracts_it() {
        byte[] lower = new byte[RoundContext.ID_BYTES];
        byte[] higher = new byte[RoundContext.ID_BYTES];
        higher[0] = (byte) 0x80;
        RoundContext context = new Membership(3, 1).context();
        int elements = 1500; // more than a tile
        long[] expected = new long[elements];
        ByteBuffer stream = ByteBuffer.allocate(elements * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (Keystream keystream = secrets(lower, higher, context).consumeFieldMask()) {
            keystream.next(stream.array(), 0, stream.capacity());
        }
        Arrays.setAll(expected, j -> new BigInteger(Long.toUnsignedString(stream.getLong(j * Long.BYTES)))
                .mod(P)
                .longValueExact());

        FieldVector added = FieldVector.zero(elements);
        new FieldMasker().mask(added, List.of(secrets(lower, higher, context)));
        assertThat(added.words()).containsExactly(expected);
        FieldVector subtracted = FieldVector.zero(elements);
        new FieldMasker().mask(subtracted, List.of(secrets(higher, lower, context)));
        added.add(subtracted);
        assertThat(added.words()).containsOnly(0);
    }

    private static PairwiseSecrets secrets(byte[] own, byte[] other, RoundContext context) {
        return ChainKey.start(SecretBytes.owning(new byte[32]), own, other).derive(context);
    }

    @Example
    void field_masks_serve_once() {
        Membership membership = new Membership(3, 6);
        List<PairwiseSecrets> secrets = membership.secrets(0, membership.context());
        new FieldMasker().mask(FieldVector.zero(3), secrets);
        assertThatIllegalStateException().isThrownBy(() -> new FieldMasker().mask(FieldVector.zero(3), secrets));
        List<PairwiseSecrets> closed = new ArrayList<>(membership.secrets(1, membership.context()));
        closed.forEach(PairwiseSecrets::close);
        assertThatIllegalStateException().isThrownBy(() -> new FieldMasker().mask(FieldVector.zero(3), closed));
    }

    private static JointVector random(Random random, int ringWords, int elements) {
        int[] words = random.ints(ringWords, -1 << 27, 1 << 27).toArray();
        long[] field = random.longs(elements).map(Mersenne61::reduce).toArray();
        return new JointVector(RingVector.owning(words), FieldVector.owning(field));
    }
}
