package org.fedner.node.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.fedner.aggregation.message.Role;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.loop.RunEvent;
import org.fedner.node.loop.Stopping;
import org.fedner.node.status.Ending;
import org.fedner.node.status.PartyRecord;

/**
 * What the long-running commands share: an account of where the party stands that says at the end how it ended, signals that end
 * it in good order, and so does the end of its parent.
 */
final class PartyProcess {
    private static final long FAREWELL_SECONDS = 10;
    private static final CompletableFuture<Integer> STATUS = new CompletableFuture<>();

    private final PartyRecord record;
    private final Stopping stopping = new Stopping();
    private volatile boolean hasLoop;

    private PartyProcess(PartyRecord record) {
        this.record = record;
    }

    /** A party's main loop. */
    interface Run<T> {
        T run(Stopping stopping) throws InterruptedException;
    }

    /** A party's command, from reading its files to its exit status. */
    interface Body {
        int run(PartyProcess process);
    }

    /**
     * Runs a command under the lock of its work folder, whose state says at the end how it ended, whatever ended it but the
     * death of the process.
     *
     * @param longest of the party's deadlines
     */
    static int recorded(Path work, Role role, Duration longest, Body body) {
        try (PartyRecord record = PartyRecord.begin(work, role, longest, Clock.systemUTC())) {
            PartyProcess process = new PartyProcess(record);
            Thread onSignal = new Thread(() -> Runtime.getRuntime().halt(process.signalled()));
            Runtime.getRuntime().addShutdownHook(onSignal);
            try {
                int status = body.run(process);
                return record.ended(status == ExitCode.OK.number() ? Ending.FINISHED : Ending.FAULT_FOUND, status);
            } catch (RuntimeException | Error e) {
                FailureException failure = Failures.of(e);
                record.ended(failure.ending(), failure.exitCode().number());
                throw e;
            } finally {
                removeHook(onSignal);
            }
        }
    }

    /** Who watches the run from here on, beside {@code other}. */
    RunEvent.Watcher watching(RunEvent.Watcher other) {
        return record.watching(other);
    }

    /**
     * Runs a party on this thread. SIGTERM and SIGINT ask it to stop; the process then ends with the command's own status as
     * soon as the command has ended, which closes the audit log and says why.
     *
     * @param endWithInput also end when standard input closes, so that no party outlives the process that started it
     */
    <T> T run(boolean endWithInput, Run<T> party) {
        if (endWithInput) {
            endWithInput();
        }
        hasLoop = true;
        try {
            return party.run(stopping);
        } catch (InterruptedException e) {
            throw new FailureException(
                    ExitCode.NETWORK, "stopped by a signal; start it again to go on from the last round", e);
        } finally {
            hasLoop = false;
        }
    }

    /** The command has ended and said what there was to say. */
    static void ended(int status) {
        STATUS.complete(status);
    }

    /** Waits for a loop to end in good order; what has none, as before its first connection, has nothing to put in order. */
    private int signalled() {
        stopping.request();
        try {
            if (hasLoop) {
                return STATUS.get(FAREWELL_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            // said below
        }
        System.err.println("fedner: stopped by a signal before its work was written; start it again");
        return record.ended(Ending.STOPPED, ExitCode.NETWORK.number());
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
    Identity identity(Path folder) {
        try {
            Identity identity = Identity.load(folder, Clock.systemUTC());
            record.named(identity.name());
            return identity;
        } catch (IdentityException e) {
            throw Failures.of(e);
        }
    }
}
