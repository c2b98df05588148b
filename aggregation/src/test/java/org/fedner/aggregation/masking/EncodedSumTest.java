package org.fedner.aggregation.masking;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.fedner.aggregation.encoding.BatchGradient;
import org.fedner.aggregation.encoding.Exponents;
import org.fedner.aggregation.encoding.FixedPointEncoder;
import org.fedner.aggregation.encoding.InputLayout;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.Ring32Vector;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.encoding.SumCapacity;
import org.fedner.aggregation.encoding.SumCounts;
import org.fedner.aggregation.encoding.SumDecoder;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Keystream;

/** A whole round without its messages: encode, mask, add, verify, decode. */
class EncodedSumTest {

    private static final InputLayout LAYOUT = InputLayout.of(0, 40, 60);

    @Property(tries = 60)
    void the_decoded_mean_is_that_of_integer_arithmetic(
            @ForAll @IntRange(min = 2, max = 50) int members, @ForAll boolean extreme, @ForAll Random random)
            throws Exception {
        SumCapacity capacity = SumCapacity.of(Ring.Z32, members);
        Exponents exponents = Exponents.of(12, -3);
        Keystream rounding = Keystream.consuming(SecretBytes.random(32, new SecureRandom()));
        Membership membership = new Membership(members, random.nextLong());
        Membership.Server server = new Membership.Server(LAYOUT.size());
        BigInteger[] expected = new BigInteger[LAYOUT.size()];
        Arrays.fill(expected, BigInteger.ZERO);
        List<RoundMasking> maskings = membership.maskings(membership.context());
        for (RoundMasking masking : maskings) {
            float[] gradient = gradient(extreme, random);
            Ring32Vector input = RingVector.owning(new int[LAYOUT.size()]);
            new FixedPointEncoder(LAYOUT)
                    .encode(new BatchGradient(3, List.of(), gradient), exponents, capacity, rounding, input);
            for (int j = 0; j < expected.length; j++) {
                expected[j] = expected[j].add(BigInteger.valueOf(input.words()[j]));
            }
            server.receive(input, masking.mask(input));
        }
        for (RoundMasking masking : maskings) {
            assertThat(masking.accepts(server.sum, server.tag)).isTrue();
        }

        float[] mean = new float[LAYOUT.coordinates()];
        SumCounts counts = new SumDecoder(LAYOUT).decode(server.sum, exponents, mean);
        assertThat(counts.examples()).isEqualTo(3 * members);
        for (int j = 0; j < mean.length; j++) {
            double exact = new BigDecimal(expected[LAYOUT.gradientOffset() + j])
                    .multiply(new BigDecimal(Math.scalb(1.0, j < 40 ? -12 : 3)))
                    .divide(new BigDecimal(counts.examples()), MathContext.DECIMAL128)
                    .doubleValue();
            assertThat(Math.abs(mean[j] - exact)).isLessThanOrEqualTo(Math.ulp(mean[j]));
        }
    }

    private static float[] gradient(boolean extreme, Random random) {
        float[] gradient = new float[LAYOUT.coordinates()];
        for (int j = 0; j < gradient.length; j++) {
            gradient[j] = extreme
                    ? (random.nextInt(3) - 1) * Float.MAX_VALUE
                    : (float) (random.nextGaussian() * Math.exp(random.nextGaussian() * 3));
        }
        return gradient;
    }
}
