package org.fedner.crypto.encapsulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.security.SecureRandom;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.fedner.crypto.Hex;
import org.fedner.crypto.SecretBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MlKemTest {

    private final DecapsulationKey key = DecapsulationKey.generate(new SecureRandom());

    /**
     * The accumulated vector of C2SP CCTV, ML-KEM (https://c2sp.org/CCTV/ML-KEM), for FIPS 203 as published: key
     * generation, encapsulation, decapsulation and implicit rejection, ten thousand times.
     */
    @Test
    void ten_thousand_exchanges_give_the_accumulated_vector_of_cctv() {
        SHAKEDigest inputs = new SHAKEDigest(128);
        SHAKEDigest outputs = new SHAKEDigest(128);
        SecureRandom stream = new Stream(inputs);
        for (int i = 0; i < 10_000; i++) {
            byte[] seed = next(inputs, DecapsulationKey.SEED_BYTES);
            try (DecapsulationKey key = DecapsulationKey.of(SecretBytes.copyOf(seed));
                    Encapsulation made = key.encapsulationKey().encapsulate(stream)) {
                assertThat(key.decapsulate(made.ciphertext()).matches(made.secret()))
                        .isTrue();
                SecretBytes rejected = key.decapsulate(next(inputs, Encapsulation.CIPHERTEXT_BYTES));
                write(outputs, key.encapsulationKey().bytes());
                write(outputs, new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, seed).getEncoded());
                write(outputs, made.ciphertext());
                write(outputs, made.secret().exposeSecret());
                write(outputs, rejected.exposeSecret());
            }
        }
        assertThat(Hex.text(next(outputs, 32)))
                .isEqualTo("f959d18d3d1180121433bf0e05f11e7908cf9d03edc150b2b07cb90bef5bc1c1");
    }

    @Test
    void both_sides_come_to_one_secret_and_a_changed_ciphertext_to_another() {
        try (Encapsulation made = key.encapsulationKey().encapsulate(new SecureRandom())) {
            byte[] ciphertext = made.ciphertext();
            assertThat(ciphertext).hasSize(Encapsulation.CIPHERTEXT_BYTES);
            assertThat(made.secret().lengthBytes()).isEqualTo(Encapsulation.SECRET_BYTES);
            assertThat(key.decapsulate(ciphertext).matches(made.secret())).isTrue();
            ciphertext[17] ^= 1;
            SecretBytes rejected = key.decapsulate(ciphertext);
            assertThat(rejected.matches(made.secret())).isFalse();
            assertThat(key.decapsulate(ciphertext).matches(rejected)).isTrue(); // implicit rejection is a function
        }
    }

    @Test
    void a_key_comes_back_as_it_was() throws Exception {
        byte[] bytes = key.encapsulationKey().bytes();
        assertThat(bytes).hasSize(EncapsulationKey.KEY_BYTES);
        EncapsulationKey decoded = EncapsulationKey.decode(bytes);
        assertThat(decoded.bytes()).isEqualTo(bytes);
        try (Encapsulation made = decoded.encapsulate(new SecureRandom())) {
            assertThat(key.decapsulate(made.ciphertext()).matches(made.secret()))
                    .isTrue();
        }
    }

    /** Two coefficients lie in three bytes, 12 bits each, little-endian. */
    @ParameterizedTest
    @ValueSource(ints = {3329, 3330, 4095})
    void bad_keys_with_a_coefficient_of_q_or_more_are_refused(int coefficient) throws Exception {
        byte[] good = key.encapsulationKey().bytes();
        for (int at = 0; at < 768; at++) {
            byte[] bad = good.clone();
            put(bad, at, 3328);
            assertThat(EncapsulationKey.decode(bad).bytes()).isEqualTo(bad);
            put(bad, at, coefficient);
            assertThatExceptionOfType(InvalidEncapsulationKeyException.class)
                    .as("coefficient %d", at)
                    .isThrownBy(() -> EncapsulationKey.decode(bad));
        }
    }

    @Test
    void bad_lengths_are_refused() {
        for (int length : new int[] {0, 800, 1183, 1185, 1568}) {
            assertThatIllegalArgumentException().isThrownBy(() -> EncapsulationKey.decode(new byte[length]));
        }
        for (int length : new int[] {0, 768, 1087, 1089, 1568}) {
            assertThatIllegalArgumentException().isThrownBy(() -> key.decapsulate(new byte[length]));
        }
        for (int length : new int[] {0, 32, 63, 65, 2400}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> DecapsulationKey.of(SecretBytes.owning(new byte[length])));
        }
    }

    @Test
    void secrets_do_not_print_and_are_erased() {
        Encapsulation made = key.encapsulationKey().encapsulate(new SecureRandom());
        SecretBytes secret = made.secret();
        assertThat(key).hasToString("DecapsulationKey[redacted]");
        assertThat(made).hasToString("Encapsulation[redacted]");
        made.close();
        key.close();
        assertThatIllegalStateException().isThrownBy(secret::exposeSecret);
        assertThatIllegalStateException().isThrownBy(() -> key.decapsulate(made.ciphertext()));
        assertThat(EncapsulationKey.KEY_BYTES).isEqualTo(key.encapsulationKey().bytes().length);
    }

    private static void put(byte[] key, int at, int coefficient) {
        int pair = at / 2 * 3;
        if (at % 2 == 0) {
            key[pair] = (byte) coefficient;
            key[pair + 1] = (byte) (key[pair + 1] & 0xf0 | coefficient >> 8);
        } else {
            key[pair + 1] = (byte) (key[pair + 1] & 0x0f | (coefficient & 0xf) << 4);
            key[pair + 2] = (byte) (coefficient >> 4);
        }
    }

    private static byte[] next(SHAKEDigest stream, int count) {
        byte[] bytes = new byte[count];
        stream.doOutput(bytes, 0, count);
        return bytes;
    }

    private static void write(SHAKEDigest digest, byte[] bytes) {
        digest.update(bytes, 0, bytes.length);
    }

    /** Gives a digest's output as randomness. */
    private static final class Stream extends SecureRandom {

        private static final long serialVersionUID = 1L;

        private final transient SHAKEDigest stream;

        Stream(SHAKEDigest stream) {
            this.stream = stream;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            stream.doOutput(bytes, 0, bytes.length);
        }
    }
}
