package org.fedner.node.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Frames from bytes that come in any pieces, and from bytes that are none. */
class FrameDecoderTest {
    private static final int LARGEST = 200;

    @Property(tries = 300)
    void framesDoNotDependOnHowTheBytesAreCut(
            @ForAll @Size(max = 8) List<@Size(max = LARGEST) byte[]> bodies,
            @ForAll @IntRange(min = 1, max = 64) int cut)
            throws FrameException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (byte[] body : bodies) {
            stream.writeBytes(new Frame(FrameType.DATA, body).header());
            stream.writeBytes(body);
        }
        FrameDecoder decoder = new FrameDecoder();
        decoder.allowMessages(LARGEST, false);
        List<byte[]> decoded = new ArrayList<>();
        byte[] bytes = stream.toByteArray();
        for (int from = 0; from < bytes.length; from += cut) {
            ByteBuf piece = Unpooled.wrappedBuffer(bytes, from, Math.min(cut, bytes.length - from));
            for (Optional<Frame> frame = decoder.next(piece); frame.isPresent(); frame = decoder.next(piece)) {
                decoded.add(frame.get().body());
            }
        }
        assertThat(decoded).usingElementComparator(Arrays::compare).isEqualTo(bodies);
        assertThat(decoder.isBetweenFrames()).isTrue();
    }

    @Property(tries = 300)
    void aLengthAboveTheCapIsRefusedWithItsHeader(@ForAll int length, @ForAll boolean open) {
        long cap = open ? LARGEST + 1L : -1;
        FrameDecoder decoder = new FrameDecoder();
        if (open) {
            decoder.allowMessages(LARGEST, false);
        }
        ByteBuf header = Unpooled.wrappedBuffer(ByteBuffer.allocate(Frame.HEADER_BYTES)
                .putInt(length)
                .put(FrameType.DATA.code())
                .array());
        boolean refused = false;
        try {
            decoder.next(header);
        } catch (FrameException e) {
            refused = true;
        }
        assertThat(refused).isEqualTo(length < 1 || length > cap);
    }
}
