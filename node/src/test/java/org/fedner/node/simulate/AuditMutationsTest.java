package org.fedner.node.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.fedner.audit.event.BootId;
import org.fedner.audit.event.CheckpointWitnessed;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.LogClose;
import org.fedner.audit.event.RoundClose;
import org.fedner.audit.log.LogFiles;
import org.fedner.audit.note.NoteSigner;
import org.fedner.audit.verify.Finding;
import org.fedner.audit.verify.VerificationReport;
import org.fedner.node.CommandRun;
import org.fedner.node.auditing.RunLogs;
import org.fedner.node.identity.Identity;
import org.fedner.node.loop.PartyLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The closed logs of a real run, altered at random: single bits of leaves, tiles, checkpoints' texts and signatures, cuts, swaps,
 * files exchanged, and whole logs forked or put back with their own key. {@code -Dfedner.audit.mutations=10000} runs as many as the
 * project promises; the build, a slice.
 */
class AuditMutationsTest {
    private static final int MUTATIONS = Integer.getInteger("fedner.audit.mutations", 300);
    private static final List<String> LOGS =
            List.of("server/audit", "platforms/north/audit", "platforms/south/audit", "platforms/west/audit");

    private static final List<String> KINDS = List.of(
            "flip in a leaf",
            "flip in a tile",
            "flip in a checkpoint's text",
            "flip in a signature",
            "cut",
            "swap",
            "exchange",
            "fork",
            "rollback");

    private final TinyRun run = TinyRun.shared();
    private final Map<String, Original> originals = new HashMap<>();
    private final Random random = new Random(20261121);

    @TempDir
    Path copy;

    @BeforeEach
    void copyLogs() throws IOException {
        Files.copy(run.out.resolve(RunLogs.POLICY), copy.resolve(RunLogs.POLICY));
        for (String log : LOGS) {
            copyInto(run.out.resolve(log), copy.resolve(log));
        }
    }

    @AfterEach
    void theCopyVerifiesAgain() {
        assertThat(verified().findings()).isEmpty();
    }

