package org.fedner.aggregation.message;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Labels;
import org.fedner.crypto.expansion.Sha256;
import org.fedner.crypto.signing.SigningKey;
import org.fedner.crypto.signing.VerifyingKey;

/**
 * A message together with the very bytes in which it travels: what is signed, logged and sent is one array.
 *
 * <pre>
 * uint8 type ‖ fields                                              a {@link SessionMessage} or {@link RelayedMessage}
 * uint8 type ‖ fields ‖ sig[64]                                    a {@link SignedMessage}
 * uint8 type ‖ fields ‖ sig[64] ‖ trailer                          a {@link TrailedMessage}
 * uint8 type ‖ fields ‖ digest[32] ‖ sig[64] ‖ uint32 length ‖ bulk   a {@link BulkMessage}
 * </pre>
 *
 * <p>Equal when the bytes are.
 */
public final class WireMessage<M extends Message> {

    /** Largest bulk: 2^30 bytes. */
    public static final int MAX_BULK_BYTES = 1 << 30;

    private static final int MAX_NESTED_BYTES = 0xffff;

    private final M message;
    private final byte[] bytes;
    private final int signedBytes;

    private WireMessage(M message, byte[] bytes, int signedBytes) {
        this.message = message;
        this.bytes = bytes;
        this.signedBytes = signedBytes;
    }

    /** Encodes a message that carries no signature. */
    public static <M extends SessionMessage> WireMessage<M> of(M message) {
        return unsigned(message);
    }

    /** Encodes a message that others' signatures are in, and none of its own. */
    public static <M extends RelayedMessage> WireMessage<M> relayed(M message) {
        return unsigned(message);
    }

    private static <M extends Message> WireMessage<M> unsigned(M message) {
        byte[] bytes = head(message).toBytes();
        return new WireMessage<>(message, bytes, bytes.length);
    }

    /** Encodes and signs. Ed25519 is deterministic: the same message, epoch and key give the same bytes. */
    public static <M extends SignedMessage> WireMessage<M> sign(M message, Digest epoch, SigningKey key) {
        WireWriter head = head(message);
        if (message instanceof BulkMessage bulk) {
            head.digest(bulk.bulkDigest());
        }
        byte[] signed = head.toBytes();
        byte[] signature = key.sign(signedText(signed, signed.length, epoch));
        byte[] trailer = trailer(message);
        int bulkPart = message instanceof BulkMessage bulk ? Integer.BYTES + bulk.bulkBytes() : 0;
        ByteBuffer out = ByteBuffer.allocate(signed.length + Signature.BYTES + trailer.length + bulkPart);
        out.put(signed).put(signature).put(trailer);
        if (message instanceof BulkMessage bulk) {
            out.putInt(bulk.bulkBytes());
            bulk.encodeBulk(out);
        }
        return new WireMessage<>(message, out.array(), signed.length);
    }

    /**
     * Decodes strictly: every byte is used, every bound holds, a bulk has the digest that the signed part names, and
     * encoding again gives the same bytes. Signatures are not checked here.
     *
     * @param bytes taken over; the caller must not change them any more
     * @throws MalformedMessageException whatever is wrong; nothing else is ever thrown
     */
    public static WireMessage<?> parse(byte[] bytes) throws MalformedMessageException {
        WireReader in = new WireReader(bytes);
        return in.built(r -> parse(r, bytes));
    }

