package org.fedner.audit.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;

/**
 * The journal of a log as its one writer has it. The lock is on a file that nobody reads: a process that closes any descriptor
 * of a file loses all its locks on it (POSIX), so one on the journal would end the first time that the writer reads it.
 */
final class OpenJournal implements AutoCloseable {
    /** Empty; part of every log. */
    static final String LOCK = "writer.lock";

    private final FileChannel lock;
    private final FileChannel channel;

    private OpenJournal(FileChannel lock, FileChannel channel) {
        this.lock = lock;
        this.channel = channel;
    }

    /** @throws LogInUseException if another writer has it, in this process or in another */
    static OpenJournal of(DurableFiles files) throws IOException {
        FileChannel lock = files.openForAppend(LOCK);
        try {
            if (!isFree(lock)) {
                throw new LogInUseException();
            }
            return new OpenJournal(lock, files.openForAppend(JournalFile.NAME));
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Takes it if it is: until the channel closes. */
    private static boolean isFree(FileChannel lock) throws IOException {
        try {
            FileLock taken = lock.tryLock();
            return taken != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** To write to. */
    FileChannel channel() {
        return channel;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        lock.close();
    }
}
