package org.fedner.crypto.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.fedner.crypto.Hex;
import org.fedner.crypto.SecretBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ed25519Test {

    private static final String SEED = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    private static final String POINT = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    private static final String SIGNATURE = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";

    @ParameterizedTest
    @CsvSource({ // RFC 8032, section 7.1, tests 1 to 3
        SEED + "," + POINT + ",''," + SIGNATURE,
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
                + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,72,"
                + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
                + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,af82,"
                + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    })
    void keys_and_signatures_are_those_of_rfc_8032(String seed, String point, String message, String signature)
            throws Exception {
        SigningKey key = SigningKey.of(Hex.secret(seed));
        assertThat(Hex.text(key.verifyingKey().bytes())).isEqualTo(point);
        assertThat(Hex.text(key.sign(Hex.bytes(message)))).isEqualTo(signature);
        assertThat(VerifyingKey.of(Hex.bytes(point)).verify(Hex.bytes(message), Hex.bytes(signature)))
                .isTrue();
    }

    @Property(tries = 60)
    void one_altered_bit_of_message_or_signature_is_noticed(
            @ForAll @Size(min = 1, max = 40) byte[] message, @ForAll @IntRange(min = 0, max = 831) int position) {
        SigningKey key = SigningKey.generate(new SecureRandom());
        byte[] signature = key.sign(message);
        assertThat(key.verifyingKey().verify(message, signature)).isTrue();
        byte[] target = position < 512 ? signature : message;
        int bit = (position < 512 ? position : position - 512) % (target.length * 8);
        target[bit / 8] ^= (byte) (1 << (bit % 8));
        assertThat(key.verifyingKey().verify(message, signature)).isFalse();
    }

    /** S + L verifies under the equation alone; accepting it would let anyone alter a signature. */
    @Test
    void bad_s_that_is_not_reduced_is_refused() throws Exception {
        String altered = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                + "4c8c7872aa064e049dbb3013fbf29380d25bf5f0595bbe24655141438e7a101b";
        assertThat(VerifyingKey.of(Hex.bytes(POINT)).verify(new byte[0], Hex.bytes(altered)))
                .isFalse();
    }

    @Test
    void bad_lengths_of_a_signature_are_refused() throws Exception {
        VerifyingKey key = VerifyingKey.of(Hex.bytes(POINT));
        byte[] signature = Hex.bytes(SIGNATURE);
        for (int length : new int[] {0, 32, 63, 65}) {
            assertThat(key.verify(new byte[0], Arrays.copyOf(signature, length)))
                    .isFalse();
        }
        assertThatIllegalArgumentException().isThrownBy(() -> SigningKey.of(SecretBytes.owning(new byte[31])));
    }

    /** Points of small order, their encodings that are not reduced, one point off the curve, and wrong lengths. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0100000000000000000000000000000000000000000000000000000000000000",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000080",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
                "0100000000000000000000000000000000000000000000000000000000000080",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "0200000000000000000000000000000000000000000000000000000000000000",
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f70751",
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a00"
            })
    void bad_public_keys_are_refused(String point) {
        assertThatExceptionOfType(InvalidKeyException.class).isThrownBy(() -> VerifyingKey.of(Hex.bytes(point)));
    }

    @Test
    void spki_and_pkcs8_are_those_of_the_jdk() throws Exception {
        SigningKey key = SigningKey.generate(new SecureRandom());
        KeyFactory factory = KeyFactory.getInstance("Ed25519");
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(factory.generatePrivate(
                new PKCS8EncodedKeySpec(key.exposePkcs8().exposeSecret())));
        signer.update(new byte[] {1, 2, 3});
        assertThat(signer.sign()).isEqualTo(key.sign(new byte[] {1, 2, 3}));

        byte[] spki = key.verifyingKey().spki();
        assertThat(factory.generatePublic(new X509EncodedKeySpec(spki)).getEncoded())
                .isEqualTo(spki);
        assertThat(VerifyingKey.fromSpki(spki)).isEqualTo(key.verifyingKey());
        assertThat(SigningKey.fromPkcs8(key.exposePkcs8()).verifyingKey()).isEqualTo(key.verifyingKey());
    }

    @Test
    void bad_encodings_are_refused() {
        byte[] spki = SigningKey.of(Hex.secret(SEED)).verifyingKey().spki();
        byte[] x25519 = spki.clone();
        x25519[8] = 0x6e; // the object identifier of X25519
        byte[] truncated = Arrays.copyOf(spki, spki.length - 1);
        for (byte[] bad : new byte[][] {x25519, truncated, Arrays.copyOf(spki, 45), new byte[0]}) {
            assertThatExceptionOfType(InvalidKeyException.class).isThrownBy(() -> VerifyingKey.fromSpki(bad));
        }
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> SigningKey.fromPkcs8(SecretBytes.owning(new byte[48])));
    }

    @Test
    void a_signing_key_does_not_print_and_is_erased() {
        SigningKey key = SigningKey.of(Hex.secret(SEED));
        assertThat(key).hasToString("SigningKey[redacted]");
        key.close();
        assertThatIllegalStateException().isThrownBy(() -> key.sign(new byte[1]));
    }

    @Test
    void verifying_keys_are_equal_when_their_bytes_are_and_print_them() {
        VerifyingKey key = SigningKey.of(Hex.secret(SEED)).verifyingKey();
        VerifyingKey other = SigningKey.of(SecretBytes.owning(new byte[32])).verifyingKey();
        VerifyingKey same = SigningKey.of(Hex.secret(SEED)).verifyingKey();
        assertThat(key)
                .isEqualTo(same)
                .hasSameHashCodeAs(same)
                .isNotEqualTo(other)
                .doesNotHaveSameHashCodeAs(other)
                .hasToString("Ed25519:" + Hex.text(key.bytes()));
    }
}
