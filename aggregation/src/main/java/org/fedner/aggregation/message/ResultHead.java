package org.fedner.aggregation.message;

import org.fedner.aggregation.masking.Tag;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.signing.VerifyingKey;

/**
 * A RESULT without its words: what the server signed, which names the words by their digest.
 *
 * @param bytes {@link WireMessage#signedHead}, 178 bytes
 */
public record ResultHead(Digest context, Tag tag, Digest uploads, Digest sumDigest, ByteString bytes) {

    /** The head of a whole message. */
    public static ResultHead of(WireMessage<Result> wire) {
        Result result = wire.message();
        return new ResultHead(
                result.context(),
                result.tag(),
                result.uploads(),
                result.sumDigest(),
                ByteString.owning(wire.signedHead()));
    }

    /** Strict; the signature is not checked. */
    public static ResultHead decode(byte[] bytes) throws MalformedMessageException {
        return WireReader.whole(bytes, in -> {
            WireMessage.requireType(in, MessageType.RESULT);
            Digest context = in.digest();
            VectorWords.decodeRing(in);
            Tag tag = in.tag();
            Digest uploads = in.digest();
            Digest sumDigest = in.digest();
            in.fixed(Signature.BYTES);
            return new ResultHead(context, tag, uploads, sumDigest, ByteString.of(bytes));
        });
    }

    /** Whether {@code key} signed it for the epoch E. */
    public boolean isSignedBy(VerifyingKey key, Digest epoch) {
        return WireMessage.isHeadSignedBy(bytes.shared(), key, epoch);
    }
}
