package org.fedner.node.page;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.note.Checkpoint;
import org.fedner.audit.note.MalformedNoteException;
import org.fedner.audit.proof.LogLeaves;
import org.fedner.node.loop.PartyLog;
import org.fedner.node.loop.RunEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a party's loop for its page, and passes on what another watcher hears.
 *
 * <p>For the loop each leaf and each event costs one entry in a queue without a lock. The page's thread empties the queue; if
 * it ever falls more than 100,000 entries behind, what comes then is counted and lost to the page, never waited for.
 */
public final class Lookout implements RunEvent.Watcher {
    private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);
    private static final int MOST_WAITING = 100_000;

    private final RunEvent.Watcher other;
    private final Queue<Object> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong lost = new AtomicLong();
    private volatile Optional<PartyLog> log = Optional.empty();
    private Board board = new Board(); // confined to the page's thread

    /** @param other hears everything first */
    public Lookout(RunEvent.Watcher other) {
        this.other = other;
    }

    @Override
    public void heard(RunEvent event) {
        other.heard(event);
        offer(event);
    }

    /** Reads once what the log holds already: a page begins with what was before. */
    @Override
    public void opened(PartyLog opened, Path folder) {
        other.opened(opened, folder);
        Board before = new Board();
        try {
            Checkpoint signed = Checkpoint.parse(opened.log().checkpoint().text());
            LogLeaves.read(folder, (file, bytes, leaf) -> before.logged(leaf));
            before.signed(signed.size(), Sha256Hex.of(signed.root()).hex());
        } catch (IOException | AuditCorruptException | MalformedNoteException e) {
            LOG.warn(
                    "the page begins without what the audit log holds already: {}",
                    e.getClass().getSimpleName());
        }
        before.begins();
        offer(before);
        opened.log().observe(this::offer);
        log = Optional.of(opened);
    }

    private void offer(Object entry) {
        if (waiting.get() >= MOST_WAITING) {
            lost.incrementAndGet();
            return;
        }
        waiting.incrementAndGet();
        queue.add(entry);
    }

    /** The party's log, once it is open. */
    Optional<PartyLog> log() {
        return log;
    }

    /** What there is to see now; on the page's thread. */
    RunView view() {
        for (Object entry = queue.poll(); entry != null; entry = queue.poll()) {
            waiting.decrementAndGet();
            if (entry instanceof Leaf leaf) {
                board.logged(leaf);
            } else if (entry instanceof RunEvent event) {
                board.heard(event);
            } else if (entry instanceof Board before) {
                board = before;
            }
        }
        return board.view(lost.get());
    }
}
