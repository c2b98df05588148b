package org.fedner.node.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fedner.audit.event.BootId;
import org.fedner.audit.event.Content;
import org.fedner.audit.event.Counterpart;
import org.fedner.audit.event.Egress;
import org.fedner.audit.event.JobId;
import org.fedner.audit.event.LogClose;
import org.fedner.audit.event.LogOpen;
import org.fedner.audit.event.Phase;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.audit.event.Software;
import org.fedner.audit.event.Version;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.log.AuditLog;
import org.fedner.audit.note.NoteSigner;
import org.fedner.audit.verify.LogVerifier;
import org.fedner.audit.verify.VerificationReport;
import org.fedner.crypto.signing.SigningKey;
import org.fedner.node.auditing.Folders;
import org.fedner.node.report.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fedner bench audit}: how fast a log is written, signed and verified here. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "Write, sign and verify an audit log on this machine; its disk counts.",
        footer = {
            "",
            "Entries are written in groups with one force each and a signed checkpoint after each, as a party does in a round;",
            "then the log is closed and verified. Memory is what the process holds after a collection, before and after.",
            "",
            "Example:",
            "  fedner bench audit --entries 1000000 --group 256 --work /tmp/bench-audit"
        })
final class BenchAuditCommand implements Callable<Integer> {
    private static final int MOST_ENTRIES = 100_000_000;

    @Option(
            names = "--entries",
            paramLabel = "N",
            defaultValue = "100000",
            description = "How many (default: ${DEFAULT-VALUE}).")
    private int entries;

    @Option(
            names = "--group",
            paramLabel = "N",
            defaultValue = "256",
            description = "Entries to one force and one checkpoint (default: ${DEFAULT-VALUE}).")
    private int group;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "A folder that does not exist yet, on the disk to measure (default: a temporary one).")
    private Path work;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (entries < 1 || entries > MOST_ENTRIES || group < 1 || group > entries) {
            throw new FailureException(
                    ExitCode.USAGE, "--entries is 1 to %d, --group 1 to --entries".formatted(MOST_ENTRIES));
        }
        try {
            Path folder = work != null ? work : Files.createTempDirectory("fedner-bench-audit");
            if (work != null && Files.exists(work)) {
                throw new FailureException(ExitCode.BAD_CONFIGURATION, work + ": exists already; name a new folder");
            }
            Map<String, Object> report = measured(folder);
            Folders.delete(folder);
            print(report);
            return ExitCode.OK.number();
        } catch (AuditCorruptException e) {
            throw new FailureException(ExitCode.INTEGRITY, e.getMessage(), e);
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION, "the log cannot be written; check disk space and permissions", e);
        }
    }

    private Map<String, Object> measured(Path folder) throws IOException, AuditCorruptException {
        NoteSigner signer = new NoteSigner("bench/log", SigningKey.generate(new SecureRandom()));
        double before = megabytes();
        long started = System.nanoTime();
        double processor = processorSeconds();
        AuditLog log = AuditLog.open(
                folder,
                signer,
                Clock.systemUTC(),
                BootId.of(new byte[8]),
                new LogOpen(
                        Software.running(new Version("0.0.0"), Sha256Hex.over(new byte[0])),
                        Sha256Hex.over(new byte[0]),
                        Sha256Hex.over(new byte[0])));
        for (int from = 0; from < entries; from += group) {
            for (int i = from; i < Math.min(entries, from + group); i++) {
                log.stage(entry(i));
            }
            log.checkpoint();
        }
        double writing = (System.nanoTime() - started) / 1e9;
        double writingProcessor = processorSeconds() - processor;
        double held = megabytes() - before;
        log.close(LogClose.because(LogClose.Reason.FINISHED));
        started = System.nanoTime();
        processor = processorSeconds();
        VerificationReport verified =
                LogVerifier.trusting(List.of(signer.vkey())).verify(folder);
        double verifying = (System.nanoTime() - started) / 1e9;
        double verifyingProcessor = processorSeconds() - processor;
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("entries", entries);
        report.put("group", group);
        report.put("verified", verified.isOk());
        report.put("writeSeconds", writing);
        report.put("entriesPerSecond", entries / writing);
        report.put("writeProcessorSeconds", writingProcessor);
        report.put("verifySeconds", verifying);
        report.put("verifiedPerSecond", entries / verifying);
        report.put("verifyProcessorSeconds", verifyingProcessor);
        report.put("heldMegabytesAfterWriting", held);
        return report;
    }

    private static Egress entry(int number) {
        return new Egress(
                JobId.of(new byte[16]),
                1,
                number,
                0,
                Phase.TRAIN,
                Counterpart.SERVER,
                Sha256Hex.over(new byte[0]),
                1 << 20,
                Sha256Hex.over(new byte[] {(byte) number, (byte) (number >> 8), (byte) (number >> 16)}),
                Content.MASKED_VECTOR);
    }

    /** Of this thread: what is left on a machine that others use too. */
    private static double processorSeconds() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
    }

    private static double megabytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / 1e6;
    }

    private void print(Map<String, Object> report) {
        if (GlobalOptions.of(spec).json()) {
            System.out.print(ReportFiles.json(report));
        } else {
            System.out.printf(
                    "%d entries in groups of %d, each forced and signed: %.1f s, %.0f a second; %.1f s of processor%n",
                    entries,
                    group,
                    report.get("writeSeconds"),
                    report.get("entriesPerSecond"),
                    report.get("writeProcessorSeconds"));
            System.out.printf(
                    "verified from the first to the last: %.1f s, %.0f a second; %.1f s of processor%n",
                    report.get("verifySeconds"), report.get("verifiedPerSecond"), report.get("verifyProcessorSeconds"));
            System.out.printf("memory held after writing: %.1f MB more%n", report.get("heldMegabytesAfterWriting"));
        }
    }
}
