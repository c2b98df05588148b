package org.fedner.node.server;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.stream.Stream;
import org.fedner.crypto.expansion.Sha256;
import org.fedner.node.fuzz.ComesBack;
import org.fedner.node.fuzz.Scratch;
import org.junit.jupiter.params.provider.MethodSource;

/** The server's journal: what it gives back is what was in the file up to the torn end, which is gone afterwards. */
public class JournalFuzz {
    private static final int CHECK_BYTES = Integer.BYTES;
    private static final Scratch FILE = new Scratch(".journal");

    /** Three entries, the last one torn. */
    public static Stream<byte[]> seeds() {
        return Stream.of(new byte[] {0, 1, 2, 3, 1, 9, 9, 2, 0, 0, 0}, entry((byte) 2, new byte[] {1, 2, 3}));
    }

    /** As it is, and with two entries before it: their kinds and contents, with checks and digests that are right. */
    @MethodSource("seeds")
    @FuzzTest
    public void aJournalIsRefusedOrComesBack(byte[] input) throws IOException {
        refusesOrComesBack(input);
        if (input.length > 4) {
            int half = 3 + (input[2] & 0xff) % (input.length - 2);
            ByteArrayOutputStream journal = new ByteArrayOutputStream();
            journal.writeBytes(entry(input[0], Arrays.copyOfRange(input, 3, half)));
            journal.writeBytes(entry(input[1], Arrays.copyOfRange(input, half, input.length)));
            journal.writeBytes(input);
            refusesOrComesBack(journal.toByteArray());
        }
    }

    private static void refusesOrComesBack(byte[] bytes) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try {
            ResultJournal.open(
                            FILE.holding(bytes),
                            entry -> read.writeBytes(entry((byte) entry.kind().ordinal(), entry.payload())))
                    .close();
        } catch (ResultJournal.DamagedJournalException e) {
            ComesBack.require(bytes, Files.readAllBytes(FILE.file())); // refused, as declared, and left as it was
            return;
        }
        ComesBack.require(Arrays.copyOf(bytes, read.size()), read.toByteArray());
        ComesBack.require(read.toByteArray(), Files.readAllBytes(FILE.file()));
    }

    private static byte[] entry(byte kind, byte[] payload) {
        byte[] checked = ByteBuffer.allocate(Integer.BYTES + 1)
                .putInt(payload.length)
                .put(kind)
                .array();
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        entry.writeBytes(checked);
        entry.write(Sha256.of(checked), 0, CHECK_BYTES);
        entry.writeBytes(payload);
        entry.writeBytes(Sha256.of(new byte[] {kind}, payload));
        return entry.toByteArray();
    }
}
