package org.fedner.crypto.expansion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.fedner.crypto.Hex;
import org.fedner.crypto.SecretBytes;
import org.junit.jupiter.api.Test;

class DerivationTest {

    @Test
    void sha256_gives_the_digests_of_fips_180_4() {
        String abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        byte[] a = {'a'};
        byte[] bc = {'b', 'c'};
        assertThat(Hex.text(Sha256.of(a, bc))).isEqualTo(abc);
        assertThat(Hex.text(new Sha256().update(a).update(bc, 0, 2).finish())).isEqualTo(abc);
        assertThat(Digest.of(a, bc)).hasToString(abc).isEqualTo(new Digest(Hex.bytes(abc)));
        assertThat(Digest.of()).hasToString("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void a_digest_has_32_bytes_and_cannot_be_changed_from_outside() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Digest(new byte[31]));
        byte[] bytes = new byte[32];
        Digest digest = new Digest(bytes);
        bytes[0] = 1;
        digest.bytes()[1] = 1;
        assertThat(digest).isEqualTo(new Digest(new byte[32]));
    }

    @Test
    void digests_are_equal_when_their_bytes_are() {
        Digest digest = Digest.of(new byte[] {1});
        assertThat(digest)
                .isEqualTo(Digest.of(new byte[] {1}))
                .hasSameHashCodeAs(Digest.of(new byte[] {1}))
                .isNotEqualTo(Digest.of(new byte[] {2}))
                .doesNotHaveSameHashCodeAs(Digest.of(new byte[] {2}))
                .isNotEqualTo(digest.toString());
    }

    @Test
    void a_derived_key_is_the_tag_kept_secret() {
        SecretBytes key = Hex.secret("4a656665");
        byte[] part = {7};
        assertThat(HmacSha256.derive(key, part, part).matches(HmacSha256.tag(key, new byte[] {7, 7})))
                .isTrue();
    }

    @Test
    void hmac_gives_the_tag_of_rfc_4231_case_2() {
        byte[] message = "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII);
        byte[] tag = HmacSha256.tag(Hex.secret("4a656665"), message);
        assertThat(Hex.text(tag)).isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @Test
    void hkdf_gives_the_keys_of_rfc_5869_case_1() {
        SecretBytes prk = Hkdf.extract(Hex.bytes("000102030405060708090a0b0c"), Hex.secret("0b".repeat(22)));
        assertThat(Hex.text(prk)).isEqualTo("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
        assertThat(Hex.text(Hkdf.expand(prk, Hex.bytes("f0f1f2f3f4f5f6f7f8f9"), 42)))
                .isEqualTo("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    }

    @Test
    void hkdf_gives_the_keys_of_rfc_5869_case_2() {
        SecretBytes prk = Hkdf.extract(consecutive(0x60, 80), SecretBytes.owning(consecutive(0x00, 80)));
        assertThat(Hex.text(prk)).isEqualTo("06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244");
        assertThat(Hex.text(Hkdf.expand(prk, consecutive(0xb0, 80), 82)))
                .isEqualTo("b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
                        + "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
                        + "cc30c58179ec3e87c14c01d5c1f3434f1d87");
    }

    @Test
    void hkdf_gives_the_keys_of_rfc_5869_case_3_where_salt_and_info_are_empty() {
        SecretBytes prk = Hkdf.extract(new byte[0], Hex.secret("0b".repeat(22)));
        assertThat(Hex.text(prk)).isEqualTo("19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04");
        assertThat(Hex.text(Hkdf.expand(prk, new byte[0], 42)))
                .isEqualTo("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
    }

    @Test
    void extraction_takes_its_key_material_in_parts() {
        SecretBytes whole = Hkdf.extract(new byte[32], Hex.secret("01020304"));
        SecretBytes parts = Hkdf.extract(new byte[32], Hex.secret("01"), Hex.secret("020304"));
        assertThat(whole.matches(parts)).isTrue();
    }

    @Test
    void bad_lengths_of_output_are_refused() {
        SecretBytes prk = SecretBytes.owning(new byte[32]);
        assertThatIllegalArgumentException().isThrownBy(() -> Hkdf.expand(prk, new byte[0], 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Hkdf.expand(prk, new byte[0], 255 * 32 + 1));
        assertThat(Hkdf.expand(prk, new byte[0], 255 * 32).lengthBytes()).isEqualTo(8160);
        assertThat(Hkdf.expand(prk, new byte[0], 1).lengthBytes()).isEqualTo(1);
    }

    @Test
    void a_label_is_protocol_name_zero_and_context() {
        assertThat(Hex.text(Labels.label("kc", new byte[] {1, 2}, new byte[] {3})))
                .isEqualTo("68736131206b6300010203");
        assertThat(Labels.uint32(0x01020304)).containsExactly(1, 2, 3, 4);
        assertThat(Labels.uint64(1)).containsExactly(0, 0, 0, 0, 0, 0, 0, 1);
    }

    @Test
    void bad_label_names_are_refused() {
        for (String name : new String[] {"", "two words", "zero\0", "Upper"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> Labels.label(name));
        }
    }

    @Test
    void a_byte_is_0_to_255() {
        assertThat(Labels.uint8(0)).containsExactly(0);
        assertThat(Labels.uint8(255)).containsExactly(0xff);
        assertThatIllegalArgumentException().isThrownBy(() -> Labels.uint8(256));
        assertThatIllegalArgumentException().isThrownBy(() -> Labels.uint8(-1));
    }

    private static byte[] consecutive(int first, int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (first + i);
        }
        return bytes;
    }
}
