package org.fedner.node.cli.audit;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.fedner.audit.event.Admin;
import org.fedner.node.cli.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fedner audit admin}: what persons decide and no program can see. */
@Command(
        name = "admin",
        mixinStandardHelpOptions = true,
        description = "Write into a log that a person gave consent, or that two changed the privacy budget.",
        footer = {
            "",
            "Starting and stopping a party, a change of keys and a deletion of old logs are written by the commands that do them.",
            "The names are committed to; what opens the commitment is kept beside the log, in LOG-openings.",
            "Raise the site's privacy budget only after 'budget-change': rule R5 of 'fedner audit verify' asks for it in the same log.",
            "",
            "Exit status: 0 written, 2 one person where two are asked for, 4 or 6 the log or the identity is not in order.",
            "",
            "Example:",
            "  fedner audit admin north/work/audit --identity north/identity --action budget-change --actor 'A. Meyer' --approver 'B. Lang'"
        })
public final class AdminCommand implements Callable<Integer> {
    /** What can be said here. */
    enum Decision {
        CONSENT(Admin.Action.CONSENT, false),
        BUDGET_CHANGE(Admin.Action.BUDGET_CHANGE, true);

        private final Admin.Action action;
        private final boolean twoPersons;

        Decision(Admin.Action action, boolean twoPersons) {
            this.action = action;
            this.twoPersons = twoPersons;
        }

        /** As it is typed. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Parameters(paramLabel = "LOG", description = "The log's folder.")
    private Path log;

    @Option(names = "--action", required = true, paramLabel = "WHAT", description = "${COMPLETION-CANDIDATES}.")
    private Decision decision;

    @Mixin
    private Administrator administrator;

    @Override
    public Integer call() {
        if (decision.twoPersons) {
            administrator.requireTwo();
        }
        administrator.write(
                log,
                (opened, identity) -> System.out.println("entry "
                        + opened.committed().admin(decision.action, administrator.actor(), administrator.approver())));
        return ExitCode.OK.number();
    }
}
