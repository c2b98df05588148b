package org.fedner.node.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;

/** What the long-running commands share: signals end a party in good order, and so does the end of its parent. */
final class PartyProcess {
    private static final long FAREWELL_SECONDS = 10;

    private PartyProcess() {}

    /** A party's main loop. */
    interface Run<T> {
        T run() throws InterruptedException;
    }

    /**
     * Runs a party on this thread. SIGTERM and SIGINT interrupt it and wait until its audit log is closed.
     *
     * @param endWithInput also end when standard input closes, so that no party outlives the process that started it
     */
    static <T> T run(boolean endWithInput, Run<T> party) {
        Thread worker = Thread.currentThread();
        CountDownLatch ended = new CountDownLatch(1);
        Thread onSignal = new Thread(() -> {
            worker.interrupt();
            try {
                ended.await(FAREWELL_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(onSignal);
        if (endWithInput) {
            endWithInput();
        }
        try {
            return party.run();
        } catch (InterruptedException e) {
            throw new FailureException(
                    ExitCode.NETWORK, "stopped by a signal; start it again to go on from the last round", e);
        } finally {
            ended.countDown();
            removeHook(onSignal);
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is already ending
        }
    }

    private static void endWithInput() {
        Thread watch = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {
                    // whatever comes is ignored; only the end matters
                }
            } catch (IOException e) {
                // as good as the end
            }
            System.exit(ExitCode.NETWORK.number());
        });
        watch.setDaemon(true);
        watch.start();
    }

    /** SHA-256 of a configuration file, for the audit log. */
    static Sha256Hex digest(Path file) {
        try {
            return Sha256Hex.over(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new FailureException(ExitCode.BAD_CONFIGURATION, file + ": cannot be read; check the path", e);
        }
    }

    /** An identity folder, or a sentence about what is wrong with it. */
    static Identity identity(Path folder) {
        try {
            return Identity.load(folder, java.time.Clock.systemUTC());
        } catch (IdentityException e) {
            throw Failures.of(e);
        }
    }
}
