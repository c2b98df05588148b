package org.fedner.audit.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Files of one log, readable by their owner only. A file appears whole under its name or not at all: written under
 * another name, forced, moved, and the directory forced.
 */
final class DurableFiles {

    /** Suffix of a file not yet moved to its name. */
    static final String TEMPORARY = ".tmp";

    private final Path directory;
    private final boolean posix;
    private final WriteBoundary boundary;

    DurableFiles(Path directory) throws IOException {
        this(directory, WriteBoundary.NONE);
    }

    DurableFiles(Path directory, WriteBoundary boundary) throws IOException {
        this.directory = directory;
        this.boundary = boundary;
        Path existing = directory.toAbsolutePath();
        while (!Files.exists(existing)) {
            existing = existing.getParent();
        }
        this.posix = Files.getFileStore(existing).supportsFileAttributeView("posix");
        makeDirectory(directory);
    }

    Path resolve(String name) {
        return directory.resolve(name);
    }

    /** Opens for appending, creating it if need be. */
    FileChannel openForAppend(String name) throws IOException {
        return FileChannel.open(
                resolve(name), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), mode("rw-------"));
    }

    /** Writes {@code bytes} under {@code name}, replacing what was there, and returns when both survive a crash. */
    void write(String name, byte[] bytes) throws IOException {
        write(name, bytes, true);
        forceDirectory(resolve(name).getParent());
    }

    /** The same without waiting for the disk, for a copy of something that is durable under another name. */
    void replace(String name, byte[] bytes) throws IOException {
        write(name, bytes, false);
    }

    private void write(String name, byte[] bytes, boolean force) throws IOException {
        Path target = resolve(name);
        makeDirectory(target.getParent());
        Path temporary = target.resolveSibling(target.getFileName() + TEMPORARY);
        Files.deleteIfExists(temporary);
        try (FileChannel channel = FileChannel.open(
                temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode("rw-------"))) {
            boundary.reached();
            writeFully(channel, bytes);
            boundary.reached();
            if (force) {
                channel.force(true);
            }
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        boundary.reached();
    }

    void delete(String name) throws IOException {
        Files.deleteIfExists(resolve(name));
        boundary.reached();
    }

    /** Makes what was deleted here stay deleted. */
    void forceFolder() throws IOException {
        forceDirectory(directory);
    }

    /** Appends to an open file; durable only once that is forced. */
    void append(FileChannel channel, byte[] bytes) throws IOException {
        int half = bytes.length / 2;
        writeFully(channel, Arrays.copyOf(bytes, half)); // a crash may come in the middle
        boundary.reached();
        writeFully(channel, Arrays.copyOfRange(bytes, half, bytes.length));
        boundary.reached();
    }

    /** Empties an open file. */
    void empty(FileChannel channel) throws IOException {
        channel.truncate(0);
        channel.position(0);
        boundary.reached();
    }

    /** Removes what a crash left unfinished. */
    void deleteTemporaries() throws IOException {
        for (String name : list()) {
            if (name.endsWith(TEMPORARY)) {
                delete(name);
            }
        }
    }

    /** Every file, relative to the log, with forward slashes. */
    List<String> list() throws IOException {
        return list(directory);
    }

    static List<String> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                    .map(file -> directory.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    static void writeFully(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private void makeDirectory(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            if (path.getParent() != null && !path.equals(directory)) {
                makeDirectory(path.getParent());
            }
            Files.createDirectories(path, mode("rwx------"));
            if (path.getParent() != null) {
                forceDirectory(path.getParent());
            }
        }
    }

    private FileAttribute<?>[] mode(String permissions) {
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Where a directory cannot be opened (Windows), the file system itself orders the rename. */
    private void forceDirectory(Path path) throws IOException {
        if (posix) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
