package org.fedner.aggregation.message;

import java.util.Arrays;
import org.fedner.crypto.expansion.Labels;
import org.fedner.crypto.expansion.Sha256;
import org.fedner.crypto.signing.SigningKey;

/**
 * A {@link Succession} as both keys signed it: {@code succession ‖ handover[64] ‖ acceptance[64]} with
 * handover = Ed25519(lab("succession", SHA-256(succession))) by the predecessor and
 * acceptance = Ed25519(lab("succession-accepted", SHA-256(succession))) by the successor.
 *
 * <p>Neither signature can stand in for the other: the texts differ. Holding one says nothing about the signatures: ask
 * {@link #isSignedByBoth}.
 */
public record SignedSuccession(Succession succession, Signature handover, Signature acceptance) {

    /** The act of both, where both keys are at hand. */
    public static SignedSuccession sign(Succession succession, SigningKey predecessor, SigningKey successor) {
        return new SignedSuccession(
                succession,
                Signature.ofBytes(predecessor.sign(handoverText(succession))),
                Signature.ofBytes(successor.sign(acceptanceText(succession))));
    }

    /** Whether the predecessor named the successor, and the successor agreed. */
    public boolean isSignedByBoth() {
        return succession.predecessor().verify(handoverText(succession), handover.bytes())
                && succession.successor().verify(acceptanceText(succession), acceptance.bytes());
    }

    /** The bytes as they are kept in a file. */
    public byte[] encode() {
        return new WireWriter()
                .fixed(succession.encode())
                .fixed(handover.bytes())
                .fixed(acceptance.bytes())
                .toBytes();
    }

    /** Strict, like every decoder here; the signatures are not checked. */
    public static SignedSuccession decode(byte[] bytes) throws MalformedMessageException {
        return WireReader.whole(
                Arrays.copyOf(bytes, bytes.length),
                in -> new SignedSuccession(
                        Succession.decode(in),
                        Signature.ofBytes(in.fixed(Signature.BYTES)),
                        Signature.ofBytes(in.fixed(Signature.BYTES))));
    }

    private static byte[] handoverText(Succession succession) {
        return Labels.label("succession", Sha256.of(succession.encode()));
    }

    private static byte[] acceptanceText(Succession succession) {
        return Labels.label("succession-accepted", Sha256.of(succession.encode()));
    }
}
