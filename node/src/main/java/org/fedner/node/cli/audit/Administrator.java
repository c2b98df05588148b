package org.fedner.node.cli.audit;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.fedner.audit.event.CheckpointRef;
import org.fedner.audit.event.LogClose;
import org.fedner.audit.event.Origin;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.audit.note.Checkpoint;
import org.fedner.audit.note.MalformedNoteException;
import org.fedner.audit.note.SignedNote;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.cli.Failures;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.loop.PartyLog;
import picocli.CommandLine.Option;

/** Who does something to a log, in whose name, and with whose word. The party itself must not be running. */
final class Administrator {
    @Option(names = "--identity", required = true, paramLabel = "DIR", description = "Whose log it is.")
    private Path identity;

    @Option(names = "--actor", required = true, paramLabel = "NAME", description = "Who does this.")
    private String actor;

    @Option(
            names = "--approver",
            paramLabel = "NAME",
            description = "The second person, where two are asked for. Names are committed to, not written.")
    private String approver;

    Path identity() {
        return identity;
    }

    String actor() {
        return actor;
    }

    Optional<String> approver() {
        return Optional.ofNullable(approver);
    }

    /** Two different persons, or a sentence. */
    void requireTwo() {
        if (approver().filter(second -> !second.equals(actor)).isEmpty()) {
            throw new FailureException(ExitCode.USAGE, "this takes two persons; name another one with --approver");
        }
    }

    /** What is done to an open log. */
    interface Work {
        void on(PartyLog log, Identity identity);
    }

    /** Opens the log for {@code work}, and closes it in good order unless the work did. */
    static void write(Path log, Path identityFolder, Optional<CheckpointRef> continued, Work work) {
        try (Identity identity = Identity.load(identityFolder, Clock.systemUTC())) {
            PartyLog opened = PartyLog.administer(log, identity, Clock.systemUTC(), continued);
            boolean done = false;
            try {
                work.on(opened, identity);
                done = true;
            } finally {
                if (!done) {
                    opened.log().close();
                }
            }
        } catch (IdentityException e) {
            throw Failures.of(e);
        }
    }

    void write(Path log, Work work) {
        write(log, identity, Optional.empty(), (opened, own) -> {
            work.on(opened, own);
            opened.log().close(LogClose.because(LogClose.Reason.FINISHED));
        });
    }

    /** What a closed log ends with. */
    static CheckpointRef end(SignedNote note) {
        try {
            Checkpoint last = Checkpoint.parse(note.text());
            return new CheckpointRef(new Origin(last.origin()), last.size(), Sha256Hex.of(last.root()));
        } catch (MalformedNoteException e) {
            throw new IllegalStateException("a verified checkpoint", e);
        }
    }
}