    private static void copyInto(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    private VerificationReport verified() {
        return RunLogs.verifyRun(RunLogs.below(copy), RunLogs.readPolicy(copy.resolve(RunLogs.POLICY)));
    }

    private VerificationReport verified(Path log) {
        return RunLogs.verify(List.of(log), RunLogs.readPolicy(copy.resolve(RunLogs.POLICY)));
    }

    private List<Path> files(Path log) throws IOException {
        try (Stream<Path> files = Files.walk(log)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("writer.lock"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void noFlipCutSwapExchangeForkOrRollbackVerifiesAndEachAnswerNamesTheFileAndTheRule() throws Exception {
        Map<String, Integer> rules = new TreeMap<>();
        Map<String, Integer> kinds = new TreeMap<>();
        int done = 0;
        while (done < MUTATIONS) {
            String log = LOGS.get(random.nextInt(LOGS.size()));
            String kind = KINDS.get(random.nextInt(KINDS.size()));
            boolean isWhole = kind.equals("fork") || kind.equals("rollback");
            Optional<String> first = isWhole ? rewritten(log, kind) : altered(copy.resolve(log), kind);
            if (first.isPresent()) {
                rules.merge(first.get(), 1, Integer::sum);
                kinds.merge(kind, 1, Integer::sum);
                done++;
            }
        }
        System.out.printf("%d mutations, none verified; kinds %s, first rule %s%n", done, kinds, rules);
    }

    /** One file of one log, which is then looked at alone; the rule that was named first, or nothing if the file would stay as it is. */
    private Optional<String> altered(Path log, String kind) throws IOException {
        List<Path> files = files(log).stream()
                .filter(file -> isPlaceOf(kind, log.relativize(file).toString()))
                .toList();
        Path file = files.get(random.nextInt(files.size()));
        byte[] good = Files.readAllBytes(file);
        byte[] bad = mutated(kind, good, files(log));
        if (Arrays.equals(good, bad)) {
            return Optional.empty();
        }
        Files.write(file, bad);
        String what = "%s of %s".formatted(kind, copy.relativize(file));
        VerificationReport report = verified(log);
        assertThat(report.breaksIntegrity()).as(what).isTrue();
        assertThat(report.findings()).as(what).allSatisfy(finding -> assertThat(finding.rule())
                .isNotEmpty());
        assertThat(report.findings())
                .as(what)
                .extracting(Finding::file)
                .contains(log.relativize(file).toString());
        Files.write(file, good);
        return Optional.of(report.findings().get(0).rule());
    }

    private static boolean isPlaceOf(String kind, String file) {
        return switch (kind) {
            case "flip in a leaf" -> file.startsWith("tile/entries/");
            case "flip in a tile" -> file.startsWith("tile/") && !file.startsWith("tile/entries/");
            case "flip in a checkpoint's text", "flip in a signature" -> file.startsWith("checkpoint");
            default -> true;
        };
    }

    private byte[] mutated(String kind, byte[] good, List<Path> files) throws IOException {
        byte[] bad = good.clone();
        if (good.length < 2) {
            return bad;
        }
        int textEnd = new String(good, StandardCharsets.ISO_8859_1).indexOf("\n\n") + 1;
        switch (kind) {
            case "flip in a leaf", "flip in a tile" -> flip(bad, 0, bad.length);
            case "flip in a checkpoint's text" -> flip(bad, 0, textEnd);
            case "flip in a signature" -> flip(bad, textEnd, bad.length);
            case "cut" -> bad = Arrays.copyOf(bad, random.nextInt(bad.length));
            case "swap" -> {
                int length = 1 + random.nextInt(Math.min(64, bad.length / 2));
                int first = random.nextInt(bad.length - 2 * length + 1);
                int second = first + length + random.nextInt(bad.length - first - 2 * length + 1);
                System.arraycopy(good, second, bad, first, length);
                System.arraycopy(good, first, bad, second, length);
            }
            default -> bad = Files.readAllBytes(files.get(random.nextInt(files.size())));
        }
        return bad;
    }

    private void flip(byte[] bytes, int from, int to) {
        bytes[from + random.nextInt(to - from)] ^= (byte) (1 << random.nextInt(8));
    }

    /** A whole log written anew with its own key, from a leaf that others vouch for on: only the others' logs show it. */
    private Optional<String> rewritten(String name, String kind) throws Exception {
        Path log = copy.resolve(name);
        Original original = originals.computeIfAbsent(name, this::original);
        int at = random.nextInt((int) original.cosigned() - 1);
        Leaf leaf = Leaf.decode(original.leaves().get(at));
        List<byte[]> forged = new ArrayList<>(original.leaves());
        if (kind.equals("fork")) {
            forged.set(
                    at,
                    new Leaf(leaf.seq(), leaf.ts(), leaf.log(), new BootId("%016x".formatted(at)), leaf.event())
                            .encode());
            forged = ForgedLog.withoutTraces(forged, at);
        } else {
            forged = new ArrayList<>(forged.subList(0, at + 1));
            forged.add(new Leaf(at + 1, leaf.ts(), leaf.log(), leaf.boot(), LogClose.because(LogClose.Reason.FINISHED))
                    .encode());
        }
        ForgedLog.write(log, forged, original.sizes(), original.signer());
        VerificationReport report = verified();
        String what = "%s of %s at %d".formatted(kind, name, at);
        Optional<Finding> split = report.findings().stream()
                .filter(finding -> finding.rule().equals("split"))
                .findFirst();
        assertThat(split).as(what).isPresent();
        assertThat(split.orElseThrow().kind()).as(what).isEqualTo(Finding.Kind.INTEGRITY);
        assertThat(split.orElseThrow().file()).as(what).isNotEmpty();
        ForgedLog.write(log, original.leaves(), original.sizes(), original.signer());
        return Optional.of("split");
    }

    /** @param cosigned leaves for which others vouch */
    private record Original(List<byte[]> leaves, TreeSet<Long> sizes, NoteSigner signer, long cosigned) {}

    private Original original(String name) {
        try {
            Path log = run.out.resolve(name);
            List<byte[]> leaves = ForgedLog.leaves(log);
            NoteSigner signer = signerOf(Path.of(name).getParent().toString());
            return new Original(
                    leaves, new TreeSet<>(LogFiles.list(log).checkpoints()), signer, cosigned(leaves, signer));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static long cosigned(List<byte[]> leaves, NoteSigner signer) throws Exception {
        long cosigned = 0;
        for (byte[] leaf : leaves) {
            if (Leaf.decode(leaf).event() instanceof CheckpointWitnessed seen
                    && seen.origin().name().equals(signer.vkey().name())) {
                cosigned = seen.size();
            }
        }
        return cosigned;
    }

    private NoteSigner signerOf(String party) throws Exception {
        Path folder = run.out.resolve("identities").resolve(party);
        Identity identity = Identity.load(folder, Clock.systemUTC());
        return PartyLog.signer(identity);
    }

    /** One leaf is made to say something else, and every hash and signature after it is made anew with the log's own key. */
    @Test
    void aLogWrittenAnewWithItsOwnKeyIsFoundByWhatTheOthersCosigned() throws Exception {
        for (String party : List.of("server", "platforms/north")) {
            Path log = copy.resolve(party + "/audit");
            List<byte[]> leaves = ForgedLog.leaves(log);
            TreeSet<Long> sizes = new TreeSet<>(LogFiles.list(log).checkpoints());
            NoteSigner signer = signerOf(party);
            ForgedLog.write(log, leaves, sizes, signer);
            assertThat(verified().findings())
                    .as("the same leaves give the same log")
                    .isEmpty();
            int found = 0;
            long cosigned = cosigned(leaves, signer);
            for (int at = 0; at < cosigned; at += 7) {
                List<byte[]> forged = new ArrayList<>(leaves);
                Leaf leaf = Leaf.decode(leaves.get(at));
                forged.set(
                        at,
                        new Leaf(leaf.seq(), leaf.ts(), leaf.log(), new BootId("0123456789abcdef"), leaf.event())
                                .encode());
                ForgedLog.write(log, forged, sizes, signer);
                VerificationReport report = verified();
                assertThat(report.breaksIntegrity())
                        .as("%s, leaf %d of %d", party, at, leaves.size())
                        .isTrue();
                assertThat(report.findings()).extracting(Finding::rule).containsAnyOf("split", "root");
                found++;
            }
            assertThat(found).isGreaterThan(5);
            ForgedLog.write(log, leaves, sizes, signer);
        }
    }

    /** The whole server log as it was after the first round, closed anew: alone it is a good log; beside any other it is not. */
    @Test
    void aRolledBackLogIsFoundAsSoonAsALaterCosignedCheckpointIsAtHand() throws Exception {
        Path log = copy.resolve("server/audit");
        List<byte[]> leaves = ForgedLog.leaves(log);
        TreeSet<Long> sizes = new TreeSet<>(LogFiles.list(log).checkpoints());
        NoteSigner signer = signerOf("server");
        int end = 0;
        while (!(Leaf.decode(leaves.get(end)).event() instanceof RoundClose)) {
            end++;
        }
        Leaf last = Leaf.decode(leaves.get(end));
        List<byte[]> older = new ArrayList<>(leaves.subList(0, end + 1));
        older.add(new Leaf(end + 1, last.ts(), last.log(), last.boot(), LogClose.because(LogClose.Reason.FINISHED))
                .encode());
        ForgedLog.write(log, older, sizes, signer);
        assertThat(verified(log).breaksIntegrity())
                .as("one log alone cannot show that it was cut back")
                .isFalse();
        CommandRun compared = CommandRun.of(
                "audit",
                "compare",
                log,
                copy.resolve("platforms/west/audit"),
                "--policy",
                copy.resolve(RunLogs.POLICY));
        assertThat(compared.exit()).isEqualTo(6);
        assertThat(compared.out()).contains("its log is another now");
        assertThat(verified().findings()).extracting(Finding::rule).contains("split");
        ForgedLog.write(log, leaves, sizes, signer);
    }

    @Test
    void swappedEntriesOfABundleAreFound() throws Exception {
        Path log = copy.resolve("platforms/south/audit");
        List<byte[]> leaves = ForgedLog.leaves(log);
        TreeSet<Long> sizes = new TreeSet<>(LogFiles.list(log).checkpoints());
        List<byte[]> swapped = new ArrayList<>(leaves);
        Collections.swap(swapped, 4, 9);
        ForgedLog.write(log, swapped, sizes, signerOf("platforms/south"));
        assertThat(verified(log).findings())
                .as("the log's own key does not help, since every entry carries its number")
                .extracting(Finding::rule)
                .contains("sequence");
        ForgedLog.write(log, leaves, sizes, signerOf("platforms/south"));
    }

    @Test
    void theAnswerOfTheCommandNamesFileAndRule() throws Exception {
        Path checkpoint = copy.resolve("platforms/west/audit/checkpoint");
        String good = Files.readString(checkpoint, StandardCharsets.UTF_8);
        Files.writeString(checkpoint, good.replace("— ", "- "), StandardCharsets.UTF_8);
        CommandRun verify = CommandRun.of("audit", "verify", copy);
        assertThat(verify.exit()).isEqualTo(6);
        assertThat(verify.out()).contains("INTEGRITY checkpoint", "checkpoint");
        Files.writeString(checkpoint, good, StandardCharsets.UTF_8);
    }
}
