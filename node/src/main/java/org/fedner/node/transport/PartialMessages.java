package org.fedner.node.transport;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.fedner.aggregation.message.PlatformId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What broken connections left of messages, until their peers come back: at most one part for each peer, and none of a round
 * that is over. From any thread.
 */
final class PartialMessages {
    private static final Logger LOG = LoggerFactory.getLogger(PartialMessages.class);

    private final LongSupplier nanoTime;
    private final Map<PlatformId, PartialMessage> parts = new HashMap<>();
    private long era;

    PartialMessages(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }

    /** Counts the calls of {@link #forget}; what began before one of them is not kept after it. */
    synchronized long era() {
        return era;
    }

    /** Keeps a part for the peer's next connection. */
    synchronized void keep(PlatformId peer, PartialMessage part) {
        if (part.era() == era && part.heldBytes() > 0) {
            parts.put(peer, part);
        }
    }

    /** Hands over what is kept for a peer. */
    synchronized Optional<PartialMessage> take(PlatformId peer) {
        return Optional.ofNullable(parts.remove(peer));
    }

    /** Drops everything: a round is over, or an epoch. */
    synchronized void forget() {
        era++;
        drop(part -> true);
    }

    /** Drops what nothing was added to for so long. */
    synchronized void forgetAfter(Duration idle) {
        drop(part -> nanoTime() - part.touchedNanos() >= idle.toNanos());
    }

    private void drop(Predicate<PartialMessage> which) {
        long before = heldBytes();
        if (parts.values().removeIf(which)) {
            LOG.info("dropped what was left of unfinished messages: bytes={}", before - heldBytes());
        }
    }

    /** How many bytes are kept. */
    synchronized long heldBytes() {
        return parts.values().stream().mapToLong(PartialMessage::heldBytes).sum();
    }
}
