package org.fedner.node.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Lays out the folder that becomes the archive, and writes the SHA-256 of every file in it as {@code sha256sum -c} reads it. */
final class ArchiveTree {
    static final String SUMS = "SHA256SUMS";

    private ArchiveTree() {}

    /**
     * Arguments: the folder to make, then lines {@code WHAT TO}: a file or folder, and the name it gets in the new folder
     * ({@code .}: its files stand at the top). A line {@code - NAME} leaves out what was copied under that name.
     */
    public static void main(String[] arguments) throws IOException {
        Path tree = Path.of(arguments[0]);
        if (Files.exists(tree)) {
            throw new IllegalStateException(tree + " is there already; 'mvn clean' first");
        }
        for (String line : List.of(arguments).subList(1, arguments.length)) {
            int gap = line.lastIndexOf(' ');
            String what = line.substring(0, gap).strip();
            Path to = tree.resolve(line.substring(gap + 1)).normalize();
            if (what.equals("-")) {
                Files.delete(to);
            } else {
                copy(Path.of(what), to);
            }
        }
        StringBuilder sums = new StringBuilder();
        for (Path file : files(tree)) {
            sums.append(sha256(file))
                    .append("  ")
                    .append(tree.relativize(file).toString().replace('\\', '/'))
                    .append('\n');
        }
        Files.writeString(tree.resolve(SUMS), sums);
    }

    private static void copy(Path from, Path to) throws IOException {
        if (Files.isRegularFile(from)) {
            Files.createDirectories(to.getParent());
            Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
            return;
        }
        for (Path file : files(from)) {
            copy(file, to.resolve(from.relativize(file).toString()));
        }
    }

    /** In the order of their names. A link counts as what it points to: it would not mean the same elsewhere. */
    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> below = Files.walk(folder)) {
            return below.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file);
                DigestInputStream digest = new DigestInputStream(bytes, MessageDigest.getInstance("SHA-256"))) {
            digest.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
