package org.fedner.crypto.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.fedner.crypto.field.Mersenne61.P;

import java.math.BigInteger;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** The field against BigInteger. */
class Mersenne61Test {

    private static final BigInteger MODULUS = BigInteger.valueOf(P);

    @Provide
    Arbitrary<Long> elements() {
        return Arbitraries.oneOf(
                Arbitraries.longs().between(0, P - 1),
                Arbitraries.of(0L, 1L, 2L, P - 1, P - 2, P / 2, P / 2 + 1, 1L << 60));
    }

    @Property
    void sums_differences_and_products_are_those_of_the_integers_mod_p(
            @ForAll("elements") long a, @ForAll("elements") long b) {
        assertElement(Mersenne61.add(a, b), big(a).add(big(b)));
        assertElement(Mersenne61.subtract(a, b), big(a).subtract(big(b)));
        assertElement(Mersenne61.multiply(a, b), big(a).multiply(big(b)));
        assertElement(Mersenne61.negate(a), big(a).negate());
    }

    @Property
    void lift_reads_a_long_as_signed_and_reduce_as_unsigned(@ForAll long value) {
        assertElement(Mersenne61.lift(value), big(value));
        assertElement(Mersenne61.reduce(value), new BigInteger(Long.toUnsignedString(value)));
    }

    @Example
    void extremes_are_lifted_and_reduced() {
        for (long value : new long[] {0, P - 1, P, P + 1, -1, -P, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 61}) {
            lift_reads_a_long_as_signed_and_reduce_as_unsigned(value);
        }
    }

    @Property
    void powers_are_those_of_the_integers_mod_p(
            @ForAll("elements") long a, @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long exponent) {
        assertThat(big(Mersenne61.power(a, exponent))).isEqualTo(big(a).modPow(big(exponent), MODULUS));
    }

    @Property
    void every_element_but_zero_has_an_inverse(@ForAll("elements") long a) {
        if (a == 0) {
            assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> Mersenne61.inverse(a));
        } else {
            assertThat(Mersenne61.multiply(a, Mersenne61.inverse(a))).isEqualTo(1);
        }
    }

    @Property
    void sixteen_bytes_are_a_big_endian_number_mod_p(@ForAll @Size(20) byte[] bytes) {
        BigInteger number = new BigInteger(1, Arrays.copyOfRange(bytes, 4, 20));
        assertElement(Mersenne61.derive(bytes, 4), number);
    }

    @Property
    void only_numbers_below_p_are_elements(@ForAll long value) {
        assertThat(Mersenne61.isElement(value)).isEqualTo(big(value).signum() >= 0 && value < P);
    }

    @Example
    void bad_values_are_not_elements() {
        assertThat(Mersenne61.isElement(P)).isFalse();
        assertThat(Mersenne61.isElement(-1)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> Mersenne61.power(2, -1));
    }

    private static void assertElement(long actual, BigInteger expected) {
        assertThat(big(actual)).isEqualTo(expected.mod(MODULUS));
    }

    private static BigInteger big(long value) {
        return BigInteger.valueOf(value);
    }
}
