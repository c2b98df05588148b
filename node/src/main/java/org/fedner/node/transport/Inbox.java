package org.fedner.node.transport;

import java.util.Optional;
import org.fedner.aggregation.message.PlatformId;

/**
 * Whole messages out of the frames of one open connection: one of DATA each, or one of many chunks. What a connection leaves
 * unfinished goes on on the peer's next one. Used on the event loop.
 *
 * <p>Whatever is refused here was not kept: the next connection begins that message anew.
 */
final class Inbox {
    private final PlatformId peer;
    private final int largestMessageBytes;
    private final PartialMessages parts;
    private Optional<PartialMessage> resumable;
    private Optional<PartialMessage> underWay = Optional.empty();

    /** Takes what an earlier connection of the peer left. */
    Inbox(PlatformId peer, int largestMessageBytes, PartialMessages parts) {
        this.peer = peer;
        this.largestMessageBytes = largestMessageBytes;
        this.parts = parts;
        this.resumable = parts.take(peer);
    }

    /** What the peer is to be told at once, if it speaks of chunks. */
    Optional<Announcement> holding() {
        return resumable.map(PartialMessage::announcement);
    }

    /** Whether a message has begun that is not whole. */
    boolean isUnderWay() {
        return underWay.isPresent();
    }

    /**
     * Takes a DATA, BEGIN or CHUNK.
     *
     * @return the message that is whole with it
     */
    Optional<byte[]> take(Frame frame) throws FrameException {
        try {
            return taken(frame);
        } catch (FrameException e) {
            underWay = Optional.empty();
            resumable = Optional.empty();
            throw e;
        }
    }

    private Optional<byte[]> taken(Frame frame) throws FrameException {
        boolean isChunk = frame.type() == FrameType.CHUNK;
        if (isChunk && underWay.isEmpty()) {
            throw new FrameException(DisconnectReason.CHUNK_MISPLACED);
        }
        if (!isChunk && underWay.isPresent()) {
            throw new FrameException(DisconnectReason.MESSAGE_INTERRUPTED);
        }
        if (frame.type() == FrameType.DATA) {
            return Optional.of(frame.body());
        }
        if (isChunk) {
            return append(frame.body());
        }
        begin(Announcement.parse(frame.body()));
        return Optional.empty();
    }

    private void begin(Announcement announced) throws FrameException {
        Optional<PartialMessage> earlier = resumable;
        resumable = Optional.empty(); // gone on with, or given up
        if (announced.lengthBytes() > largestMessageBytes) {
            throw new FrameException(DisconnectReason.FRAME_TOO_LARGE);
        }
        if (announced.atBytes() == 0) {
            underWay = Optional.of(new PartialMessage(announced, parts.era(), parts.nanoTime()));
        } else if (earlier.map(PartialMessage::announcement)
                .filter(announced::equals)
                .isPresent()) {
            underWay = earlier;
        } else {
            throw new FrameException(DisconnectReason.RESUMED_WRONGLY);
        }
    }

    private Optional<byte[]> append(byte[] chunk) throws FrameException {
        PartialMessage part = underWay.orElseThrow();
        part.append(chunk, parts.nanoTime());
        if (!part.isWhole()) {
            return Optional.empty();
        }
        underWay = Optional.empty();
        return Optional.of(part.message());
    }

    /** The connection has ended: what it left unfinished is kept for the next, unless its round is over. */
    void close() {
        underWay.or(() -> resumable).ifPresent(part -> parts.keep(peer, part));
        underWay = Optional.empty();
        resumable = Optional.empty();
    }
}
