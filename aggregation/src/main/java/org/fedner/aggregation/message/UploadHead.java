package org.fedner.aggregation.message;

import org.fedner.aggregation.masking.Tag;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.signing.VerifyingKey;

/**
 * An UPLOAD without its words: what its sender signed, which names the words by their digest.
 *
 * @param bytes {@link WireMessage#signedHead}, 162 bytes
 */
public record UploadHead(Digest context, PlatformId platform, Tag tag, Digest vectorDigest, ByteString bytes) {

    public static final int BYTES = 162;

    /** The head of a whole message. */
    public static UploadHead of(WireMessage<Upload> wire) {
        Upload upload = wire.message();
        return new UploadHead(
                upload.context(),
                upload.platform(),
                upload.tag(),
                upload.vectorDigest(),
                ByteString.owning(wire.signedHead()));
    }

    /** Strict; the signature is not checked. */
    public static UploadHead decode(byte[] bytes) throws MalformedMessageException {
        return WireReader.whole(bytes, in -> {
            WireMessage.requireType(in, MessageType.UPLOAD);
            Digest context = in.digest();
            PlatformId platform = in.platform();
            VectorWords.decodeRing(in);
            Tag tag = in.tag();
            Digest vectorDigest = in.digest();
            in.fixed(Signature.BYTES);
            return new UploadHead(context, platform, tag, vectorDigest, ByteString.of(bytes));
        });
    }

    /** Whether {@code key} signed it for the epoch E. */
    public boolean isSignedBy(VerifyingKey key, Digest epoch) {
        return WireMessage.isHeadSignedBy(bytes.shared(), key, epoch);
    }

    /** What {@link Result#uploadsDigest} takes. */
    public Digest digest() {
        return Digest.of(bytes.shared());
    }
}
