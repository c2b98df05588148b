package org.fedner.crypto.expansion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.fedner.crypto.Hex;
import org.fedner.crypto.SecretBytes;
import org.junit.jupiter.api.Test;

class KeystreamTest {

    private static final int LENGTH = 100_000;
    private static final String KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    /** The blocks that make up NIST's GCM test cases 13 and 14: hash key, pad of the tag, pad of the first block. */
    @Test
    void the_zero_key_gives_the_blocks_of_the_gcm_specification() {
        assertThat(Hex.text(start("00".repeat(32), 48)))
                .isEqualTo("dc95c078a2408989ad48a21492842087"
                        + "530f8afbc74536b9a963b4f1c4cb738b"
                        + "cea7403d4d606b6e074ec5d3baf39d18");
    }

    @Test
    void a_long_stream_is_that_of_another_implementation() {
        assertThat(Hex.text(Sha256.of(start(KEY, LENGTH))))
                .isEqualTo("866c55619ea4f5704c25f2c7c5b93b1ebeea0b112c978ed5545435b766e4211c");
    }

    @Test
    void the_stream_can_be_entered_at_any_block() {
        Keystream stream = Keystream.consuming(Hex.secret(KEY));
        byte[] block = new byte[16];
        stream.seek(65536);
        stream.next(block, 0, 16);
        assertThat(Hex.text(block)).isEqualTo("77c1796a58a7b25fe9b585acf5bd997e");
        assertThatIllegalArgumentException().isThrownBy(() -> stream.seek(8));
        assertThatIllegalArgumentException().isThrownBy(() -> stream.seek(-16));
    }

    @Test
    void a_stream_that_was_read_can_go_back() {
        Keystream stream = Keystream.consuming(Hex.secret(KEY));
        byte[] first = new byte[64];
        stream.next(first, 0, first.length);
        stream.seek(16);
        byte[] again = new byte[48];
        stream.next(again, 0, again.length);
        assertThat(again).isEqualTo(Arrays.copyOfRange(first, 16, 64));
    }

    @Test
    void two_readers_of_one_stream_read_its_parts_and_close_apart() {
        Keystream stream = Keystream.consuming(Hex.secret(KEY));
        Keystream reader = stream.readerAt(65536);
        byte[] block = new byte[16];
        stream.close();
        reader.next(block, 0, 16);
        assertThat(Hex.text(block)).isEqualTo("77c1796a58a7b25fe9b585acf5bd997e");
        assertThatIllegalStateException().isThrownBy(() -> stream.readerAt(0));
        assertThatIllegalArgumentException().isThrownBy(() -> reader.readerAt(8));
    }

    @Property(tries = 50)
    void the_stream_does_not_depend_on_how_it_is_read(
            @ForAll @Size(min = 1, max = 30) int[] seeds, @ForAll @IntRange(max = 64) int offset) {
        byte[] whole = start(KEY, LENGTH);
        Keystream stream = Keystream.consuming(Hex.secret(KEY));
        int position = 0;
        for (int seed : seeds) {
            int length = Math.min(LENGTH - position, Math.floorMod(seed, 20_000));
            byte[] target = new byte[offset + length];
            stream.next(target, offset, length);
            assertThat(Arrays.copyOfRange(target, offset, target.length))
                    .isEqualTo(Arrays.copyOfRange(whole, position, position + length));
            position += length;
        }
    }

    @Test
    void a_key_serves_one_stream() {
        SecretBytes key = Hex.secret(KEY);
        Keystream.consuming(key);
        assertThatIllegalStateException().isThrownBy(() -> Keystream.consuming(key));
    }

    @Test
    void a_closed_stream_gives_nothing() {
        Keystream stream = Keystream.consuming(Hex.secret(KEY));
        stream.close();
        assertThatIllegalStateException().isThrownBy(() -> stream.next(new byte[16], 0, 16));
        assertThatIllegalStateException().isThrownBy(() -> stream.seek(0));
        assertThat(stream).hasToString("Keystream[redacted]");
    }

    @Test
    void bad_keys_and_targets_are_refused() {
        for (int length : new int[] {0, 16, 31, 33}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Keystream.consuming(SecretBytes.owning(new byte[length])));
        }
        Keystream stream = Keystream.consuming(Hex.secret(KEY));
        assertThatThrownBy(() -> stream.next(new byte[16], 8, 9)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static byte[] start(String key, int length) {
        byte[] bytes = new byte[length];
        Keystream.consuming(Hex.secret(key)).next(bytes, 0, length);
        return bytes;
    }
}
