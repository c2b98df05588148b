package org.fedner.aggregation.message;

import java.util.List;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Labels;

/**
 * ROSTER: the server proposes an epoch.
 *
 * <pre>
 * opaque federation[16]
 * uint64 epoch                       greater than every earlier one
 * opaque serverNonce[32]
 * Id     members&lt;0..2^16-1&gt;          of this epoch, in order, all listed in the roster
 * opaque parameters&lt;1..2^16-1&gt;       EpochParameters, canonical bytes
 * opaque roster&lt;1..2^24-1&gt;           SignedRoster
 * sig by the server
 * </pre>
 *
 * @param epoch number of the epoch, from 1 up
 */
public record EpochRoster(
        FederationId federation,
        long epoch,
        ByteString serverNonce,
        List<PlatformId> members,
        ByteString parameters,
        ByteString signedRoster)
        implements SignedMessage {

    public static final int NONCE_BYTES = 32;
    private static final int MAX_PARAMETERS_BYTES = 0xffff;
    private static final int MAX_ROSTER_BYTES = 0xff_ffff;

    public EpochRoster {
        members = PlatformIds.increasing(members);
        if (epoch < 1 || serverNonce.length() != NONCE_BYTES) {
            throw new IllegalArgumentException("epochs count from 1 and a nonce has %d bytes".formatted(NONCE_BYTES));
        }
    }

    /**
     * E = SHA-256(lab("epoch", federation, epoch, serverNonce, SHA-256(params), SHA-256(roster), SHA-256(members))).
     */
    public Digest epochDigest() {
        return Digest.of(Labels.label(
                "epoch",
                federation.bytes(),
                new WireWriter().uint(8, epoch).toBytes(),
                serverNonce.shared(),
                Digest.of(parameters.shared()).bytes(),
                Digest.of(signedRoster.shared()).bytes(),
                PlatformIds.digest(members).bytes()));
    }

    @Override
    public MessageType type() {
        return MessageType.ROSTER;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.fixed(federation.bytes()).uint(8, epoch).fixed(serverNonce.shared());
        PlatformIds.encode(out, members);
        out.opaque(parameters.shared(), 1, MAX_PARAMETERS_BYTES).opaque(signedRoster.shared(), 1, MAX_ROSTER_BYTES);
    }

    /** What E is computed from, without the server's signature over it: whatever is signed for E names it. */
    public byte[] encode() {
        WireWriter out = new WireWriter();
        encodeFields(out);
        return out.toBytes();
    }

    /** Strict. */
    public static EpochRoster decode(byte[] bytes) throws MalformedMessageException {
        return WireReader.whole(bytes, EpochRoster::decode);
    }

    static EpochRoster decode(WireReader in) throws MalformedMessageException {
        return new EpochRoster(
                FederationId.ofBytes(in.fixed(FederationId.BYTES)),
                in.uint(8),
                ByteString.owning(in.fixed(NONCE_BYTES)),
                PlatformIds.decode(in),
                ByteString.owning(in.opaque(1, MAX_PARAMETERS_BYTES)),
                ByteString.owning(in.opaque(1, MAX_ROSTER_BYTES)));
    }
}
