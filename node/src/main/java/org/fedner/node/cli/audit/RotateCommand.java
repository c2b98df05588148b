package org.fedner.node.cli.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.fedner.audit.event.Admin;
import org.fedner.audit.event.CheckpointCosigned;
import org.fedner.audit.event.CheckpointRef;
import org.fedner.audit.event.Event;
import org.fedner.audit.event.KeyRotate;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.LogClose;
import org.fedner.audit.event.Origin;
import org.fedner.audit.event.VkeyText;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.log.LogFiles;
import org.fedner.audit.log.LogLeaves;
import org.fedner.audit.note.MalformedNoteException;
import org.fedner.audit.note.NoteSigner;
import org.fedner.audit.note.SignedNote;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.cli.Failures;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.loop.PartyLog;
import org.fedner.node.privacy.PrivacyLedger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fedner audit rotate}: ends a log and begins the one that continues it, under a new name and a new key. */
@Command(
        name = "rotate",
        mixinStandardHelpOptions = true,
        description = "End a log and begin the next one, under the name and key of a new identity.",
        footer = {
            "",
            "Once a year, or when a key may have become known. A name has one key for its life, so a new key comes with a new name:",
            "'fedner provision request north-2027 ...', approved and installed like any other; the old member is then revoked.",
            "The old log ends by naming the next one and its key, the next begins with the old one's last checkpoint. The privacy",
            "ledger goes along. Between jobs only. Run again after a crash: it does what is missing.",
            "",
            "Exit status: 0 done, 2 one person where two are asked for, 4 or 6 a log or an identity is not in order.",
            "",
            "Example:",
            "  fedner audit rotate north/audit --identity north/identity --next north/audit-2027 --next-identity north/identity-2027 \\\\",
            "      --actor 'A. Meyer' --approver 'B. Lang'"
        })
public final class RotateCommand implements Callable<Integer> {
    private static final String LEDGER = "ledger";

    @Parameters(paramLabel = "LOG", description = "The log that ends.")
    private Path log;

    @Option(names = "--next", required = true, paramLabel = "DIR", description = "Folder of the log that begins.")
    private Path next;

    @Option(names = "--next-identity", required = true, paramLabel = "DIR", description = "Who signs it.")
    private Path nextIdentity;

    @Mixin
    private Administrator administrator;

    @Override
    public Integer call() {
        administrator.requireTwo();
        NoteSigner heir;
        try (Identity old = Identity.load(administrator.identity(), Clock.systemUTC());
                Identity fresh = Identity.load(nextIdentity, Clock.systemUTC())) {
            if (!old.federation().equals(fresh.federation())
                    || old.role() != fresh.role()
                    || old.name().equals(fresh.name())) {
                throw new FailureException(
                        ExitCode.BAD_CONFIGURATION,
                        nextIdentity
                                + ": is not of the same federation and role under another name; enrol this party anew");
            }
            heir = PartyLog.signer(fresh);
            if (!isContinued(heir)) {
                end(heir);
            }
            carryLedger();
            begin(heir);
        } catch (IdentityException e) {
            throw Failures.of(e);
        } catch (AuditCorruptException e) {
            throw Logs.corrupt(log, e);
        } catch (IOException e) {
            throw Logs.unreadable(log, e);
        }
        System.out.println(
                "%s goes on in %s, as %s".formatted(log, next, heir.vkey().name()));
        return ExitCode.OK.number();
    }

    /** A crash may have come after the old log was ended. */
    private boolean isContinued(NoteSigner heir) throws IOException, AuditCorruptException {
        List<Leaf> leaves = LogLeaves.read(log);
        Optional<Origin> named =
                leaves.isEmpty() || !(leaves.get(leaves.size() - 1).event() instanceof LogClose close)
                        ? Optional.empty()
                        : close.next();
        if (named.isPresent() && !named.get().name().equals(heir.vkey().name())) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION,
                    "%s: goes on as %s already".formatted(log, named.get().name()));
        }
        return named.isPresent();
    }

    private void end(NoteSigner heir) {
        Administrator.write(log, administrator.identity(), Optional.empty(), (opened, identity) -> {
            opened.committed().admin(Admin.Action.KEY_CHANGE, administrator.actor(), administrator.approver());
            opened.log().append(new KeyRotate(VkeyText.of(heir.vkey())));
            opened.log()
                    .close(new LogClose(
                            LogClose.Reason.ROTATED,
                            Optional.of(new Origin(heir.vkey().name()))));
        });
    }

    /** What was spent stays spent under the new name. */
    private void carryLedger() throws IOException {
        Path old = administrator.identity().resolve(LEDGER).resolve(PrivacyLedger.FILE);
        Path fresh = nextIdentity.resolve(LEDGER).resolve(PrivacyLedger.FILE);
        if (Files.exists(old) && !Files.exists(fresh)) {
            Files.createDirectories(fresh.getParent());
            Files.copy(old, fresh);
        }
    }

    private void begin(NoteSigner heir) throws IOException, AuditCorruptException {
        if (!LogLeaves.read(next).isEmpty()) {
            return;
        }
        CheckpointRef end = Administrator.end(lastNote(log));
        Event[] memory = memory();
        Administrator.write(next, nextIdentity, Optional.of(end), (opened, identity) -> {
            opened.log().append(memory);
            opened.log().close(LogClose.because(LogClose.Reason.FINISHED));
        });
    }

    /** What this party cosigned last of each other log: a witness that forgot it could be shown another history. */
    private Event[] memory() throws IOException, AuditCorruptException {
        Map<Origin, Event> last = new TreeMap<>(Comparator.comparing(Origin::name));
        for (Leaf leaf : LogLeaves.read(log)) {
            if (leaf.event() instanceof CheckpointCosigned seen) {
                last.put(seen.origin(), seen);
            }
        }
        return last.values().toArray(Event[]::new);
    }

    static SignedNote lastNote(Path log) throws IOException, AuditCorruptException {
        try {
            return SignedNote.parse(LogFiles.list(log).read(LogFiles.CHECKPOINT));
        } catch (MalformedNoteException e) {
            throw new FailureException(ExitCode.INTEGRITY, log + ": its checkpoint is no signed note", e);
        }
    }
}
