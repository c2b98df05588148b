package org.fedner.node.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.loop.Stopping;

/** What the long-running commands share: signals end a party in good order, and so does the end of its parent. */
final class PartyProcess {
    private static final long FAREWELL_SECONDS = 10;
    private static final CompletableFuture<Integer> STATUS = new CompletableFuture<>();

    private PartyProcess() {}

    /** A party's main loop. */
    interface Run<T> {
        T run(Stopping stopping) throws InterruptedException;
    }

    /**
     * Runs a party on this thread. SIGTERM and SIGINT ask it to stop; the process then ends with the command's own status as
     * soon as the command has ended, which closes the audit log and says why.
     *
     * @param endWithInput also end when standard input closes, so that no party outlives the process that started it
     */
    static <T> T run(boolean endWithInput, Run<T> party) {
        Stopping stopping = new Stopping();
        Thread onSignal = new Thread(() -> {
            stopping.request();
            Runtime.getRuntime().halt(farewell());
        });
        Runtime.getRuntime().addShutdownHook(onSignal);
        if (endWithInput) {
            endWithInput();
        }
        try {
            return party.run(stopping);
        } catch (InterruptedException e) {
            throw new FailureException(
                    ExitCode.NETWORK, "stopped by a signal; start it again to go on from the last round", e);
        } finally {
            removeHook(onSignal);
        }
    }

    /** The command has ended and said what there was to say. */
    static void ended(int status) {
        STATUS.complete(status);
    }

    private static int farewell() {
        try {
            return STATUS.get(FAREWELL_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            System.err.println("fedner: stopped by a signal before its work was written; start it again");
            return ExitCode.NETWORK.number();
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
            return Identity.load(folder, Clock.systemUTC());
        } catch (IdentityException e) {
            throw Failures.of(e);
        }
    }
}
