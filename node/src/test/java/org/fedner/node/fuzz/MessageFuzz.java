package org.fedner.node.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.fedner.aggregation.message.BulkMessage;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.Message;
import org.fedner.aggregation.message.MessageType;
import org.fedner.aggregation.message.Signature;
import org.fedner.aggregation.message.SignedMessage;
import org.fedner.aggregation.message.TrailedMessage;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.aggregation.message.WireWriter;
import org.fedner.crypto.expansion.Sha256;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every message's decoder: each input is given to all of {@link MessageType}, so a new type is fuzzed without a word here.
 *
 * <p>An input is read in two ways. As a frame, whose first byte is replaced by each type's. And, since no fuzzer finds a
 * SHA-256, as {@code uint16 n ‖ fields[n] ‖ bulk} of a message whose digest is then right.
 */
public class MessageFuzz {

    /** All frames on file; those with a bulk in the second form too. */
    public static Stream<byte[]> seeds() throws IOException {
        Stream<byte[]> frames = Stream.concat(Frames.good().values().stream(), Frames.bad().values().stream());
        return Stream.concat(frames, Frames.good().values().stream().flatMap(MessageFuzz::withoutDigest));
    }

    @MethodSource("seeds")
    @FuzzTest
    public void everyDecoderRefusesOrComesBack(byte[] input) {
        refusesOrComesBack(input);
        if (input.length < Short.BYTES) {
            return;
        }
        byte[] withBulk = withBulk(input);
        for (MessageType type : MessageType.values()) {
            byte[] frame = input.clone();
            frame[0] = (byte) type.code();
            refusesOrComesBack(frame);
            withBulk[0] = (byte) type.code();
            refusesOrComesBack(withBulk);
        }
    }

    private static void refusesOrComesBack(byte[] frame) {
        try {
            WireMessage<?> read = WireMessage.parse(frame.clone());
            ComesBack.require(frame, read.bytes());
            ComesBack.require(frame, encoded(read, frame));
        } catch (MalformedMessageException e) {
            // refused, as declared
        }
    }

    /** The message encoded from what its record holds; only the signature is taken from {@code frame}. */
    private static byte[] encoded(WireMessage<?> read, byte[] frame) {
        Message message = read.message();
        WireWriter out = new WireWriter().uint(1, message.type().code());
        message.encodeFields(out);
        if (message instanceof BulkMessage bulk) {
            out.digest(bulk.bulkDigest());
        }
        if (message instanceof SignedMessage) {
            int end = read.signedHead().length;
            ByteBuffer signature = ByteBuffer.wrap(frame, end - Signature.BYTES, Signature.BYTES);
            byte[] bytes = new byte[Signature.BYTES];
            signature.get(bytes);
            out.fixed(bytes);
        }
        if (message instanceof TrailedMessage trailed) {
            trailed.encodeTrailer(out);
        }
        if (message instanceof BulkMessage bulk) {
            ByteBuffer bytes = ByteBuffer.allocate(bulk.bulkBytes());
            bulk.encodeBulk(bytes);
            out.opaque(bytes.array(), 1, WireMessage.MAX_BULK_BYTES);
        }
        return out.toBytes();
    }

    /** {@code type ‖ fields ‖ SHA-256(bulk) ‖ sig ‖ uint32 length ‖ bulk}, the type still open. */
    private static byte[] withBulk(byte[] input) {
        ByteBuffer in = ByteBuffer.wrap(input);
        byte[] fields = new byte[Math.min(in.getShort() & 0xffff, in.remaining())];
        in.get(fields);
        byte[] bulk = new byte[in.remaining()];
        in.get(bulk);
        return new WireWriter()
                .uint(1, 0)
                .fixed(fields)
                .fixed(Sha256.of(bulk))
                .fixed(new byte[Signature.BYTES])
                .uint(Integer.BYTES, bulk.length)
                .fixed(bulk)
                .toBytes();
    }

    private static Stream<byte[]> withoutDigest(byte[] frame) {
        try {
            WireMessage<?> read = WireMessage.parse(frame.clone());
            if (!(read.message() instanceof BulkMessage bulk)) {
                return Stream.empty();
            }
            int fields = read.signedHead().length - Signature.BYTES - Sha256.DIGEST_BYTES - 1;
            ByteBuffer seed = ByteBuffer.allocate(Short.BYTES + fields + bulk.bulkBytes());
            seed.putShort((short) fields).put(frame, 1, fields);
            bulk.encodeBulk(seed);
            return Stream.of(seed.array());
        } catch (MalformedMessageException e) {
            throw new AssertionError("a good frame is refused", e);
        }
    }
}
