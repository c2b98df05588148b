package org.fedner.node.cli.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.fedner.audit.event.Commitment;
import org.fedner.audit.event.Commitments;
import org.fedner.audit.event.Erase;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.log.LogLeaves;
import org.fedner.audit.log.Openings;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fedner audit erase}: destroys what opens an entry's commitments. */
@Command(
        name = "erase",
        mixinStandardHelpOptions = true,
        description = "Destroy the values that an entry commits to, and write that into the log.",
        footer = {
            "",
            "The entry stays, and the log verifies as before; 'fedner audit verify' reports the value as redacted. Copies that",
            "others were given, backups, and what a disk keeps of deleted files are out of this command's reach.",
            "Run again after a crash: it writes what is missing and deletes what is left.",
            "",
            "Exit status: 0 erased, 3 the entry commits to nothing, 4 or 6 the log or the identity is not in order.",
            "",
            "Example:",
            "  fedner audit erase north/work/audit --identity north/identity --entry 3 --basis request --actor 'A. Meyer'"
        })
public final class EraseCommand implements Callable<Integer> {
    @Parameters(paramLabel = "LOG", description = "The log's folder.")
    private Path log;

    @Option(names = "--entry", required = true, paramLabel = "N", description = "Number of the entry.")
    private long entry;

    @Option(
            names = "--basis",
            required = true,
            paramLabel = "WHY",
            description = "${COMPLETION-CANDIDATES}: asked for by a person, kept long enough, or wrong.")
    private Erase.Basis basis;

    @Mixin
    private Administrator administrator;

    @Override
    public Integer call() {
        SortedMap<Long, Map<String, Commitment>> committed = new TreeMap<>();
        boolean isWritten = false;
        try {
            for (Leaf leaf : LogLeaves.read(log)) {
                committed.put(leaf.seq(), Commitments.of(leaf.event()));
                isWritten |= leaf.event() instanceof Erase erase && erase.entry() == entry;
            }
        } catch (AuditCorruptException e) {
            throw Logs.corrupt(log, e);
        } catch (IOException e) {
            throw Logs.unreadable(log, e);
        }
        if (committed.getOrDefault(entry, Map.of()).isEmpty()) {
            throw new FailureException(
                    ExitCode.BAD_DATA, "%s: entry %d commits to no value; nothing was erased".formatted(log, entry));
        }
        if (!isWritten) {
            administrator.write(log, (opened, identity) -> opened.log().append(new Erase(entry, basis)));
        }
        try {
            boolean were = Openings.of(log).erase(entry);
            System.out.println("erased: entry %d%s".formatted(entry, were ? "" : ", whose values were not here"));
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION,
                    Openings.folderOf(log) + ": cannot be written; check permissions and run this again",
                    e);
        }
        return ExitCode.OK.number();
    }
}
