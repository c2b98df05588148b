package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.AEADBadTagException;
import org.fedner.aggregation.encoding.Ring32Vector;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.AggregationMode;
import org.fedner.aggregation.masking.RoundContext;
import org.fedner.aggregation.masking.RoundMasking;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.agreement.LowOrderPointException;
import org.fedner.crypto.agreement.X25519PrivateKey;
import org.fedner.crypto.agreement.X25519PublicKey;
import org.fedner.crypto.encapsulation.DecapsulationKey;
import org.fedner.crypto.expansion.Digest;
import org.junit.jupiter.api.Test;

/**
 * With the X25519 keys of RFC 7748, section 6.1, ML-KEM-768 seeds and messages of one repeated byte, and the transcript of
 * the protocol's vectors.
 */
class PairKeyTest {

    private static final PlatformId ALICE = new PlatformId(0, 1);
    private static final PlatformId BOB = new PlatformId(0, 2);
    private static final Digest TRANSCRIPT = Digest.of("test transcript".getBytes(StandardCharsets.US_ASCII));

    private final X25519PrivateKey alice = key("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
    private final X25519PrivateKey bob = key("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
    private final DecapsulationKey aliceDecapsulates = DecapsulationKey.of(repeated(0xa1, DecapsulationKey.SEED_BYTES));
    private final DecapsulationKey bobDecapsulates = DecapsulationKey.of(repeated(0xb2, DecapsulationKey.SEED_BYTES));

    private final PairAgreement fromAlice = beginAlice(TRANSCRIPT);
    private final PairAgreement fromBob = beginBob(TRANSCRIPT);
    private final SecretBytes contribution = repeated(7, OwnKeys.CONTRIBUTION_BYTES);

    /**
     * Computed with Python: hashlib and hmac for SHA-256 and HKDF, OpenSSL 4.0 through the package cryptography for X25519,
     * AES-GCM, both decapsulations and the keys from their seeds. The ciphertexts are BouncyCastle's, which OpenSSL opens.
     */
    @Test
    void theHybridGivesWhatAnotherLanguageAndLibraryComputed() {
        assertThat(digest(fromAlice.encapsulation()))
                .isEqualTo("5e940e862d7860c7fafd2604e83ef95266e4d72206009c4db734334d967903b0");
        assertThat(digest(fromBob.encapsulation()))
                .isEqualTo("3eaa98591879a32da8f0c29342c1dede6326165f0b3356cd0fc326c0932522ab");
        assertThat(fromAlice.seal(contribution))
                .isEqualTo(octets("51bc217b0ae84983c054a1648665d927daf0611e2e770b9e6924cabe748ae37d"
                        + "676a74b17ec3f5baf560aba031314532"));
        assertThat(fromBob.seal(contribution))
                .isEqualTo(octets("8d29167de05b16f94a4e4486690826a4152460a17aadc4e8cfc94a94040bd8bc"
                        + "043b50dc090b5d3d6f488484ac61cce1"));
        PairKey atAlice = fromAlice.complete(aliceDecapsulates, fromBob.encapsulation());
        PairKey atBob = fromBob.complete(bobDecapsulates, fromAlice.encapsulation());
        assertThat(atAlice.confirmationSent().value()).isEqualTo(octets("53e5b2c8e0823ededf13a1c1bf47d645"));
        assertThat(atBob.confirmationSent().value()).isEqualTo(octets("dd6ef6f2617efdf249036c87fe003894"));
    }

    /** Round 0, attempt 0, mode F, state SHA-256("theta"), layout SHA-256("layout"); computed in the same way. */
    @Test
    void theFirstMaskIsTheOneThatAnotherLanguageAndLibraryComputed() {
        List<byte[]> ids = List.of(ALICE.bytes(), BOB.bytes());
        RoundContext context = new RoundContext(
                TRANSCRIPT,
                0,
                0,
                AggregationMode.ONE_FLIGHT,
                RoundContext.digestOf(ids),
                Digest.of("theta".getBytes(StandardCharsets.US_ASCII)),
                Digest.of("layout".getBytes(StandardCharsets.US_ASCII)));
        PairKey atAlice = fromAlice.complete(aliceDecapsulates, fromBob.encapsulation());
        Ring32Vector mask = RingVector.owning(new int[8]);
        RoundMasking.derive(context, ALICE.bytes(), ids, repeated(1, 32), List.of(atAlice.startChain()))
                .mask(mask);
        assertThat(mask.words())
                .containsExactly(
                        -732172397, -434216073, 553121304, 1659533465, 1047200477, 1209497791, -371374643, -576291173);
    }

    @Test
    void whatOneSealsTheOtherOpens() throws Exception {
        PairKey atAlice = fromAlice.complete(aliceDecapsulates, fromBob.encapsulation());
        PairKey atBob = fromBob.complete(bobDecapsulates, fromAlice.encapsulation());
        assertThat(atBob.open(fromAlice.seal(contribution)).matches(contribution))
                .isTrue();
        assertThat(atAlice.open(fromBob.seal(contribution)).matches(contribution))
                .isTrue();
    }

    @Test
    void aSealReflectedOrOfAnotherTranscriptDoesNotOpen() {
        PairKey atAlice = fromAlice.complete(aliceDecapsulates, fromBob.encapsulation());
        assertThatThrownBy(() -> atAlice.open(fromAlice.seal(contribution))).isInstanceOf(AEADBadTagException.class);
        PairKey elsewhere = beginBob(Digest.of()).complete(bobDecapsulates, fromAlice.encapsulation());
        assertThatThrownBy(() -> elsewhere.open(fromAlice.seal(contribution))).isInstanceOf(AEADBadTagException.class);
        assertThat(elsewhere.isConfirmedBy(atAlice.confirmationSent())).isFalse();
    }

    @Test
    void anotherEncapsulationGivesAnotherKeyAndOpensNothing() {
        byte[] changed = fromAlice.encapsulation().toBytes();
        changed[1000] ^= 4;
        PairKey atAlice = fromAlice.complete(aliceDecapsulates, fromBob.encapsulation());
        PairKey atBob = fromBob.complete(bobDecapsulates, ByteString.of(changed));
        assertThatThrownBy(() -> atBob.open(fromAlice.seal(contribution))).isInstanceOf(AEADBadTagException.class);
        assertThat(atBob.isConfirmedBy(atAlice.confirmationSent())).isFalse();
        assertThat(atAlice.isConfirmedBy(atBob.confirmationSent())).isFalse();
    }

    /** Who has broken X25519, and knows all that travels, has another key still. */
    @Test
    void theAgreementAloneDoesNotGiveTheKey() throws Exception {
        PairKey atBob = fromBob.complete(bobDecapsulates, fromAlice.encapsulation());
        try (DecapsulationKey guessed = DecapsulationKey.of(repeated(0xb3, DecapsulationKey.SEED_BYTES))) {
            PairKey broken = fromBob.complete(guessed, fromAlice.encapsulation());
            assertThat(broken.isConfirmedBy(fromAlice
                            .complete(aliceDecapsulates, fromBob.encapsulation())
                            .confirmationSent()))
                    .isFalse();
            assertThat(broken.confirmationSent()).isNotEqualTo(atBob.confirmationSent());
        }
    }

    @Test
    void eachDirectionConfirmsWithItsOwnValue() {
        PairKey atAlice = fromAlice.complete(aliceDecapsulates, fromBob.encapsulation());
        PairKey atBob = fromBob.complete(bobDecapsulates, fromAlice.encapsulation());
        assertThat(atBob.isConfirmedBy(atAlice.confirmationSent())).isTrue();
        assertThat(atAlice.isConfirmedBy(atBob.confirmationSent())).isTrue();
        assertThat(atAlice.isConfirmedBy(atAlice.confirmationSent())).isFalse(); // reflected
    }

    @Test
    void aKeyOfLowOrderIsRefused() {
        assertThatThrownBy(() -> PairAgreement.begin(
                        ALICE,
                        alice,
                        BOB,
                        new X25519PublicKey(new byte[32]),
                        bobDecapsulates.encapsulationKey(),
                        TRANSCRIPT,
                        new SecureRandom()))
                .isInstanceOf(LowOrderPointException.class);
    }

    @Test
    void nothingPrintsAndClosingErases() {
        PairKey atAlice = fromAlice.complete(aliceDecapsulates, fromBob.encapsulation());
        ByteString sealed = fromBob.seal(contribution);
        assertThat(fromAlice).hasToString("PairAgreement[redacted]");
        assertThat(atAlice).hasToString("PairKey[redacted]");
        fromAlice.close();
        atAlice.close();
        assertThatThrownBy(() -> fromAlice.seal(contribution)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> atAlice.open(sealed)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(atAlice::confirmationSent).isInstanceOf(IllegalStateException.class);
    }

    private PairAgreement beginAlice(Digest transcript) {
        return begin(ALICE, alice, BOB, bob, bobDecapsulates, transcript, 0xa3);
    }

    private PairAgreement beginBob(Digest transcript) {
        return begin(BOB, bob, ALICE, alice, aliceDecapsulates, transcript, 0xb4);
    }

    private static PairAgreement begin(
            PlatformId own,
            X25519PrivateKey ownKey,
            PlatformId peer,
            X25519PrivateKey peerKey,
            DecapsulationKey peerDecapsulates,
            Digest transcript,
            int message) {
        try {
            return PairAgreement.begin(
                    own,
                    ownKey,
                    peer,
                    peerKey.publicKey(),
                    peerDecapsulates.encapsulationKey(),
                    transcript,
                    new OneByte(message));
        } catch (LowOrderPointException e) {
            throw new AssertionError(e);
        }
    }

    private static X25519PrivateKey key(String hex) {
        return X25519PrivateKey.of(SecretBytes.owning(HexFormat.of().parseHex(hex)));
    }

    private static String digest(ByteString bytes) {
        return Digest.of(bytes.toBytes()).toString();
    }

    private static ByteString octets(String hex) {
        return ByteString.of(HexFormat.of().parseHex(hex));
    }

    private static SecretBytes repeated(int value, int count) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        return SecretBytes.owning(bytes);
    }

    /** Always the same byte. */
    private static final class OneByte extends SecureRandom {

        private static final long serialVersionUID = 1L;

        private final int value;

        OneByte(int value) {
            this.value = value;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, (byte) value);
        }
    }
}
