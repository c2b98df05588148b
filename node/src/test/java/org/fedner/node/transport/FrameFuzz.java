package org.fedner.node.transport;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.fedner.node.fuzz.ComesBack;
import org.junit.jupiter.params.provider.MethodSource;

/** A connection's bytes as frames, before and after the peer was let in, however they are cut. */
public class FrameFuzz {
    private static final int LARGEST_MESSAGE = 1 << 16;

    /** How the bytes come, then a frame of each type. */
    public static Stream<byte[]> seeds() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(0xff);
        for (FrameType type : FrameType.values()) {
            Frame frame = new Frame(type, new byte[] {1, 2, 3, 4});
            all.writeBytes(frame.header());
            all.writeBytes(frame.body());
        }
        return Stream.of(all.toByteArray(), new byte[] {0x01, 0, 0, 0, 1, 4});
    }

    /** The first byte: its lowest bits say whether the peer has been let in and speaks of chunks, the others how many bytes come at once. */
    @MethodSource("seeds")
    @FuzzTest
    public void framesAreRefusedOrComeBack(byte[] input) {
        if (input.length == 0) {
            return;
        }
        FrameDecoder decoder = new FrameDecoder();
        if ((input[0] & 1) == 1) {
            decoder.allowMessages(LARGEST_MESSAGE, (input[0] & 2) == 2);
        }
        int cut = 1 + ((input[0] & 0xff) >> 2);
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        try {
            for (int from = 1; from < input.length; from += cut) {
                ByteBuf piece = Unpooled.wrappedBuffer(input, from, Math.min(cut, input.length - from));
                for (Optional<Frame> frame = decoder.next(piece); frame.isPresent(); frame = decoder.next(piece)) {
                    again.writeBytes(frame.get().header());
                    again.writeBytes(frame.get().body());
                }
            }
            if (decoder.isBetweenFrames() != (again.size() == input.length - 1)) {
                throw new AssertionError("a frame is missing, or one is under way that is not");
            }
        } catch (FrameException e) {
            // refused, as declared: the connection ends
        }
        byte[] whole = again.toByteArray();
        ComesBack.require(Arrays.copyOfRange(input, 1, 1 + whole.length), whole);
    }
}
