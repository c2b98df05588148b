package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.agreement.LowOrderPointException;
import org.fedner.crypto.agreement.X25519PrivateKey;
import org.fedner.crypto.agreement.X25519PublicKey;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Hkdf;
import org.fedner.crypto.expansion.HmacSha256;
import org.fedner.crypto.expansion.Labels;
import org.junit.jupiter.api.Test;

/** With the keys of RFC 7748, section 6.1, and the transcript of the protocol's vectors. */
class PairKeyTest {

    private static final PlatformId ALICE = new PlatformId(0, 1);
    private static final PlatformId BOB = new PlatformId(0, 2);
    private static final Digest TRANSCRIPT = Digest.of("test transcript".getBytes(StandardCharsets.US_ASCII));
    private static final String PSEUDORANDOM_KEY = "833e27a2eca3430433c7756b622b0dfc88a2048ddbb79d4c7bf80b79bf18b936";

    private final X25519PrivateKey alice = key("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
    private final X25519PrivateKey bob = key("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");

    @Test
    void whatOneSealsTheOtherOpensAndNobodyElse() throws Exception {
        PairKey atAlice = PairKey.agree(ALICE, alice, BOB, bob.publicKey(), TRANSCRIPT);
        PairKey atBob = PairKey.agree(BOB, bob, ALICE, alice.publicKey(), TRANSCRIPT);
        SecretBytes contribution = SecretBytes.owning(new byte[32]);
        ByteString sealed = atAlice.seal(contribution);
        assertThat(atBob.open(sealed).matches(contribution)).isTrue();
        assertThatThrownBy(() -> atAlice.open(sealed)).isInstanceOf(AEADBadTagException.class); // reflected
        PairKey elsewhere = PairKey.agree(BOB, bob, ALICE, alice.publicKey(), Digest.of());
        assertThatThrownBy(() -> elsewhere.open(sealed)).isInstanceOf(AEADBadTagException.class);
        assertThat(elsewhere.isConfirmedBy(atAlice.confirmationSent())).isFalse();
    }

    @Test
    void eachDirectionConfirmsWithItsOwnValue() throws Exception {
        PairKey atAlice = PairKey.agree(ALICE, alice, BOB, bob.publicKey(), TRANSCRIPT);
        PairKey atBob = PairKey.agree(BOB, bob, ALICE, alice.publicKey(), TRANSCRIPT);
        assertThat(atBob.isConfirmedBy(atAlice.confirmationSent())).isTrue();
        assertThat(atAlice.isConfirmedBy(atBob.confirmationSent())).isTrue();
        assertThat(atAlice.isConfirmedBy(atAlice.confirmationSent())).isFalse(); // reflected
    }

    @Test
    void theConfirmationIsTheOneOfTheSpecification() throws Exception {
        try (SecretBytes shared = alice.agree(bob.publicKey());
                SecretBytes prk = Hkdf.extract(TRANSCRIPT.bytes(), shared);
                SecretBytes key = Hkdf.expand(prk, Labels.label("confirm", ALICE.bytes(), BOB.bytes()), 32)) {
            assertThat(HexFormat.of().formatHex(prk.exposeSecret())).isEqualTo(PSEUDORANDOM_KEY);
            byte[] expected = HmacSha256.tag(key, TRANSCRIPT.bytes());
            PairKey atAlice = PairKey.agree(ALICE, alice, BOB, bob.publicKey(), TRANSCRIPT);
            assertThat(atAlice.confirmationSent().value()).isEqualTo(ByteString.of(Arrays.copyOf(expected, 16)));
        }
    }

    @Test
    void aKeyOfLowOrderIsRefused() {
        assertThatThrownBy(() -> PairKey.agree(ALICE, alice, BOB, new X25519PublicKey(new byte[32]), TRANSCRIPT))
                .isInstanceOf(LowOrderPointException.class);
    }

    private static X25519PrivateKey key(String hex) {
        return X25519PrivateKey.of(SecretBytes.owning(HexFormat.of().parseHex(hex)));
    }
}
