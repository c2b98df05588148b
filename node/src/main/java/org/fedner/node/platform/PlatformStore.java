package org.fedner.node.platform;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.fedner.crypto.expansion.Digest;
import org.fedner.model.parameters.AtomicFile;
import org.fedner.model.parameters.ModuleFormatException;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;

/**
 * A platform's checkpoints. They are written atomically and forced, on a thread of their own while the next gradient is
 * computed; {@link #awaitDurable} stands before the next upload, so nothing leaves that a restart would not know of.
 */
final class PlatformStore implements AutoCloseable {
    private static final String STATE = "state";
    private static final String PREVIOUS = "state.previous";
    private static final String EPOCH = "last-epoch";
    private static final long WRITE_SECONDS = 120;
    private static final long CLOSE_SECONDS = 10;

    private final Path folder;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "fedner-checkpoint");
        thread.setDaemon(true);
        return thread;
    });
    private Future<?> last = CompletableFuture.completedFuture(null);

    PlatformStore(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** The newest whole checkpoint of {@code job}. A damaged one is refused, with the way out named. */
    Optional<PlatformState> load(Digest job) {
        Path file = folder.resolve(STATE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        PlatformState state;
        try {
            state = PlatformState.decode(Files.readAllBytes(file));
        } catch (ModuleFormatException e) {
            throw new FailureException(
                    ExitCode.INTEGRITY,
                    "%s: %s; move '%s' in its place to go back one checkpoint, or remove both to begin anew"
                            .formatted(file, e.getMessage(), PREVIOUS),
                    e);
        } catch (IOException e) {
            throw new FailureException(ExitCode.BAD_CONFIGURATION, file + ": cannot be read; check its permissions", e);
        }
        if (!state.job().equals(job)) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION,
                    file + ": belongs to another job; give every job a work folder of its own");
        }
        return Optional.of(state);
    }

    /** Begins to write a checkpoint; the last one is kept beside it. */
    void save(PlatformState state) {
        awaitDurable();
        last = writer.submit(() -> {
            Path file = folder.resolve(STATE);
            if (Files.exists(file)) {
                Files.deleteIfExists(folder.resolve(PREVIOUS));
                Files.createLink(folder.resolve(PREVIOUS), file);
            }
            AtomicFile.write(file, state.encode());
            return null;
        });
    }

    /** Returns when everything given to {@link #save} is on disk; a failed write stops the platform. */
    void awaitDurable() {
        try {
            last.get(WRITE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw unwritable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unwritable(e);
        }
    }

    /** The largest number of an epoch this platform ever accepted, 0 if none. */
    long lastEpoch() {
        Path file = folder.resolve(EPOCH);
        try {
            if (!Files.exists(file)) {
                return 0;
            }
            ByteBuffer number = ByteBuffer.wrap(Files.readAllBytes(file));
            if (number.remaining() == Long.BYTES && number.getLong(0) > 0) {
                return number.getLong();
            }
        } catch (IOException e) {
            throw new FailureException(ExitCode.BAD_CONFIGURATION, file + ": cannot be read; check its permissions", e);
        }
        throw new FailureException(ExitCode.INTEGRITY, file + ": is damaged; restore it from a copy");
    }

    /** Durable before the epoch's first message is sent. */
    void rememberEpoch(long number) {
        try {
            AtomicFile.write(
                    folder.resolve(EPOCH),
                    ByteBuffer.allocate(Long.BYTES).putLong(number).array());
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private FailureException unwritable(Exception cause) {
        return new FailureException(
                ExitCode.BAD_CONFIGURATION,
                folder + ": a checkpoint cannot be written; free disk space or check permissions, then start again",
                cause);
    }

    /** What is being written is not left half done; if it fails, the checkpoint before it stands. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            writer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
