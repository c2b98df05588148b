package org.fedner.model.encoder;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The vectors of a corpus in one file, in the order in which its sentences first occur. It is made of a hospital's text, so it
 * is its owner's only and belongs into the platform's own folder.
 *
 * <p>Big-endian: "FEDNERCV", u16 version 1, 32 bytes key, then of each distinct sentence {@code [layer][token][dimension]} as
 * f32, and SHA-256 of all that. The key is SHA-256 over the language model's digest and the sentences, so a file is used for
 * exactly the model and the text it was made of; one that is damaged is made again.
 */
final class VectorCache implements AutoCloseable {
    private static final byte[] MAGIC = "FEDNERCV".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int DIGEST_BYTES = 32;
    private static final int HEADER_BYTES = MAGIC.length + 2 + DIGEST_BYTES;
    private static final int PLACES_PER_RUN = 1024;

    private final FileChannel file;
    private final int layers;
    private final int dimension;
    private final Map<List<String>, Long> offsets; // of each sentence's vectors in the file

    private VectorCache(FileChannel file, BiLm model, Map<List<String>, Long> offsets) {
        this.file = file;
        layers = model.layers();
        dimension = model.dimension();
        this.offsets = offsets;
    }

    /** Opens the file of these sentences in {@code folder}, or makes it. */
    static VectorCache of(BiLm model, Path folder, List<List<String>> sentences) throws IOException {
        Map<List<String>, Long> offsets = new LinkedHashMap<>();
        MessageDigest key = BiLmFiles.sha256();
        key.update("fedner contextual vectors v1\0".getBytes(StandardCharsets.US_ASCII));
        key.update(HexFormat.of().parseHex(model.sha256Hex()));
        long next = HEADER_BYTES;
        for (List<String> sentence : sentences) {
            if (offsets.putIfAbsent(List.copyOf(sentence), next) == null) {
                next += (long) Float.BYTES * model.layers() * sentence.size() * model.dimension();
                update(key, sentence);
            }
        }
        byte[] digest = key.digest();
        Files.createDirectories(folder);
        Path file =
                folder.resolve("contextual-%s.vectors".formatted(HexFormat.of().formatHex(digest, 0, 8)));
        if (!isWhole(file, digest, next)) {
            make(model, file, digest, offsets, next);
        }
        return new VectorCache(FileChannel.open(file, StandardOpenOption.READ), model, offsets);
    }

    private static void update(MessageDigest key, List<String> sentence) {
        key.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, sentence.size()).array());
        for (String token : sentence) {
            byte[] utf8 = token.getBytes(StandardCharsets.UTF_8);
            key.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, utf8.length).array());
            key.update(utf8);
        }
    }

    private static boolean isWhole(Path file, byte[] key, long size) throws IOException {
        if (!Files.exists(file) || Files.size(file) != size + DIGEST_BYTES) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            byte[] digest = digest(channel, size);
            ByteBuffer stored = read(channel, size, DIGEST_BYTES);
            ByteBuffer header = read(channel, 0, HEADER_BYTES);
            return Arrays.equals(stored.array(), digest) && header.equals(header(key));
        }
    }

    private static byte[] digest(FileChannel channel, long size) throws IOException {
        MessageDigest digest = BiLmFiles.sha256();
        InputStream in = Channels.newInputStream(channel.position(0));
        byte[] buffer = new byte[1 << 16];
        for (long left = size; left > 0; ) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new EOFException();
            }
            digest.update(buffer, 0, read);
            left -= read;
        }
        return digest.digest();
    }

    private static ByteBuffer header(byte[] key) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .put(MAGIC)
                .putShort((short) VERSION)
                .put(key)
                .flip();
    }

    /** A temporary file is its owner's only from its first byte on; it takes the name when it is whole. */
    private static void make(BiLm model, Path file, byte[] key, Map<List<String>, Long> offsets, long size)
            throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path temporary = Files.createTempFile(folder, "." + file.getFileName(), ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                write(channel, 0, header(key));
                compute(model, channel, offsets);
                write(channel, size, ByteBuffer.wrap(digest(channel, size)));
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** In batches of similar length. */
    private static void compute(BiLm model, FileChannel channel, Map<List<String>, Long> offsets) throws IOException {
        List<List<String>> byLength = new ArrayList<>(offsets.keySet());
        byLength.sort(Comparator.comparingInt(List::size));
        int from = 0;
        while (from < byLength.size()) {
            int to = from + 1;
            while (to < byLength.size() && (to + 1 - from) * byLength.get(to).size() <= PLACES_PER_RUN) {
                to++;
            }
            List<List<String>> batch = byLength.subList(from, to);
            List<float[]> vectors = model.vectors(batch);
            for (int i = 0; i < batch.size(); i++) {
                ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * vectors.get(i).length);
                bytes.asFloatBuffer().put(vectors.get(i));
                write(channel, offsets.get(batch.get(i)), bytes);
            }
            from = to;
        }
    }

    private static void write(FileChannel channel, long position, ByteBuffer bytes) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    private static ByteBuffer read(FileChannel channel, long position, int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new EOFException();
            }
        }
        return bytes.flip();
    }

    /** {@code [layer][token][dimension]} of a sentence of the corpus; empty of any other. */
    Optional<float[]> vectors(List<String> sentence) throws IOException {
        Long offset = offsets.get(sentence);
        if (offset == null) {
            return Optional.empty();
        }
        float[] vectors = new float[layers * sentence.size() * dimension];
        read(file, offset, Float.BYTES * vectors.length).asFloatBuffer().get(vectors);
        return Optional.of(vectors);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
