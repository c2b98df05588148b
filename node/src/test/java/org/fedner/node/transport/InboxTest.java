package org.fedner.node.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.crypto.expansion.Digest;
import org.junit.jupiter.api.Test;

/** Messages in chunks, on connections that break, from peers that keep to the rules and from peers that do not. */
class InboxTest {
    private static final PlatformId PEER = new PlatformId(1, 2);
    private static final int LARGEST = 1 << 20;
    private static final int CHUNK = Frame.CHUNK_BYTES;

    private final AtomicLong nanos = new AtomicLong();
    private final PartialMessages parts = new PartialMessages(nanos::get);

    /** Connected, and so much of the message has arrived. */
    private Inbox begun(byte[] message, int bytes) throws FrameException {
        Inbox inbox = connected();
        inbox.take(begin(message, 0));
        inbox.take(chunk(message, 0, bytes));
        return inbox;
    }

    private Inbox connected() {
        return new Inbox(PEER, LARGEST, parts);
    }

    private static byte[] message(int lengthBytes) {
        byte[] message = new byte[lengthBytes];
        new Random(lengthBytes).nextBytes(message);
        return message;
    }

    private static Announcement announced(byte[] message, int at) {
        return new Announcement(Digest.of(message), message.length, at);
    }

    private static Frame begin(byte[] message, int at) {
        return announced(message, at).in(FrameType.BEGIN);
    }

    private static Frame chunk(byte[] message, int at, int lengthBytes) {
        return new Frame(
                FrameType.CHUNK,
                ByteBuffer.allocate(Integer.BYTES + lengthBytes)
                        .putInt(at)
                        .put(message, at, lengthBytes)
                        .array());
    }

    private static void refuses(DisconnectReason reason, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(FrameException.class, e -> assertThat(e.reason())
                .isEqualTo(reason));
    }

    /** After whatever was refused nothing of it is kept, so that the next connection begins anew. */
    private void refusesAndForgets(DisconnectReason reason, Inbox inbox, Frame frame) {
        refuses(reason, () -> inbox.take(frame));
        inbox.close();
        assertThat(parts.heldBytes()).isZero();
        assertThat(connected().holding()).isEmpty();
    }

