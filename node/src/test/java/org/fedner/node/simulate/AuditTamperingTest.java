package org.fedner.node.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fedner.audit.verify.VerificationReport;
import org.fedner.node.CommandRun;
import org.fedner.node.auditing.RunLogs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The closed logs of a real run, altered in every way an insider with the disk could: found, and the file is named. */
class AuditTamperingTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SMALL_BYTES = 300;
    private static final int SAMPLE = 40;

    private final TinyRun run = TinyRun.shared();
    private final Random random = new Random(20260101);
    private List<Path> files;

    @BeforeEach
    void listFiles() throws IOException {
        files = new ArrayList<>();
        for (String log : List.of("server/audit", "platforms/north/audit")) {
            try (Stream<Path> found = Files.walk(run.out.resolve(log))) {
                found.filter(Files::isRegularFile).sorted().forEach(files::add);
            }
        }
        assertThat(files).hasSizeGreaterThan(8);
    }

    @AfterEach
    void theUntouchedRunVerifies() {
        assertThat(CommandRun.of("audit", "verify", run.out).exit()).isZero();
    }

    /** What the command calls, without the command around it: thousands of runs have to fit. */
    private VerificationReport verified() {
        return RunLogs.verifyRun(RunLogs.below(run.out), RunLogs.readPolicy(run.out.resolve(RunLogs.POLICY)));
    }

    private void found(Path altered, String what) {
        Path folder = Stream.of("server/audit", "platforms/north/audit")
                .map(run.out::resolve)
                .filter(altered::startsWith)
                .findFirst()
                .orElseThrow();
        VerificationReport report =
                RunLogs.verify(List.of(folder), RunLogs.readPolicy(run.out.resolve(RunLogs.POLICY)));
        assertThat(report.breaksIntegrity()).as(what).isTrue();
        Path log = run.out.relativize(altered);
        assertThat(report.logs())
                .filteredOn(one -> altered.startsWith(Path.of(one.directory())))
                .as(what)
                .singleElement()
                .satisfies(one -> assertThat(one.findings())
                        .as("%s, in %s", what, log)
                        .anySatisfy(finding -> assertThat(altered.toString()).endsWith(finding.file())));
    }

    private void command(Path altered) throws IOException {
        CommandRun json = CommandRun.of("audit", "verify", run.out, "--format", "json");
        assertThat(json.exit()).as(altered.toString()).isEqualTo(6);
        JsonNode report = JSON.readTree(json.out());
        assertThat(report.get("verified").booleanValue()).isFalse();
        CommandRun text = CommandRun.of("audit", "verify", run.out);
        assertThat(text.exit()).isEqualTo(6);
        assertThat(text.out()).contains("NOT verified", altered.getFileName().toString());
    }

    @Test
    void everyFlippedByteOfSmallFilesAndManyOfLargeOnesIsFound() throws IOException {
        int flips = 0;
        for (Path file : files) {
            byte[] whole = Files.readAllBytes(file);
            try {
                for (int position : positions(file, whole.length)) {
                    byte[] altered = whole.clone();
                    altered[position] ^= (byte) (1 << random.nextInt(8));
                    Files.write(file, altered);
                    found(file, "byte %d of %s".formatted(position, file));
                    flips++;
                }
                if (whole.length > 0) {
                    command(file);
                }
            } finally {
                Files.write(file, whole);
            }
        }
        assertThat(flips).isGreaterThan(700);
    }

    /** Every byte of one log's small files, a sample of the other's and of tiles and bundles. */
    private int[] positions(Path file, int length) {
        if (length == 0 || length <= SMALL_BYTES && file.startsWith(run.out.resolve("platforms"))) {
            return IntStream.range(0, length).toArray();
        }
        return random.ints(SAMPLE, 0, length).toArray();
    }

    @Test
    void everyCutAndLengthenedFileIsFound() throws IOException {
        for (Path file : files) {
            byte[] whole = Files.readAllBytes(file);
            try {
                for (int size : new int[] {0, 1, whole.length / 2, whole.length - 1, whole.length + 1}) {
                    if (size >= 0 && size != whole.length) {
                        Files.write(file, Arrays.copyOf(whole, size));
                        // A byte at the end of an empty journal is what a crash leaves: a torn line, and verify says
                        // open.
                        if (whole.length > 0) {
                            found(file, "%s cut to %d".formatted(file, size));
                        }
                    }
                }
            } finally {
                Files.write(file, whole);
            }
        }
    }

    @Test
    void everyDeletedFileIsFound() throws IOException {
        for (Path file : files) {
            // Empty by rule, so its absence hides nothing: the next writer makes it again.
            if (file.endsWith("writer.lock")) {
                continue;
            }
            Path aside = Files.createTempFile("fedner-aside", "");
            byte[] whole = Files.readAllBytes(file);
            Files.delete(aside);
            Files.move(file, aside);
            try {
                VerificationReport report = verified();
                assertThat(report.breaksIntegrity()).as(file + " deleted").isTrue();
                assertThat(CommandRun.of("audit", "verify", run.out).out()).contains("NOT verified");
            } finally {
                Files.move(aside, file);
            }
            assertThat(Files.readAllBytes(file)).isEqualTo(whole);
        }
    }

    @Test
    void aMissingLogOfAPartyIsNamed() throws IOException {
        Path log = run.out.resolve("platforms/north/audit");
        Path aside = run.out.resolve("platforms/north/elsewhere");
        Files.move(log, aside);
        try {
            CommandRun verified = CommandRun.of("audit", "verify", run.out);
            assertThat(verified.exit()).isNotZero();
            assertThat(verified.out()).contains("NOT verified", "north");
        } finally {
            Files.move(aside, log);
        }
    }

    @Test
    void anAddedFileIsFound() throws IOException {
        Path added = Files.writeString(run.out.resolve("server/audit/tile/extra"), "x");
        try {
            found(added, "a file too many");
        } finally {
            Files.delete(added);
        }
    }

    @Test
    void twoSwappedEntriesAreFound() throws IOException {
        for (Path file : files) {
            if (!file.toString().contains("entries")) {
                continue;
            }
            byte[] whole = Files.readAllBytes(file);
            List<byte[]> entries = entries(whole);
            try {
                for (int swap = 0; swap < 20; swap++) {
                    int first = random.nextInt(entries.size() - 1);
                    int second = first + 1 + random.nextInt(entries.size() - 1 - first);
                    List<byte[]> swapped = new ArrayList<>(entries);
                    swapped.set(first, entries.get(second));
                    swapped.set(second, entries.get(first));
                    Files.write(file, bundle(swapped, whole.length));
                    found(file, "entries %d and %d of %s".formatted(first, second, file));
                }
                command(file);
            } finally {
                Files.write(file, whole);
            }
        }
    }

    /** Entries and their hashes swapped alike: only the signed root can tell. */
    @Test
    void entriesSwappedTogetherWithTheirHashesAreFound() throws IOException {
        Path log = run.out.resolve("platforms/north/audit/tile");
        Path bundle;
        Path tile;
        try (Stream<Path> below = Files.walk(log)) {
            List<Path> all = below.filter(Files::isRegularFile).toList();
            bundle = all.stream()
                    .filter(file -> file.toString().contains("entries"))
                    .findFirst()
                    .orElseThrow();
            tile = all.stream()
                    .filter(file -> file.toString().contains("tile/0/"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] wholeBundle = Files.readAllBytes(bundle);
        byte[] wholeTile = Files.readAllBytes(tile);
        List<byte[]> swapped = entries(wholeBundle);
        byte[] hashes = wholeTile.clone();
        System.arraycopy(wholeTile, 3 * 32, hashes, 5 * 32, 32);
        System.arraycopy(wholeTile, 5 * 32, hashes, 3 * 32, 32);
        Collections.swap(swapped, 3, 5);
        try {
            Files.write(bundle, bundle(swapped, wholeBundle.length));
            Files.write(tile, hashes);
            assertThat(verified().breaksIntegrity()).isTrue();
            assertThat(CommandRun.of("audit", "verify", run.out).exit()).isEqualTo(6);
        } finally {
            Files.write(bundle, wholeBundle);
            Files.write(tile, wholeTile);
        }
    }

    private static List<byte[]> entries(byte[] bundle) {
        List<byte[]> entries = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(bundle);
        while (in.hasRemaining()) {
            byte[] entry = new byte[Short.toUnsignedInt(in.getShort())];
            in.get(entry);
            entries.add(entry);
        }
        return entries;
    }

    private static byte[] bundle(List<byte[]> entries, int bytes) {
        ByteBuffer out = ByteBuffer.allocate(bytes);
        entries.forEach(entry -> out.putShort((short) entry.length).put(entry));
        return out.array();
    }
}
