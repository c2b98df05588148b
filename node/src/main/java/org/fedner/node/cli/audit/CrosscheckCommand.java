package org.fedner.node.cli.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.proof.Transfers;
import org.fedner.node.auditing.RunLogs;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.GlobalOptions;
import org.fedner.node.report.GainTable;
import org.fedner.node.report.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fedner audit crosscheck}: what platforms sent against what the server received, payload by payload. */
@Command(
        name = "crosscheck",
        mixinStandardHelpOptions = true,
        description = "Match every payload that platforms logged as sent with one that the server logged as received.",
        footer = {
            "",
            "Reads the logs without judging their signatures: run 'fedner audit verify' first, whose rule R1 says which of the",
            "unmatched are explained (a void round, a member left out, the same bytes again).",
            "",
            "Exit status: 0 everything matches or is explained, 1 rule R1 is broken.",
            "",
            "Example:",
            "  fedner audit crosscheck server/audit north/audit south/audit west/audit"
        })
public final class CrosscheckCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "SERVER", description = "The server's log.")
    private Path server;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "PLATFORM", description = "Platforms' logs.")
    private List<Path> platforms;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Transfers transfers = new Transfers();
        List<Path> logs = new ArrayList<>(List.of(Logs.only(server)));
        logs.addAll(RunLogs.below(platforms));
        for (Path log : logs) {
            try {
                transfers.read(log);
            } catch (AuditCorruptException e) {
                throw Logs.corrupt(log, e);
            } catch (IOException e) {
                throw Logs.unreadable(log, e);
            }
        }
        boolean holds = transfers.findings().isEmpty();
        if (GlobalOptions.of(spec).json()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("matches", holds);
            json.put("platforms", transfers.platforms());
            json.put("findings", transfers.findings());
            json.put("notices", transfers.notices());
            System.out.print(ReportFiles.json(json));
        } else {
            say(transfers, holds);
        }
        return (holds ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
    }

    private static void say(Transfers transfers, boolean holds) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"platform", "sent", "bytes", "received", "matched", "only sent", "only received"});
        for (Transfers.Platform platform : transfers.platforms()) {
            rows.add(new String[] {
                platform.origin(),
                Long.toString(platform.sent()),
                Long.toString(platform.bytesSent()),
                Long.toString(platform.received()),
                Long.toString(platform.matched()),
                Long.toString(platform.sent() - platform.matched()),
                Long.toString(platform.received() - platform.matched())
            });
        }
        GainTable.aligned(rows, 1).forEach(System.out::println);
        transfers.findings().forEach(finding -> System.out.println(finding.line()));
        transfers.notices().forEach(notice -> System.out.println("note: " + notice));
        System.out.println("crosscheck: " + (holds ? "every payload is matched or explained" : "R1 is broken"));
    }
}
