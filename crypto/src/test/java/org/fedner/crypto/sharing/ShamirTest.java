package org.fedner.crypto.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.fedner.crypto.field.Mersenne61.P;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Sha256;

class ShamirTest {

    private static final long[][] COEFFICIENTS = {{7, 11}, {13, 17}, {19, 23}, {29, 31}, {P - 1, P - 2}};
    private static final long[][] SHARES = {
        {19, 32, 45, 64, 2},
        {59, 96, 133, 186, 2305843009213693946L},
        {121, 194, 267, 370, 2305843009213693935L}
    };

    @Example
    void shares_are_those_of_the_protocol_page() throws Exception {
        Limbs secret = Limbs.owning(new long[] {1, 2, 3, 4, 5});
        List<Share> shares = new ArrayList<>();
        for (int x = 1; x <= 3; x++) {
            Share share = Shamir.evaluate(secret, COEFFICIENTS, x);
            assertThat(share.values().exposeSecret()).isEqualTo(SHARES[x - 1]);
            shares.add(share);
        }
        assertThat(Shamir.reconstruct(shares, 3).exposeSecret()).containsExactly(1, 2, 3, 4, 5);
    }

    @Property(tries = 100)
    void any_threshold_of_shares_gives_the_secret(
            @ForAll @IntRange(min = 1, max = 20) int members, @ForAll int thresholdSeed, @ForAll Random order)
            throws Exception {
        int threshold = 1 + Math.floorMod(thresholdSeed, members);
        Limbs secret = Limbs.random(new SecureRandom());
        List<Share> shares = new ArrayList<>(Shamir.split(secret, threshold, members, new SecureRandom()));
        Collections.shuffle(shares, order);
        assertThat(Shamir.reconstruct(shares.subList(0, threshold), threshold).exposeSecret())
                .isEqualTo(secret.exposeSecret());
        assertThat(Shamir.reconstruct(shares, threshold).exposeSecret()).isEqualTo(secret.exposeSecret());
    }

    /** With one share fewer than the threshold every secret is as likely: one such completion is shown. */
    @Example
    void one_share_too_few_fits_another_secret_as_well() throws Exception {
        Limbs secret = Limbs.owning(new long[] {1, 2, 3, 4, 5});
        List<Share> two = Shamir.split(secret, 3, 3, new SecureRandom()).subList(0, 2);
        Share other = new Share(3, Limbs.random(new SecureRandom()));
        Limbs different = Shamir.reconstruct(List.of(two.get(0), two.get(1), other), 3);
        assertThat(different.exposeSecret()).isNotEqualTo(secret.exposeSecret());
    }

    /** A share on a polynomial of lower degree, or on a known one, would be the secret or give it away. */
    @Property(tries = 20)
    void below_the_threshold_no_share_depends_on_the_secret_alone(@ForAll @IntRange(min = 2, max = 6) int threshold)
            throws Exception {
        Limbs secret = Limbs.random(new SecureRandom());
        List<Share> first = Shamir.split(secret, threshold, 7, new SecureRandom());
        List<Share> second = Shamir.split(secret, threshold, 7, new SecureRandom());
        for (int member = 0; member < 7; member++) {
            long[] values = first.get(member).values().exposeSecret();
            for (int limb = 0; limb < Limbs.COUNT; limb++) {
                assertThat(values[limb])
                        .isNotEqualTo(secret.exposeSecret()[limb])
                        .isNotEqualTo(second.get(member).values().exposeSecret()[limb]);
            }
        }
        List<Share> tooFew = first.subList(0, threshold - 1);
        assertThat(Shamir.reconstruct(tooFew, threshold - 1).exposeSecret()).isNotEqualTo(secret.exposeSecret());
    }

    @Example
    void a_random_secret_has_five_limbs_of_its_own() {
        Set<Long> limbs = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            for (long limb : Limbs.random(new SecureRandom()).exposeSecret()) {
                assertThat(limb).isBetween(1L, P - 1);
                assertThat(limbs.add(limb)).isTrue();
            }
        }
    }

    @Example
    void bad_sets_of_shares_are_refused() {
        List<Share> shares = Shamir.split(Limbs.random(new SecureRandom()), 3, 5, new SecureRandom());
        assertMalformed(shares.subList(0, 2), 3);
        assertMalformed(List.of(), 1);
        assertMalformed(shares, 0);
        assertMalformed(List.of(shares.get(0), shares.get(1), shares.get(0)), 3);
        Share wrong = new Share(5, Limbs.random(new SecureRandom()));
        assertMalformed(List.of(shares.get(0), shares.get(1), shares.get(2), wrong), 3);
    }

    @Example
    void bad_thresholds_and_positions_are_refused() {
        Limbs secret = Limbs.random(new SecureRandom());
        for (int threshold : new int[] {0, -1, 6}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Shamir.split(secret, threshold, 5, new SecureRandom()));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new Share(0, secret));
    }

    @Example
    void limbs_are_five_big_endian_elements_and_their_digest_is_the_seed() throws Exception {
        Limbs limbs = Limbs.owning(new long[] {1, 2, 3, 4, P - 1});
        SecretBytes encoded = limbs.encode();
        assertThat(encoded.lengthBytes()).isEqualTo(40);
        assertThat(encoded.exposeSecret()[7]).isEqualTo((byte) 1);
        assertThat(encoded.exposeSecret()[32]).isEqualTo((byte) 0x1f);
        assertThat(limbs.seed().matches(Sha256.of(encoded.exposeSecret()))).isTrue();
        assertThat(Limbs.decode(encoded).exposeSecret()).containsExactly(1, 2, 3, 4, P - 1);
    }

    @Example
    void bad_encodings_of_limbs_are_refused() {
        SecretBytes notReduced = SecretBytes.owning(new byte[40]);
        notReduced.exposeSecret()[0] = 0x20;
        for (SecretBytes bad :
                List.of(notReduced, SecretBytes.owning(new byte[39]), SecretBytes.owning(new byte[41]))) {
            assertThatExceptionOfType(MalformedShareException.class).isThrownBy(() -> Limbs.decode(bad));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Limbs.owning(new long[] {1, 2, 3, 4, P}));
        assertThatIllegalArgumentException().isThrownBy(() -> Limbs.owning(new long[4]));
    }

    @Example
    void shares_do_not_print_and_are_erased() {
        long[] values = {1, 2, 3, 4, 5};
        Share share = new Share(2, Limbs.owning(values));
        assertThat(share).hasToString("Share[x=2, redacted]");
        assertThat(share.values()).hasToString("Limbs[redacted]");
        share.close();
        assertThat(values).containsOnly(0);
    }

    private static void assertMalformed(List<Share> shares, int threshold) {
        assertThatExceptionOfType(MalformedShareException.class)
                .isThrownBy(() -> Shamir.reconstruct(shares, threshold));
    }
}
