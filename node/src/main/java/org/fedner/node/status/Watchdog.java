package org.fedner.node.status;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.fedner.node.status.PartyFolder.Holding;
import org.fedner.node.status.PartyState.Ended;
import org.fedner.node.status.PartyStatus.State;

/**
 * Says how a party stands, and writes the end of one that could not.
 *
 * <p>The lock of its work folder decides: the system takes it from a process that ends, by whatever means, and never before. A
 * watchdog writes only while it has that lock itself, so it cannot write over a party that was started again meanwhile.
 */
public final class Watchdog {
    private static final int TRIES = 20;
    private static final long PAUSE_MILLIS = 50;

    private final Clock clock;
    private final OptionalLong stalledAfterSeconds;

    /** @param stalledAfterSeconds instead of what the party's own deadlines come to */
    public Watchdog(Clock clock, OptionalLong stalledAfterSeconds) {
        this.clock = clock;
        this.stalledAfterSeconds = stalledAfterSeconds;
    }

    /** Looks at one party's work folder. */
    public PartyStatus look(Path work) throws InterruptedException {
        PartyFolder folder = new PartyFolder(work);
        try {
            for (int i = 1; ; i++) {
                Holding holding = folder.ask();
                if (holding instanceof Holding.Free free) {
                    try (Holding.Free own = free) {
                        return withoutHolder(folder, own.mayWrite());
                    }
                }
                if (holding instanceof Holding.Never) {
                    return absent(folder);
                }
                // Who has the lock may be another watchdog, or a party that has not written yet.
                Optional<PartyState> state = folder.read();
                boolean isItsOwn = state.filter(found -> found.ending().isEmpty())
                        .filter(found -> found.process().isAlive())
                        .isPresent();
                if (isItsOwn) {
                    return living(folder, state.get());
                }
                if (i == TRIES) {
                    return state.filter(found -> found.ending().isEmpty())
                            .map(found -> living(folder, found))
                            .orElseGet(() -> beginning(folder));
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (PartyFolder.DamagedStateException e) {
            return PartyStatus.unknown(
                    work.toString(),
                    State.DAMAGED,
                    folder.folder().resolve(PartyFolder.STATE)
                            + ": is truncated or damaged; start the party again, which writes it anew, or remove it");
        } catch (IOException e) {
            return PartyStatus.unknown(
                    work.toString(), State.UNWRITABLE, work + ": cannot be read; check the path and permissions");
        }
    }

    private PartyStatus withoutHolder(PartyFolder folder, boolean mayWrite)
            throws IOException, PartyFolder.DamagedStateException {
        Optional<PartyState> read = folder.read();
        if (read.isEmpty()) {
            return absent(folder);
        }
        PartyState state = read.get();
        if (state.ending().isPresent()) {
            return over(folder, state);
        }
        if (state.process().isAlive()) {
            return living(
                    folder, state); // a file system whose locks do not work: the process itself is the better witness
        }
        PartyState dead = state.endedBy(Ended.byDeath(state.process().isOfEarlierBoot(), clock.instant()));
        if (!mayWrite) {
            return unwritable(folder, dead);
        }
        try {
            folder.write(dead);
        } catch (IOException e) {
            return unwritable(folder, dead);
        }
        return over(folder, dead);
    }

    private PartyStatus living(PartyFolder folder, PartyState state) {
        Instant sign;
        try {
            sign = folder.lastSign();
        } catch (IOException e) {
            sign = Instant.parse(state.since());
        }
        long quiet = Math.max(0, Duration.between(sign, clock.instant()).toSeconds());
        long patience = stalledAfterSeconds.orElse(state.stalledAfterSeconds());
        boolean isStalled = quiet > patience;
        String sentence = isStalled
                ? "%s; its process %d is there and gave no sign of life for %d s: look at the machine, then end it with SIGKILL and start it again"
                        .formatted(where(state), state.process().pid(), quiet)
                : where(state) + (quiet > 2 * PartyRecord.BEAT_SECONDS ? ", quiet for %d s".formatted(quiet) : "");
        return of(folder, state, isStalled ? State.STALLED : State.RUNNING, quiet, sentence);
    }

    /** Its process has the folder and has not said yet that it has begun. */
    private static PartyStatus beginning(PartyFolder folder) {
        return PartyStatus.unknown(folder.folder().toString(), State.RUNNING, Stage.STARTING.word());
    }

    private static PartyStatus absent(PartyFolder folder) {
        return PartyStatus.unknown(
                folder.folder().toString(),
                State.ABSENT,
                folder.folder() + ": no party has run here; name the folder that 'work' names in its configuration");
    }

    private static PartyStatus over(PartyFolder folder, PartyState state) {
        Ended ended = state.ending().orElseThrow();
        String sentence = ended.isDeath() ? death(state) : "exit code %d, %s".formatted(ended.exitCode(), where(state));
        return of(folder, state, ended.isDeath() ? State.DIED : State.ENDED, null, sentence);
    }

    private static PartyStatus unwritable(PartyFolder folder, PartyState dead) {
        return of(
                folder,
                dead,
                State.UNWRITABLE,
                null,
                death(dead) + "; this cannot be written down: free disk space or check permissions of "
                        + folder.folder());
    }

    private static String death(PartyState state) {
        String how = state.ending().orElseThrow().isOfMachine()
                ? "the machine was started again meanwhile"
                : "its process is gone without a word (killed, out of memory, or crashed)";
        return "%s; %s: start it again, it goes on where it stood".formatted(where(state), how);
    }

    private static String where(PartyState state) {
        String rounds = state.rounds() == 0 ? "" : ", round %d of %d".formatted(state.round(), state.rounds());
        return state.stage() + rounds;
    }

    private static PartyStatus of(
            PartyFolder folder, PartyState state, State found, Long quietSeconds, String sentence) {
        Optional<Ended> ended = state.ending();
        return new PartyStatus(
                folder.folder().toString(),
                state.role(),
                state.party(),
                state.job(),
                found,
                ended.map(Ended::word).orElse(null),
                ended.map(Ended::exitCode).orElse(null),
                ended.map(Ended::by).orElse(null),
                ended.map(Ended::at).orElse(null),
                state.stage(),
                state.round(),
                state.rounds(),
                quietSeconds,
                state.before(),
                state.platforms(),
                sentence);
    }
}
