package org.fedner.node.loop;

import java.util.concurrent.CompletableFuture;

/**
 * A wish from outside, a signal for example, that a party end in good order.
 *
 * <p>A thread interrupt would not do: the JDK closes a file channel whose thread is interrupted, and the channel in use is
 * most likely the audit log's.
 */
public final class Stopping {
    private final CompletableFuture<Void> requested = new CompletableFuture<>();

    /** From any thread; a second request changes nothing. */
    public void request() {
        requested.complete(null);
    }

    /** Runs {@code action} at the request, on the requesting thread; at once if it was made before. */
    public void whenRequested(Runnable action) {
        requested.thenRun(action);
    }
}
