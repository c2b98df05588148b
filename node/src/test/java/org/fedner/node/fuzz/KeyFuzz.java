package org.fedner.node.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.encapsulation.EncapsulationKey;
import org.fedner.crypto.encapsulation.InvalidEncapsulationKeyException;
import org.fedner.crypto.sharing.Limbs;
import org.fedner.crypto.sharing.MalformedShareException;
import org.fedner.crypto.signing.VerifyingKey;
import org.junit.jupiter.params.provider.MethodSource;

/** Public keys as parties show them: Ed25519 bare and in a SubjectPublicKeyInfo, and ML-KEM-768; and the shares of a secret. */
public class KeyFuzz {
    private static final int ENCAPSULATION_KEY_AT = 1 + 32 + 16 + 32;

    /** An Ed25519 key in both forms, and the encapsulation key of a frame. */
    public static Stream<byte[]> seeds() throws IOException {
        VerifyingKey key = RosterFuzz.key(1).verifyingKey();
        byte[] keys = Frames.good().get("keys");
        return Stream.of(
                key.bytes(),
                key.spki(),
                Arrays.copyOfRange(keys, ENCAPSULATION_KEY_AT, ENCAPSULATION_KEY_AT + EncapsulationKey.KEY_BYTES),
                new byte[EncapsulationKey.KEY_BYTES],
                new byte[Limbs.ENCODED_BYTES]);
    }

    @MethodSource("seeds")
    @FuzzTest
    public void aKeyOrShareIsRefusedOrComesBack(byte[] input) {
        try {
            ComesBack.require(input, VerifyingKey.of(input).bytes());
        } catch (InvalidKeyException e) {
            // refused, as declared
        }
        try {
            ComesBack.require(input, VerifyingKey.fromSpki(input).spki());
        } catch (InvalidKeyException e) {
            // refused, as declared
        }
        try {
            byte[] sized = Arrays.copyOf(input, EncapsulationKey.KEY_BYTES); // the codec has checked the length
            ComesBack.require(sized, EncapsulationKey.decode(sized).bytes());
        } catch (InvalidEncapsulationKeyException e) {
            // refused, as declared
        }
        try (SecretBytes share = SecretBytes.copyOf(input)) {
            ComesBack.require(input, Limbs.decode(share).encode().exposeSecret());
        } catch (MalformedShareException e) {
            // refused, as declared
        }
    }
}
