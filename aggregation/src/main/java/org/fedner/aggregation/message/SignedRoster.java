package org.fedner.aggregation.message;

import java.util.Arrays;
import org.fedner.crypto.expansion.Labels;
import org.fedner.crypto.expansion.Sha256;
import org.fedner.crypto.signing.SigningKey;
import org.fedner.crypto.signing.VerifyingKey;

/**
 * A {@link Roster} as the federation authority signed it: {@code roster ‖ sig[64]} with
 * sig = Ed25519(lab("roster", SHA-256(roster))).
 *
 * <p>Holding one says nothing about the signature: ask {@link #isSignedBy}.
 */
public record SignedRoster(Roster roster, Signature signature) {

    /** The authority's act. */
    public static SignedRoster sign(Roster roster, SigningKey authority) {
        return new SignedRoster(roster, Signature.ofBytes(authority.sign(signedText(roster))));
    }

    public boolean isSignedBy(VerifyingKey authority) {
        return authority.verify(signedText(roster), signature.bytes());
    }

    /** The bytes as they are kept in a file and travel in ROSTER. */
    public byte[] encode() {
        return new WireWriter().fixed(roster.encode()).fixed(signature.bytes()).toBytes();
    }

    /** Strict, like every decoder here; the signature is not checked. */
    public static SignedRoster decode(byte[] bytes) throws MalformedMessageException {
        return WireReader.whole(
                Arrays.copyOf(bytes, bytes.length),
                in -> new SignedRoster(Roster.decode(in), Signature.ofBytes(in.fixed(Signature.BYTES))));
    }

    private static byte[] signedText(Roster roster) {
        return Labels.label("roster", Sha256.of(roster.encode()));
    }
}
