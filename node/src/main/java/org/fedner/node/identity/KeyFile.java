package org.fedner.node.identity;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.signing.SigningKey;
import org.fedner.crypto.signing.VerifyingKey;

/** Ed25519 keys as PKCS #8 in PEM files, as openssl reads and writes them, and as the JDK's TLS wants them. */
final class KeyFile {
    private static final String LABEL = "PRIVATE KEY";

    private KeyFile() {}

    /** Never overwrites. */
    static void writeNew(Path file, SigningKey key) throws IdentityException {
        try (SecretBytes pkcs8 = key.exposePkcs8()) {
            OwnFiles.writeNew(file, new Pem(LABEL, pkcs8.exposeSecret()).text());
        }
    }

    static SigningKey read(Path file) throws IdentityException {
        byte[] bytes = Pem.only(Pem.parse(OwnFiles.readClosed(file)), LABEL).orElse(new byte[0]);
        try (SecretBytes pkcs8 = SecretBytes.owning(bytes)) {
            return SigningKey.fromPkcs8(pkcs8);
        } catch (InvalidKeyException e) {
            throw new IdentityException(
                    IdentityFault.MALFORMED,
                    "%s does not hold one Ed25519 private key in PEM form; restore it from a backup, or make a new identity with provision request."
                            .formatted(file));
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** The same key for the JDK; the JDK keeps it until the garbage collector takes it. */
    static PrivateKey forJdk(SigningKey key) {
        try (SecretBytes pkcs8 = key.exposePkcs8()) {
            return KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8.exposeSecret()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK from 15 on has Ed25519", e);
        }
    }

    static PublicKey forJdk(VerifyingKey key) {
        try {
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(key.spki()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK from 15 on has Ed25519", e);
        }
    }
}
