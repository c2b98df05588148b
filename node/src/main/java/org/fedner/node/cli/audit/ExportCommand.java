package org.fedner.node.cli.audit;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.log.LogFiles;
import org.fedner.audit.proof.LogLeaves;
import org.fedner.node.auditing.ExportedEvent;
import org.fedner.node.auditing.RunLogs;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fedner audit export}: a log's events in the forms that other systems read. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Write a log's events as FHIR R4 AuditEvents or as lines for a SIEM, one a line.",
        footer = {
            "",
            "--fhir: one AuditEvent resource a line (NDJSON). --siem: one RFC 5424 message a line, the event's own JSON as its",
            "text. Both name the event's index, its leaf hash and the checkpoint that covers it, so any line can be proved again",
            "with 'fedner audit prove'. An export proves nothing by itself.",
            "",
            "Exit status: 0 written, 6 the log is damaged.",
            "",
            "Example:",
            "  fedner audit export north/work/audit --fhir --out north.ndjson"
        })
public final class ExportCommand implements Callable<Integer> {
    /** One of the two. */
    static final class Form {
        @Option(names = "--fhir", required = true, description = "FHIR R4 AuditEvent, a resource a line.")
        private boolean fhir;

        @Option(names = "--siem", required = true, description = "RFC 5424 syslog, a message a line.")
        private boolean siem;
    }

    @Parameters(paramLabel = "DIR", arity = "1..*", description = "Log folders, or a run's folder.")
    private List<Path> folders;

    @ArgGroup(multiplicity = "1")
    private Form form;

    @Option(names = "--out", paramLabel = "FILE", description = "Where to (default: standard output).")
    private Path out;

    @Override
    public Integer call() {
        List<Path> logs = RunLogs.below(folders);
        try (PrintWriter lines = writer()) {
            for (Path log : logs) {
                export(log, lines);
            }
            if (lines.checkError()) {
                throw new IOException("the export could not be written");
            }
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION, "the export cannot be written; check disk space and permissions", e);
        }
        return ExitCode.OK.number();
    }

    private PrintWriter writer() throws IOException {
        return out == null
                ? new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8)) {
                    @Override
                    public void close() {
                        flush(); // standard output stays open
                    }
                }
                : new PrintWriter(new BufferedWriter(Files.newBufferedWriter(out)));
    }

    private void export(Path log, PrintWriter lines) {
        try {
            var checkpoints = LogFiles.list(log).checkpoints();
            LogLeaves.read(log, (file, bytes, leaf) -> {
                var covering = checkpoints.tailSet(leaf.seq() + 1);
                ExportedEvent event = new ExportedEvent(leaf, bytes, covering.isEmpty() ? 0 : covering.first());
                lines.print((form.fhir ? event.fhir() : event.syslog()) + "\n");
            });
        } catch (AuditCorruptException e) {
            throw Logs.corrupt(log, e);
        } catch (IOException e) {
            throw Logs.unreadable(log, e);
        }
    }
}