    /** The bytes that a sender would send, as its queue slices them. */
    private static byte[] sent(byte[] message, Announcement from) {
        OutgoingChunks outgoing = new OutgoingChunks(message, from);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!outgoing.isWritten()) {
            ByteBuf slice = outgoing.slice();
            byte[] copy = new byte[slice.readableBytes()];
            slice.readBytes(copy);
            bytes.writeBytes(copy);
        }
        return bytes.toByteArray();
    }

    @Property(tries = 200)
    void aMessageArrivesWholeHoweverOftenItsConnectionBreaksAndEachTimeLessThanAChunkIsSentAgain(
            @ForAll @IntRange(min = CHUNK + 1, max = 5 * CHUNK) int lengthBytes,
            @ForAll @Size(max = 12) List<@IntRange(min = 0, max = 3 * CHUNK) Integer> cuts)
            throws FrameException {
        PartialMessages kept = new PartialMessages(() -> 0);
        byte[] message = message(lengthBytes);
        List<byte[]> arrived = new ArrayList<>();
        long sentBytes = 0;
        for (int connection = 0; arrived.isEmpty(); connection++) {
            Inbox inbox = new Inbox(PEER, LARGEST, kept);
            Announcement from = inbox.holding().orElse(announced(message, 0));
            assertThat(from.isOfSameMessage(announced(message, 0))).isTrue();
            byte[] stream = sent(message, from);
            int through = connection < cuts.size() ? Math.min(cuts.get(connection), stream.length) : stream.length;
            FrameDecoder decoder = new FrameDecoder();
            decoder.allowMessages(LARGEST, true);
            ByteBuf bytes = Unpooled.wrappedBuffer(stream, 0, through);
            for (Optional<Frame> next = decoder.next(bytes); next.isPresent(); next = decoder.next(bytes)) {
                inbox.take(next.get()).ifPresent(arrived::add);
            }
            sentBytes += through;
            inbox.close();
        }
        assertThat(arrived).usingElementComparator(Arrays::compare).containsExactly(message);
        int framing = Frame.HEADER_BYTES + Announcement.BYTES + (Frame.HEADER_BYTES + Integer.BYTES) * 6;
        assertThat(sentBytes).isLessThan(lengthBytes + (cuts.size() + 1L) * framing + (long) cuts.size() * CHUNK);
        assertThat(kept.heldBytes()).isZero();
    }

    @Test
    void aMessageGoesOnWhereItsReaderStands() throws FrameException {
        byte[] message = message(3 * CHUNK);
        Inbox first = begun(message, CHUNK);
        first.close();
        assertThat(parts.heldBytes()).isEqualTo(CHUNK);

        Inbox second = connected();
        assertThat(second.holding()).contains(announced(message, CHUNK));
        assertThat(second.take(begin(message, CHUNK))).isEmpty();
        assertThat(second.isUnderWay()).isTrue();
        second.take(chunk(message, CHUNK, CHUNK));
        assertThat(second.take(chunk(message, 2 * CHUNK, CHUNK))).contains(message);
        assertThat(second.isUnderWay()).isFalse();
    }

    @Test
    void anotherMessageIsTakenInFullAndThePartOfTheFirstIsGivenUp() throws FrameException {
        byte[] message = message(2 * CHUNK);
        Inbox first = begun(message, CHUNK);
        first.close();
        byte[] other = message(2 * CHUNK - 1);
        Inbox second = connected();
        second.take(begin(other, 0));
        second.take(chunk(other, 0, CHUNK));
        assertThat(second.take(chunk(other, CHUNK, CHUNK - 1))).contains(other);
        second.close();
        assertThat(parts.heldBytes()).isZero();
    }

    @Test
    void aConnectionThatSaysNothingOfThePartLeavesItToTheNext() throws FrameException {
        byte[] message = message(2 * CHUNK);
        Inbox first = begun(message, 5);
        first.close();
        Inbox second = connected();
        assertThat(second.take(new Frame(FrameType.DATA, new byte[] {1}))).isPresent();
        second.close();
        assertThat(connected().holding()).contains(announced(message, 5));
    }

    @Test
    void whatIsKeptIsOfOnePeerOnly() throws FrameException {
        byte[] message = message(2 * CHUNK);
        Inbox first = begun(message, CHUNK);
        first.close();
        Inbox stranger = new Inbox(new PlatformId(3, 4), LARGEST, parts);
        assertThat(stranger.holding()).isEmpty();
        refuses(DisconnectReason.RESUMED_WRONGLY, () -> stranger.take(begin(message, CHUNK)));
        assertThat(connected().holding()).isPresent();
    }

    @Test
    void nothingIsKeptBeyondItsRoundOrItsTime() throws FrameException {
        byte[] message = message(2 * CHUNK);
        Inbox kept = begun(message, CHUNK);
        kept.close();
        parts.forgetAfter(Duration.ofSeconds(1));
        assertThat(parts.heldBytes()).isEqualTo(CHUNK);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        parts.forgetAfter(Duration.ofSeconds(1));
        assertThat(parts.heldBytes()).isZero();

        Inbox begun = begun(message, CHUNK);
        parts.forget();
        begun.close();
        assertThat(parts.heldBytes()).as("begun before the round was over").isZero();

        Inbox next = begun(message, CHUNK);
        next.close();
        assertThat(parts.heldBytes()).isEqualTo(CHUNK);
        parts.forget();
        assertThat(parts.heldBytes()).isZero();
    }

    @Test
    void manyAnnouncementsOfTheLargestMessageHoldNoMemory() throws FrameException {
        byte[] first = chunk(message(2 * CHUNK), 0, CHUNK).body();
        List<PartialMessage> begun = new ArrayList<>();
        for (int i = 0; i < 500; i++) { // half a terabyte, as announced
            PartialMessage part =
                    new PartialMessage(new Announcement(Digest.of(new byte[] {(byte) i}), 1 << 30, 0), parts.era(), 0);
            part.append(first, 0);
            begun.add(part);
        }
        assertThat(begun).allMatch(part -> part.heldBytes() == CHUNK);
    }

    @Test
    void refusesAnAnnouncementAboveTheCap() {
        byte[] message = message(LARGEST + 1);
        refusesAndForgets(DisconnectReason.FRAME_TOO_LARGE, connected(), begin(message, 0));
    }

    @Test
    void refusesAnAnnouncementThatIsNone() {
        byte[] body = begin(message(2 * CHUNK), 0).body();
        byte[] shortMessage = body.clone();
        ByteBuffer.wrap(shortMessage).putInt(32, CHUNK);
        byte[] negative = body.clone();
        ByteBuffer.wrap(negative).putInt(32, -1);
        byte[] pastItsEnd = body.clone();
        ByteBuffer.wrap(pastItsEnd).putInt(36, 2 * CHUNK);
        byte[] beforeItsBeginning = body.clone();
        ByteBuffer.wrap(beforeItsBeginning).putInt(36, -1);
        for (byte[] bad : List.of(
                shortMessage,
                negative,
                pastItsEnd,
                beforeItsBeginning,
                Arrays.copyOf(body, 39),
                Arrays.copyOf(body, 41))) {
            refusesAndForgets(DisconnectReason.MALFORMED_FRAME, connected(), new Frame(FrameType.BEGIN, bad));
        }
    }

    @Test
    void refusesAChunkThatNothingAnnounced() {
        refusesAndForgets(DisconnectReason.CHUNK_MISPLACED, connected(), chunk(message(2 * CHUNK), 0, CHUNK));
    }

    @Test
    void refusesChunksOutOfOrderOverlappingOrPastTheEnd() throws FrameException {
        byte[] message = message(3 * CHUNK);
        for (int at : new int[] {0, CHUNK - 1, CHUNK + 1, 2 * CHUNK}) {
            Inbox inbox = connected();
            inbox.take(begin(message, 0));
            inbox.take(chunk(message, 0, CHUNK));
            refusesAndForgets(DisconnectReason.CHUNK_MISPLACED, inbox, chunk(message, at, CHUNK));
        }
        byte[] shorter = Arrays.copyOf(message, CHUNK + 1);
        Inbox inbox = connected();
        inbox.take(begin(shorter, 0));
        inbox.take(chunk(shorter, 0, CHUNK));
        refusesAndForgets(DisconnectReason.CHUNK_MISPLACED, inbox, chunk(message, CHUNK, 2));
    }

    @Test
    void refusesEmptyChunksSoThatNoMessageTakesForEver() throws FrameException {
        byte[] message = message(2 * CHUNK);
        Inbox inbox = connected();
        inbox.take(begin(message, 0));
        refusesAndForgets(DisconnectReason.MALFORMED_FRAME, inbox, chunk(message, 0, 0));
        Inbox cut = connected();
        cut.take(begin(message, 0));
        refusesAndForgets(DisconnectReason.MALFORMED_FRAME, cut, new Frame(FrameType.CHUNK, new byte[3]));
    }

    @Test
    void refusesOtherBytesThanThoseAnnouncedAlsoWhenTheyComeOnTwoConnections() throws FrameException {
        byte[] message = message(2 * CHUNK);
        byte[] other = message.clone();
        other[CHUNK + 7] ^= 1;
        Inbox first = begun(message, CHUNK);
        first.close();
        Inbox second = connected();
        second.take(begin(message, CHUNK));
        refusesAndForgets(DisconnectReason.DIGEST_DIFFERS, second, chunk(other, CHUNK, CHUNK));
    }

    @Test
    void refusesToGoOnWithWhatItDoesNotHoldOrElsewhereOrAtAnotherLength() throws FrameException {
        byte[] message = message(3 * CHUNK);
        refusesAndForgets(DisconnectReason.RESUMED_WRONGLY, connected(), begin(message, CHUNK));
        byte[] other = message(3 * CHUNK - 1);
        for (Frame bad : List.of(
                begin(message, CHUNK - 1),
                begin(message, CHUNK + 1),
                begin(other, CHUNK),
                new Announcement(Digest.of(message), 3 * CHUNK - 1, CHUNK).in(FrameType.BEGIN))) {
            Inbox first = connected();
            first.take(begin(message, 0));
            first.take(chunk(message, 0, CHUNK));
            first.close();
            refusesAndForgets(DisconnectReason.RESUMED_WRONGLY, connected(), bad);
        }
    }

    @Test
    void refusesAnotherMessageBeforeTheLastChunkOfOne() throws FrameException {
        byte[] message = message(2 * CHUNK);
        for (Frame bad : List.of(begin(message, 0), new Frame(FrameType.DATA, new byte[] {1}))) {
            Inbox inbox = connected();
            inbox.take(begin(message, 0));
            inbox.take(chunk(message, 0, CHUNK));
            refusesAndForgets(DisconnectReason.MESSAGE_INTERRUPTED, inbox, bad);
        }
    }
}