    private static WireMessage<?> parse(WireReader in, byte[] bytes) throws MalformedMessageException {
        MessageType type = MessageType.ofCode((int) in.uint(1));
        return switch (type) {
            case HELLO -> unsigned(Hello.decode(in), in, bytes);
            case WELCOME -> unsigned(Welcome.decode(in), in, bytes);
            case REFUSED -> unsigned(Refused.decode(in), in, bytes);
            case BYE -> unsigned(new Bye(), in, bytes);
            case RENEWAL -> unsigned(Renewal.decode(in), in, bytes);
            case ROSTER -> signed(EpochRoster.decode(in), in, bytes);
            case PREPARE -> signed(Prepare.decode(in), in, bytes);
            case KEYS -> signed(Keys.decode(in), in, bytes);
            case KEYSET -> signed(KeySet.decode(in), in, bytes);
            case SEED -> signed(Seed.decode(in), in, bytes);
            case SEEDSET -> signed(SeedSet.decode(in), in, bytes);
            case LINK -> signed(Link.decode(in), in, bytes);
            case LINKSET -> signed(LinkSet.decode(in), in, bytes);
            case READY -> signed(Ready.decode(in), in, bytes);
            case OPEN -> signed(Open.decode(in), in, bytes);
            case VOID -> signed(RoundVoid.decode(in), in, bytes);
            case LEAVE -> signed(Leave.decode(in), in, bytes);
            case ABORT -> signed(Abort.decode(in), in, bytes);
            case FINISHED -> signed(Finished.decode(in), in, bytes);
            case SHARES -> signed(Shares.decode(in), in, bytes);
            case CALL -> signed(Call.decode(in), in, bytes);
            case SURVIVORS -> signed(Survivors.decode(in), in, bytes);
            case ACK -> trailed(Ack.decode(in), in, bytes);
            case QUORUM -> unsigned(Quorum.decode(in), in, bytes);
            case CHECKPOINT -> unsigned(ShownCheckpoint.decode(in), in, bytes);
            case COSIGNATURE -> unsigned(Cosignatures.decode(in), in, bytes);
            case ANSWER -> signed(Answer.decode(in), in, bytes);
            case REVEAL -> signed(Reveal.decode(in), in, bytes);
            case OPENED -> signed(Opened.decode(in), in, bytes);
            case RECOVERED -> bulk(Recovered.decode(in), in, bytes);
            case UPLOAD -> bulk(Upload.decode(in), in, bytes);
            case RESULT -> bulk(Result.decode(in), in, bytes);
            case SNAPSHOT -> bulk(Snapshot.decode(in), in, bytes);
            case SEAL -> signed(SealRequest.decode(in), in, bytes);
            case SEALED -> bulk(SealedState.decode(in), in, bytes);
            case SEALED_SNAPSHOT -> bulk(SealedSnapshot.decode(in), in, bytes);
        };
    }

    public M message() {
        return message;
    }

    /** This message, if it is of that kind. */
    public <T extends Message> Optional<WireMessage<T>> as(Class<T> kind) {
        return kind.isInstance(message)
                ? Optional.of(new WireMessage<>(kind.cast(message), bytes, signedBytes))
                : Optional.empty();
    }

    /** The array that travels, not a copy: to be logged, hashed and sent, never written to. */
    public byte[] bytes() {
        return bytes;
    }

    /** Whether {@code key} signed this message for the epoch E. Never true for one that carries no signature of its own. */
    public boolean isSignedBy(VerifyingKey key, Digest epoch) {
        if (!(message instanceof SignedMessage)) {
            return false;
        }
        return isSigned(bytes, signedBytes, key, epoch);
    }

    /** Whether a signature that came by itself is {@code key}'s under {@code message}, for the epoch E. */
    public static boolean isSignature(Signature signature, TrailedMessage message, VerifyingKey key, Digest epoch) {
        byte[] signed = head(message).toBytes();
        return key.verify(signedText(signed, signed.length, epoch), signature.bytes());
    }

    /** The signature alone. @throws IllegalStateException if the message carries none */
    public Signature signature() {
        if (!(message instanceof SignedMessage)) {
            throw new IllegalStateException(this + " is not signed");
        }
        return Signature.ofBytes(Arrays.copyOfRange(bytes, signedBytes, signedBytes + Signature.BYTES));
    }

    /** Whether {@code key} signed a {@link #signedHead} for the epoch E. */
    static boolean isHeadSignedBy(byte[] head, VerifyingKey key, Digest epoch) {
        return isSigned(head, head.length - Signature.BYTES, key, epoch);
    }

