package org.fedner.node.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.util.Optional;
import org.fedner.model.parameters.AtomicFile;
import org.fedner.node.report.ReportFiles;

/** A party's state and its lock, two files of its work folder. Whoever writes the first holds the second. */
final class PartyFolder {
    static final String STATE = "status.json";
    static final String LOCK = "status.lock";

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

    private final Path folder;

    PartyFolder(Path folder) {
        this.folder = folder;
    }

    /** The file is there, and is not what a party writes. */
    static final class DamagedStateException extends Exception {
        private static final long serialVersionUID = 1L;

        DamagedStateException(Exception cause) {
            super(cause);
        }
    }

    Path folder() {
        return folder;
    }

    /** What was written last; none if no party has ever run here. */
    Optional<PartyState> read() throws IOException, DamagedStateException {
        try {
            byte[] bytes = Files.readAllBytes(folder.resolve(STATE));
            return Optional.of(JSON.readValue(bytes, PartyState.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonProcessingException e) {
            throw new DamagedStateException(e);
        }
    }

    /** When it was written or touched last. */
    Instant lastSign() throws IOException {
        return Files.getLastModifiedTime(folder.resolve(STATE)).toInstant();
    }

    /** Says that the party lives, without forcing anything to disk. */
    void touch(Instant now) throws IOException {
        Files.setLastModifiedTime(folder.resolve(STATE), FileTime.from(now));
    }

    /** Durable and whole when it returns. A watchdog of another user leaves the file to its owner. */
    void write(PartyState state) throws IOException {
        Path file = folder.resolve(STATE);
        Optional<UserPrincipal> owner = Files.exists(file) ? Optional.of(Files.getOwner(file)) : Optional.empty();
        AtomicFile.write(file, bytes(state));
        if (owner.isPresent() && !owner.get().equals(Files.getOwner(file))) {
            Files.setOwner(file, owner.get());
        }
    }

    /** An end on a full disk: over what is there, which takes no new block. */
    void writeOver(PartyState state) throws IOException {
        try (FileChannel file = FileChannel.open(folder.resolve(STATE), StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(bytes(state));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.truncate(bytes.capacity());
            file.force(true);
        }
    }

    private static byte[] bytes(PartyState state) {
        return ReportFiles.json(state).getBytes(StandardCharsets.UTF_8);
    }

    /** Takes the lock until the channel closes; none if another process, or another party of this one, has it. */
    Optional<FileChannel> lock() throws IOException {
        return locked(
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE), false);
    }

    /** What somebody who is not the party learns of its lock. */
    sealed interface Holding {
        /** A process has it. */
        record Held() implements Holding {}

        /** Nobody had it; now the asker does, and may write if it is the writer's lock. */
        record Free(FileChannel lock, boolean mayWrite) implements Holding, AutoCloseable {
            @Override
            public void close() throws IOException {
                lock.close();
            }
        }

        /** There is no such file: no party has run here. */
        record Never() implements Holding {}
    }

    /** Asks without making the file. On a disk that may only be read a reader's lock tells as much. */
    Holding ask() throws IOException {
        Path file = folder.resolve(LOCK);
        try {
            return asked(locked(FileChannel.open(file, StandardOpenOption.WRITE), false), true);
        } catch (NoSuchFileException e) {
            return new Holding.Never();
        } catch (FileSystemException e) { // may not be written by this user, or not at all
            return asked(locked(FileChannel.open(file, StandardOpenOption.READ), true), false);
        }
    }

    private static Holding asked(Optional<FileChannel> lock, boolean mayWrite) {
        return lock.isEmpty() ? new Holding.Held() : new Holding.Free(lock.get(), mayWrite);
    }

    private static Optional<FileChannel> locked(FileChannel channel, boolean shared) throws IOException {
        try {
            FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
            if (lock != null) {
                return Optional.of(channel);
            }
        } catch (OverlappingFileLockException e) {
            // held in this very process
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return Optional.empty();
    }
}
