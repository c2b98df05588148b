package org.fedner.crypto.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.security.SecureRandom;
import org.fedner.crypto.Hex;
import org.fedner.crypto.SecretBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class X25519Test {

    @ParameterizedTest
    @CsvSource({ // RFC 7748, section 5.2
        "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4,"
                + "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c,"
                + "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
        "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d,"
                + "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493,"
                + "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"
    })
    void agreement_gives_the_points_of_rfc_7748(String scalar, String point, String shared) throws Exception {
        assertThat(Hex.text(privateKey(scalar).agree(publicKey(point)))).isEqualTo(shared);
    }

    @Test
    void a_thousand_iterations_give_the_point_of_rfc_7748() throws Exception {
        String scalar = "09" + "00".repeat(31);
        String point = scalar;
        for (int i = 0; i < 1000; i++) {
            String next = Hex.text(privateKey(scalar).agree(publicKey(point)));
            point = scalar;
            scalar = next;
        }
        assertThat(scalar).isEqualTo("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51");
    }

    @Test
    void alice_and_bob_of_rfc_7748_come_to_one_secret() throws Exception {
        X25519PrivateKey alice = privateKey("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
        X25519PrivateKey bob = privateKey("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
        assertThat(alice.publicKey())
                .isEqualTo(publicKey("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"));
        assertThat(bob.publicKey())
                .isEqualTo(publicKey("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"));
        String shared = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742";
        assertThat(Hex.text(alice.agree(bob.publicKey()))).isEqualTo(shared);
        assertThat(Hex.text(bob.agree(alice.publicKey()))).isEqualTo(shared);
    }

    /** All points of low order on the curve and its twist, and their encodings that are not reduced. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "0000000000000000000000000000000000000000000000000000000000000080",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b880",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            })
    void bad_points_of_low_order_are_refused(String point) {
        X25519PrivateKey key = X25519PrivateKey.generate(new SecureRandom());
        assertThatExceptionOfType(LowOrderPointException.class).isThrownBy(() -> key.agree(publicKey(point)));
    }

    @Test
    void bad_lengths_are_refused() {
        for (int length : new int[] {0, 31, 33}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new X25519PublicKey(new byte[length]));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> X25519PrivateKey.of(SecretBytes.owning(new byte[length])));
        }
    }

    @Test
    void a_private_key_does_not_print_and_is_erased() {
        X25519PrivateKey key = X25519PrivateKey.generate(new SecureRandom());
        X25519PublicKey peer = X25519PrivateKey.generate(new SecureRandom()).publicKey();
        assertThat(key).hasToString("X25519PrivateKey[redacted]");
        key.close();
        assertThatIllegalStateException().isThrownBy(() -> key.agree(peer));
    }

    @Test
    void public_keys_are_equal_when_their_bytes_are_and_print_them() {
        X25519PublicKey key = new X25519PublicKey(new byte[32]);
        byte[] bytes = new byte[32];
        bytes[31] = 1;
        X25519PublicKey other = new X25519PublicKey(bytes);
        assertThat(key)
                .isEqualTo(new X25519PublicKey(new byte[32]))
                .hasSameHashCodeAs(new X25519PublicKey(new byte[32]))
                .isNotEqualTo(other)
                .doesNotHaveSameHashCodeAs(other)
                .hasToString("X25519:" + "00".repeat(32));
    }

    private static X25519PrivateKey privateKey(String hex) {
        return X25519PrivateKey.of(Hex.secret(hex));
    }

    private static X25519PublicKey publicKey(String hex) {
        return new X25519PublicKey(Hex.bytes(hex));
    }
}
