package org.fedner.node.transport;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.signing.SigningKey;

/** The authority's key read from its PEM file, to sign what the product would refuse to sign. */
final class AuthorityKey {
    private AuthorityKey() {}

    static SigningKey read(Path folder) throws Exception {
        String base64 = Files.readString(folder.resolve("authority-key.pem"))
                .replaceAll("-----[A-Z ]+-----", "")
                .replaceAll("\\s", "");
        return SigningKey.fromPkcs8(SecretBytes.owning(Base64.getDecoder().decode(base64)));
    }
}
