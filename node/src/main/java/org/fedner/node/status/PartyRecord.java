package org.fedner.node.status;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.fedner.aggregation.message.Role;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.job.JobTerms;
import org.fedner.node.loop.PartyLog;
import org.fedner.node.loop.RunEvent;
import org.fedner.node.status.PartyState.Ended;
import org.fedner.node.status.PartyState.PlatformStanding;

/**
 * A party's own account of where it stands, from its first moment to its last.
 *
 * <p>It holds the lock of the work folder until {@link #close}, so no two processes of a party share one. A change of stage, a
 * platform left out and the end are forced to disk; rounds are written every {@value #BEAT_SECONDS} seconds, and as often the
 * file is touched, if the party's loop gave a sign of life since. Writing that fails is the audit log's to complain about: a
 * party does not end for its account of itself.
 */
public final class PartyRecord implements AutoCloseable {
    static final int BEAT_SECONDS = 5;
    /** A party that says nothing for so many of its longest deadlines is called stalled. */
    private static final int DEADLINES = 2;
    /** A watchdog that looks has the lock for an instant. */
    private static final int TRIES = 100;

    private static final long PAUSE_MILLIS = 30;

    private final PartyFolder folder;
    private final FileChannel lock;
    private final Role role;
    private final Clock clock;
    private final long stalledAfterSeconds;
    private final OwnProcess process = OwnProcess.current();
    private final Optional<String> before;
    private final Map<String, PlatformStanding> platforms = new TreeMap<>();
    private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "fedner-status");
        thread.setDaemon(true);
        return thread;
    });
    private Stage stage = Stage.STARTING;
    private String since;
    private String party;
    private String job;
    private long round;
    private long rounds;
    private Optional<Ended> ended = Optional.empty();
    private boolean changed;
    private boolean alive;

    private PartyRecord(
            PartyFolder folder, FileChannel lock, Role role, Duration longest, Clock clock, Optional<PartyState> last) {
        this.folder = folder;
        this.lock = lock;
        this.role = role;
        this.clock = clock;
        this.stalledAfterSeconds = DEADLINES * Math.max(1, longest.toSeconds());
        this.before = last.map(state -> state.ending().map(Ended::word).orElse(Ending.DIED.word()));
        last.ifPresent(state -> state.platforms().stream()
                .filter(PlatformStanding::isOver)
                .forEach(platform -> platforms.put(platform.platform(), platform)));
        this.since = now();
    }

    /**
     * Begins it: the lock is taken and the start is on disk.
     *
     * @param longest of the party's deadlines
     * @throws FailureException if another process has the folder, or it cannot be written
     */
    public static PartyRecord begin(Path work, Role role, Duration longest, Clock clock) {
        PartyFolder folder = new PartyFolder(work);
        try {
            Files.createDirectories(work);
            PartyRecord record = new PartyRecord(folder, lock(folder), role, longest, clock, last(folder));
            try {
                folder.write(record.state());
            } catch (IOException e) {
                record.close();
                throw e;
            }
            record.beats.scheduleWithFixedDelay(record::beat, BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
            return record;
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION,
                    work + ": cannot be written; free disk space or check permissions, then start again",
                    e);
        }
    }

    private static FileChannel lock(PartyFolder folder) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            Optional<FileChannel> lock = folder.lock();
            if (lock.isPresent()) {
                return lock.get();
            }
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        throw new FailureException(
                ExitCode.BAD_CONFIGURATION,
                folder.folder() + ": is in use by another process of this party; stop one of them");
    }

    /** What the run before left; what cannot be read is no reason not to run. */
    private static Optional<PartyState> last(PartyFolder folder) {
        try {
            return folder.read();
        } catch (IOException | PartyFolder.DamagedStateException e) {
            return Optional.empty();
        }
    }

    /** Passes on to {@code other} what it hears, and keeps account of it. */
    public RunEvent.Watcher watching(RunEvent.Watcher other) {
        return new RunEvent.Watcher() {
            @Override
            public void heard(RunEvent event) {
                other.heard(event);
                PartyRecord.this.heard(event);
            }

            @Override
            public void opened(PartyLog log, Path audit) {
                other.opened(log, audit);
            }

            @Override
            public void accepted(JobTerms terms) {
                other.accepted(terms);
                works(terms);
            }

            @Override
            public void beats() {
                other.beats();
                lives();
            }
        };
    }

    /** The party's name is known. */
    public synchronized void named(String name) {
        party = name;
        changed = true;
    }

    private synchronized void works(JobTerms terms) {
        job = terms.jobDigest().toString();
        rounds = terms.job().rounds();
        lives();
        changed = true;
    }

    private synchronized void lives() {
        alive = true;
    }

    private synchronized void heard(RunEvent event) {
        lives();
        if (event instanceof RunEvent.Listening || event instanceof RunEvent.Waiting) {
            enter(Stage.WAITING);
        } else if (event instanceof RunEvent.Connected connected) {
            connected(connected.peer());
        } else if (event instanceof RunEvent.Disconnected gone) {
            gone(gone.peer());
        } else if (event instanceof RunEvent.EpochOpened epoch) {
            epoch.members().forEach(name -> sees(PlatformStanding.of(name, PlatformStanding.MEMBER)));
            enter(Stage.IN_ROUNDS);
        } else if (event instanceof RunEvent.RoundDone done) {
            done(done.round(), done.rounds());
        } else if (event instanceof RunEvent.HiddenRoundDone done) {
            done(done.round(), done.rounds());
        } else if (event instanceof RunEvent.DummyRoundJudged judged) {
            done(judged.round(), judged.rounds());
        } else if (event instanceof RunEvent.Excluded excluded) {
            sees(new PlatformStanding(excluded.platform(), PlatformStanding.LEFT_OUT, excluded.why()));
            write();
        } else if (event instanceof RunEvent.Finished) {
            new ArrayList<>(platforms.values())
                    .stream()
                            .filter(platform -> platform.state().equals(PlatformStanding.MEMBER))
                            .forEach(platform ->
                                    sees(PlatformStanding.of(platform.platform(), PlatformStanding.FINISHED)));
            enter(Stage.FINISHING);
        }
    }

    private void connected(String peer) {
        if (role == Role.PLATFORM) {
            enter(Stage.WAITING);
        } else if (!PlatformStanding.FINISHED.equals(stateOf(peer))) {
            sees(PlatformStanding.of(peer, PlatformStanding.CONNECTED));
        }
    }

    private void gone(String peer) {
        if (role == Role.PLATFORM && stage != Stage.FINISHING) {
            enter(Stage.WAITING);
        } else if (platforms.containsKey(peer) && !platforms.get(peer).isOver()) {
            sees(PlatformStanding.of(peer, PlatformStanding.GONE));
        }
    }

    private String stateOf(String platform) {
        return platforms.containsKey(platform) ? platforms.get(platform).state() : "";
    }

    private void sees(PlatformStanding standing) {
        if (role == Role.SERVER) {
            platforms.put(standing.platform(), standing);
            changed = true;
        }
    }

    private void done(long verified, long planned) {
        round = verified;
        rounds = planned;
        changed = true;
        enter(Stage.IN_ROUNDS);
    }

    private void enter(Stage next) {
        if (stage != next) {
            stage = next;
            since = now();
            write();
        }
    }

    /** How the party ended; the first word counts. Returns the exit status of that word. */
    public synchronized int ended(Ending how, int exitCode) {
        if (ended.isEmpty()) {
            ended = Optional.of(Ended.byParty(how, exitCode, clock.instant()));
            write();
        }
        return ended.get().exitCode();
    }

    private synchronized void beat() {
        if (ended.isPresent()) {
            return;
        }
        boolean lives = alive || !stage.hasDeadlines();
        alive = false;
        if (lives && changed) {
            write();
        } else if (lives) {
            try {
                folder.touch(clock.instant());
            } catch (IOException e) {
                // a disk that takes not even this stops the party by itself
            }
        }
    }

    private void write() {
        changed = false;
        try {
            folder.write(state());
        } catch (IOException e) {
            writeOver();
        }
    }

    private void writeOver() {
        if (ended.isPresent()) {
            try {
                folder.writeOver(state());
            } catch (IOException e) {
                // nothing can be written: the lock is let go, and a watchdog writes the end when there is room
            }
        }
    }

    private PartyState state() {
        return new PartyState(
                PartyState.VERSION,
                PartyState.word(role),
                party,
                job,
                stage.word(),
                round,
                rounds,
                since,
                stalledAfterSeconds,
                process,
                ended.orElse(null),
                before.orElse(null),
                new ArrayList<>(platforms.values()));
    }

    private String now() {
        return PartyState.time(clock.instant());
    }

    /** Lets the lock go. */
    @Override
    public void close() {
        beats.shutdownNow();
        try {
            lock.close();
        } catch (IOException e) {
            // the system takes it back when the process ends
        }
    }
}
