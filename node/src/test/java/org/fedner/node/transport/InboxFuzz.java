package org.fedner.node.transport;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.crypto.expansion.Digest;
import org.fedner.node.fuzz.ComesBack;
import org.junit.jupiter.params.provider.MethodSource;

/** What two connections of one peer bring as messages in chunks: refused, or exactly the message that was announced. */
public class InboxFuzz {
    private static final PlatformId PEER = new PlatformId(1, 2);
    private static final int LARGEST_MESSAGE = 1 << 18;
    private static final int POSITION_BYTES = 3;

    /** Where the first connection ends, then what both send: a message whole, and one with a part on each. */
    public static Stream<byte[]> seeds() {
        byte[] message = new byte[Frame.CHUNK_BYTES + 9];
        Arrays.fill(message, (byte) 'm');
        byte[] whole = sent(message, 0, message.length);
        int part = Frame.CHUNK_BYTES;
        byte[] first = sent(message, 0, part);
        return Stream.of(
                input(whole.length, whole), input(first.length, concat(first, sent(message, part, message.length))));
    }

    private static byte[] input(int firstEnds, byte[] frames) {
        byte[] position = {(byte) (firstEnds >> 16), (byte) (firstEnds >> 8), (byte) firstEnds};
        return concat(position, frames);
    }

    /** BEGIN at {@code from} and the chunks up to {@code to}. */
    private static byte[] sent(byte[] message, int from, int to) {
        OutgoingChunks outgoing =
                new OutgoingChunks(message, new Announcement(Digest.of(message), message.length, from));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int at = from; at < to; at += Frame.CHUNK_BYTES) {
            ByteBuf slice = outgoing.slice();
            byte[] copy = new byte[slice.readableBytes()];
            slice.readBytes(copy);
            bytes.writeBytes(copy);
        }
        return bytes.toByteArray();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @MethodSource("seeds")
    @FuzzTest
    public void whatArrivesIsWhatWasAnnounced(byte[] input) {
        if (input.length < POSITION_BYTES) {
            return;
        }
        int ends = POSITION_BYTES
                + Math.min(
                        input.length - POSITION_BYTES,
                        (input[0] & 0xff) << 16 | (input[1] & 0xff) << 8 | input[2] & 0xff);
        PartialMessages parts = new PartialMessages(() -> 0);
        connection(parts, Arrays.copyOfRange(input, POSITION_BYTES, ends));
        connection(parts, Arrays.copyOfRange(input, ends, input.length));
        if (parts.heldBytes() > input.length) {
            throw new AssertionError("more is kept than came");
        }
    }

    private static void connection(PartialMessages parts, byte[] bytes) {
        Inbox inbox = new Inbox(PEER, LARGEST_MESSAGE, parts);
        FrameDecoder decoder = new FrameDecoder();
        decoder.allowMessages(LARGEST_MESSAGE, true);
        Optional<Announcement> announced = Optional.empty();
        try {
            ByteBuf in = Unpooled.wrappedBuffer(bytes);
            for (Optional<Frame> next = decoder.next(in); next.isPresent(); next = decoder.next(in)) {
                Frame frame = next.get();
                if (frame.type() == FrameType.BEGIN || frame.type() == FrameType.HOLDING) {
                    Announcement read = Announcement.parse(frame.body());
                    ComesBack.require(frame.body(), read.in(frame.type()).body());
                    announced = frame.type() == FrameType.BEGIN ? Optional.of(read) : announced;
                }
                boolean isOfMessages = frame.type().isOfMessages() || frame.type() == FrameType.BEGIN;
                Optional<byte[]> message = isOfMessages ? inbox.take(frame) : Optional.empty();
                if (message.isPresent() && frame.type() == FrameType.CHUNK) {
                    ComesBack.require(
                            announced.orElseThrow().digest().bytes(),
                            Digest.of(message.get()).bytes());
                }
            }
        } catch (FrameException e) {
            // refused, as declared: the connection ends
        }
        inbox.close();
    }
}
