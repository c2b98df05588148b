package org.fedner.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class SecretBytesTest {

    @Test
    void a_secret_prints_its_length_only() {
        assertThat(SecretBytes.owning(new byte[] {0x41, 0x42})).hasToString("SecretBytes[2 bytes, redacted]");
    }

    @Test
    void closing_overwrites_the_bytes_and_refuses_further_use() {
        byte[] bytes = {1, 2, 3};
        SecretBytes secret = SecretBytes.owning(bytes);
        secret.close();
        secret.close();
        assertThat(bytes).containsOnly(0);
        assertThatIllegalStateException().isThrownBy(secret::exposeSecret);
        assertThatIllegalStateException().isThrownBy(() -> secret.matches(new byte[3]));
    }

    @Test
    void a_copy_outlives_the_original() {
        SecretBytes original = SecretBytes.copyOf(new byte[] {1, 2, 3, 4});
        SecretBytes copy = original.copy();
        SecretBytes slice = original.slice(1, 3);
        original.close();
        assertThat(copy.exposeSecret()).containsExactly(1, 2, 3, 4);
        assertThat(slice.exposeSecret()).containsExactly(2, 3);
    }

    @Test
    void secrets_match_by_content_and_are_never_equal() {
        SecretBytes one = SecretBytes.owning(new byte[] {1, 2});
        SecretBytes same = SecretBytes.owning(new byte[] {1, 2});
        assertThat(one.matches(same)).isTrue();
        assertThat(one.matches(new byte[] {1, 3})).isFalse();
        assertThat(one.matches(new byte[] {1})).isFalse();
        assertThat(one).isNotEqualTo(same);
    }
}
