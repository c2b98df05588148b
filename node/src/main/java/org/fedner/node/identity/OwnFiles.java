package org.fedner.node.identity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Files of keys and certificates: folders 0700, files 0600, written whole or not at all. Where the file system has no POSIX
 * permissions, those of the folder's owner apply and nothing is checked.
 */
final class OwnFiles {
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final int LARGEST_BYTES = 64 << 20; // a roster of 2^24 bytes, in base64, with room

    private OwnFiles() {}

    static void makeFolder(Path folder) throws IdentityException {
        try {
            if (Files.isDirectory(folder)) {
                requireClosed(folder);
            } else {
                Path parent = folder.toAbsolutePath().getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.createDirectory(folder, attributes(folder, FOLDER));
            }
        } catch (IOException e) {
            throw cannot("create", folder, e);
        }
    }

    /** Writes beside, forces to disk, renames over; the permissions are there before the first byte is. */
    static void write(Path file, String text) throws IdentityException {
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(temporary);
            try (FileChannel out = FileChannel.open(
                    temporary,
                    EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    attributes(temporary, FILE))) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw cannot("write", file, e);
        }
    }

    /** As {@link #write}, but a file that is there stays and is reported: a key is never overwritten. */
    static void writeNew(Path file, String text) throws IdentityException {
        if (Files.exists(file)) {
            throw new IdentityException(
                    IdentityFault.ALREADY_EXISTS,
                    "%s exists already and is not overwritten; choose another folder, or move the file away if it is no longer used."
                            .formatted(file));
        }
        write(file, text);
    }

    /** A file that must be closed to others: folder and file are checked first. */
    static String readClosed(Path file) throws IdentityException {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null && Files.isDirectory(folder)) {
                requireClosed(folder);
            }
            if (Files.exists(file)) {
                requireClosed(file);
            }
        } catch (IOException e) {
            throw cannot("read", file, e);
        }
        return read(file);
    }

    static String read(Path file) throws IdentityException {
        try {
            if (Files.size(file) > LARGEST_BYTES) {
                throw new IdentityException(
                        IdentityFault.MALFORMED,
                        "%s is too large to be what it should be; check the name.".formatted(file));
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1); // any bytes decode; the parser judges them
        } catch (NoSuchFileException e) {
            throw new IdentityException(
                    IdentityFault.MISSING_FILE,
                    "%s is missing; check the folder, and run provision request and provision install if this site has not been enrolled yet."
                            .formatted(file),
                    e);
        } catch (IOException e) {
            throw cannot("read", file, e);
        }
    }

    /** When a file was last written, for noticing that another one took its place. */
    static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0); // being replaced, or gone
        }
    }

    private static void requireClosed(Path path) throws IOException, IdentityException {
        if (!isPosix(path)) {
            return;
        }
        Set<PosixFilePermission> open = EnumSet.copyOf(FOLDER);
        Set<PosixFilePermission> found = Files.getPosixFilePermissions(path);
        open.addAll(found);
        open.removeAll(FOLDER);
        if (!open.isEmpty()) {
            throw new IdentityException(
                    IdentityFault.OPEN_TO_OTHERS,
                    "%s is open to others (%s), and it guards private keys; run: chmod %s %s"
                            .formatted(
                                    path,
                                    PosixFilePermissions.toString(found),
                                    Files.isDirectory(path) ? "700" : "600",
                                    path));
        }
    }

    private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
        return isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static IdentityException cannot(String verb, Path path, IOException cause) {
        String why = cause instanceof FileAlreadyExistsException ? "a file is in the way" : "disk, rights or path";
        return new IdentityException(
                IdentityFault.UNREADABLE,
                "Cannot %s %s (%s); check that and try again.".formatted(verb, path, why),
                cause);
    }
}
