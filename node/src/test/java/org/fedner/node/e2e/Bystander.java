package org.fedner.node.e2e;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.fedner.model.network.NetworkThreads;
import org.fedner.model.network.Recogniser;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.node.loop.Stopping;

/** A platform to whose process nothing is done, and which therefore is a thread of this one. */
final class Bystander implements AutoCloseable {
    /** Shared by all lines of a run: to make a network is half of what a small job costs. */
    private static final Map<NetworkSpec, Recogniser> RECOGNISERS = new ConcurrentHashMap<>();

    private final Stopping stopping = new Stopping();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final FutureTask<Integer> status;

    /** @param pace runs in each attempt after the gradient is computed */
    Bystander(SeededPlatform platform, Runnable pace) {
        status = new FutureTask<>(() -> platform.run(Bystander::recogniser, pace, stopping, said::add));
        Thread thread = new Thread(status, "platform " + platform.name());
        thread.setDaemon(true);
        thread.start();
    }

    static Recogniser recogniser(NetworkSpec spec) {
        return RECOGNISERS.computeIfAbsent(spec, made -> Recogniser.hashed(made, NetworkThreads.single()));
    }

    /** Waits for its end; its exit code. */
    int status() throws InterruptedException {
        try {
            return status.get(PartyUnderTest.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("a platform that nothing was done to ends otherwise: " + said, e);
        }
    }

    /** What it would have told the person at its terminal. */
    String sentence() {
        return String.join("\n", said);
    }

    @Override
    public void close() {
        stopping.request();
        try {
            status.get(PartyUnderTest.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // whatever it was in, the line is over
        }
    }
}
