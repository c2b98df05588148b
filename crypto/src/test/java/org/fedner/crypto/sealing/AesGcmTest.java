package org.fedner.crypto.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import org.fedner.crypto.Hex;
import org.fedner.crypto.SecretBytes;
import org.junit.jupiter.api.Test;

class AesGcmTest {

    // Test case 16 of the GCM specification submitted to NIST
    private static final String KEY = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
    private static final byte[] NONCE = Hex.bytes("cafebabefacedbaddecaf888");
    private static final byte[] DATA = Hex.bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    private static final String PLAINTEXT = "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
            + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";
    private static final byte[] SEALED = Hex.bytes("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
            + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
            + "76fc6ece0f4e1768cddf8853bb2d551b");

    @Test
    void sealing_gives_the_ciphertext_of_the_specification() throws Exception {
        assertThat(SealingKey.of(Hex.secret(KEY)).seal(NONCE, DATA, Hex.secret(PLAINTEXT)))
                .isEqualTo(SEALED);
        assertThat(Hex.text(opening().open(NONCE, DATA, SEALED))).isEqualTo(PLAINTEXT);
    }

    @Test
    void bad_bits_anywhere_are_noticed() {
        for (int bit = 0; bit < SEALED.length * 8; bit++) {
            byte[] altered = flipped(SEALED, bit);
            assertThatExceptionOfType(AEADBadTagException.class)
                    .isThrownBy(() -> opening().open(NONCE, DATA, altered));
        }
        assertThatExceptionOfType(AEADBadTagException.class)
                .isThrownBy(() -> opening().open(flipped(NONCE, 0), DATA, SEALED));
        assertThatExceptionOfType(AEADBadTagException.class)
                .isThrownBy(() -> opening().open(NONCE, flipped(DATA, 0), SEALED));
    }

    @Test
    void bad_lengths_are_refused() {
        for (int length : new int[] {0, 15, SEALED.length - 1}) {
            byte[] truncated = Arrays.copyOf(SEALED, length);
            assertThatExceptionOfType(AEADBadTagException.class)
                    .isThrownBy(() -> opening().open(NONCE, DATA, truncated));
        }
        for (int length : new int[] {0, 11, 13, 16}) {
            assertThatIllegalArgumentException().isThrownBy(() -> opening().open(new byte[length], DATA, SEALED));
            assertThatIllegalArgumentException().isThrownBy(() -> SealingKey.of(Hex.secret(KEY))
                    .seal(new byte[length], DATA, Hex.secret(PLAINTEXT)));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> SealingKey.of(SecretBytes.owning(new byte[16])));
        assertThatIllegalArgumentException().isThrownBy(() -> OpeningKey.of(SecretBytes.owning(new byte[33])));
    }

    @Test
    void a_nonce_that_does_not_grow_is_refused() {
        SealingKey key = SealingKey.of(Hex.secret(KEY));
        byte[] link = new byte[12];
        byte[] share = new byte[12];
        share[0] = 1;
        key.seal(link, DATA, Hex.secret(PLAINTEXT));
        assertThatIllegalStateException().isThrownBy(() -> key.seal(link, DATA, Hex.secret(PLAINTEXT)));
        key.seal(share, DATA, Hex.secret(PLAINTEXT));
        assertThatIllegalStateException().isThrownBy(() -> key.seal(link, DATA, Hex.secret(PLAINTEXT)));
    }

    @Test
    void nothing_at_all_can_be_sealed() throws Exception {
        byte[] tag = SealingKey.of(Hex.secret(KEY)).seal(NONCE, DATA, SecretBytes.owning(new byte[0]));
        assertThat(tag).hasSize(SealingKey.TAG_BYTES);
        assertThat(opening().open(NONCE, DATA, tag).lengthBytes()).isZero();
    }

    @Test
    void keys_do_not_print_and_are_erased() {
        SecretBytes sealingBytes = Hex.secret(KEY);
        SecretBytes openingBytes = Hex.secret(KEY);
        SealingKey sealing = SealingKey.of(sealingBytes);
        OpeningKey opening = OpeningKey.of(openingBytes);
        assertThat(sealing).hasToString("SealingKey[redacted]");
        assertThat(opening).hasToString("OpeningKey[redacted]");
        sealing.close();
        opening.close();
        assertThatIllegalStateException().isThrownBy(() -> sealing.seal(NONCE, DATA, Hex.secret(PLAINTEXT)));
        assertThatIllegalStateException().isThrownBy(() -> opening.open(NONCE, DATA, SEALED));
    }

    private static OpeningKey opening() {
        return OpeningKey.of(Hex.secret(KEY));
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] altered = bytes.clone();
        altered[bit / 8] ^= (byte) (1 << (bit % 8));
        return altered;
    }
}
