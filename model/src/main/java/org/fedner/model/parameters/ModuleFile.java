package org.fedner.model.parameters;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The frame of a module's file: 8 bytes magic, u16 version 1, u32 length of the body, the body, and SHA-256 over
 * everything before it. A file that is cut short, altered or of another kind is refused with one sentence.
 */
final class ModuleFile {
    private static final int VERSION = 1;
    private static final int DIGEST_BYTES = 32;

    private ModuleFile() {}

    static void write(Path file, String magic, byte[] body) throws IOException {
        byte[] framed = new ByteWriter(body.length + 64)
                .bytes(magic.getBytes(StandardCharsets.US_ASCII))
                .u16(VERSION)
                .u32(body.length)
                .bytes(body)
                .toByteArray();
        byte[] digest = Digests.sha256(framed);
        AtomicFile.write(
                file,
                new ByteWriter(framed.length + DIGEST_BYTES)
                        .bytes(framed)
                        .bytes(digest)
                        .toByteArray());
    }

    /** A reader of the body, whose digest has been checked. */
    static ByteReader read(Path file, String magic, String what) throws IOException, ModuleFormatException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new ModuleFormatException("there is no file " + file);
        }
        ByteReader in = new ByteReader(bytes, file.toString());
        in.expect(magic.getBytes(StandardCharsets.US_ASCII), "is not " + what);
        if (in.u16() != VERSION) {
            throw in.malformed("was written by another version");
        }
        byte[] body = in.bytes(in.u31());
        byte[] digest = in.bytes(DIGEST_BYTES);
        in.expectEnd();
        if (!Arrays.equals(digest, Digests.sha256(Arrays.copyOf(bytes, bytes.length - DIGEST_BYTES)))) {
            throw in.malformed("was altered or damaged: its digest does not match its content");
        }
        return new ByteReader(body, file.toString());
    }
}