    private static boolean isSigned(byte[] bytes, int signedBytes, VerifyingKey key, Digest epoch) {
        byte[] signature = Arrays.copyOfRange(bytes, signedBytes, signedBytes + Signature.BYTES);
        return key.verify(signedText(bytes, signedBytes, epoch), signature);
    }

    static void requireType(WireReader in, MessageType type) throws MalformedMessageException {
        if (in.uint(1) != type.code()) {
            throw new MalformedMessageException("not the head of " + type);
        }
    }

    /** The signed part, without the bulk, and its signature: evidence of a few hundred bytes. */
    public byte[] signedHead() {
        return Arrays.copyOf(bytes, message instanceof SignedMessage ? signedBytes + Signature.BYTES : signedBytes);
    }

    static void encodeNested(WireWriter out, WireMessage<?> nested) {
        out.opaque(nested.bytes, 1, MAX_NESTED_BYTES);
    }

    /** Reads a message of that type and kind; its first byte is looked at first, so that lists do not nest. */
    static <T extends SignedMessage> WireMessage<T> decodeNested(WireReader in, MessageType type, Class<T> kind)
            throws MalformedMessageException {
        byte[] nested = in.opaque(1, MAX_NESTED_BYTES);
        if (nested[0] != type.code()) {
            throw new MalformedMessageException("a list holds a message of another type");
        }
        return parse(nested).as(kind).orElseThrow();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WireMessage<?> that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Type and size only. */
    @Override
    public String toString() {
        return message.type() + "[" + bytes.length + " bytes]";
    }

    private static WireWriter head(Message message) {
        WireWriter out = new WireWriter().uint(1, message.type().code());
        message.encodeFields(out);
        return out;
    }

    private static byte[] trailer(Message message) {
        WireWriter out = new WireWriter();
        if (message instanceof TrailedMessage trailed) {
            trailed.encodeTrailer(out);
        }
        return out.toBytes();
    }

    /** lab("sig", type, E, SHA-256(message before the signature)). */
    private static byte[] signedText(byte[] bytes, int signedBytes, Digest epoch) {
        byte[] digest = new Sha256().update(bytes, 0, signedBytes).finish();
        return Labels.label("sig", new byte[] {bytes[0]}, epoch.bytes(), digest);
    }

    private static <M extends Message> WireMessage<M> unsigned(M message, WireReader in, byte[] bytes)
            throws MalformedMessageException {
        in.end();
        return new WireMessage<>(message, bytes, bytes.length);
    }

    private static <M extends SignedMessage> WireMessage<M> signed(M message, WireReader in, byte[] bytes)
            throws MalformedMessageException {
        int signedBytes = in.position();
        in.fixed(Signature.BYTES);
        in.end();
        return new WireMessage<>(message, bytes, signedBytes);
    }

    private static <M extends TrailedMessage> WireMessage<M> trailed(
            WireReader.Decoder<M> rest, WireReader in, byte[] bytes) throws MalformedMessageException {
        int signedBytes = in.position();
        in.fixed(Signature.BYTES);
        M message = rest.read(in);
        in.end();
        return new WireMessage<>(message, bytes, signedBytes);
    }

    private static <M extends BulkMessage> WireMessage<M> bulk(BulkDecoder<M> rest, WireReader in, byte[] bytes)
            throws MalformedMessageException {
        Digest digest = in.digest();
        int signedBytes = in.position();
        in.fixed(Signature.BYTES);
        int length = in.length(1, MAX_BULK_BYTES);
        int start = in.position();
        ByteBuffer bulk = in.view(length);
        in.end();
        byte[] actual = new Sha256().update(bytes, start, length).finish();
        if (!Arrays.equals(actual, digest.bytes())) {
            throw new MalformedMessageException("the bulk does not have the digest that was signed");
        }
        return new WireMessage<>(rest.with(digest, bulk), bytes, signedBytes);
    }
}
