package org.fedner.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.fedner.audit.event.BootId;
import org.fedner.audit.event.LogClose;
import org.fedner.audit.event.RoundClose;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.log.AuditLog;
import org.fedner.audit.note.NoteSigner;

/** Logs for tests: a clock that ticks a millisecond a look, and rounds of a few leaves with a checkpoint each. */
public final class SampleLog {

    public static final String ORIGIN = "fedner.example/dep1/server";
    public static final NoteSigner SIGNER = new NoteSigner(ORIGIN, EventSamples.key(1));

    private SampleLog() {}

    /** Advances by one millisecond whenever it is read; can be set back. */
    public static final class TickingClock implements InstantSource {
        private long millis = 1_795_219_200_000L;

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis++);
        }

        public void setBack(long byMillis) {
            millis -= byMillis;
        }
    }

    public static AuditLog open(Path directory, int boot) throws IOException, AuditCorruptException {
        return open(directory, SIGNER, new TickingClock(), boot);
    }

    public static AuditLog open(Path directory, NoteSigner signer, InstantSource clock, int boot)
            throws IOException, AuditCorruptException {
        BootId bootId = new BootId("%016x".formatted(boot));
        return AuditLog.open(directory, signer, clock, bootId, EventSamples.logOpen());
    }

    /** Six leaves and a checkpoint a round. */
    public static void rounds(AuditLog log, int from, int count) {
        for (int round = from; round < from + count; round++) {
            log.append(EventSamples.roundOpen(round, round));
            log.append(
                    EventSamples.ingress(round, 20, 3 * round),
                    EventSamples.ingress(round, 21, 3 * round + 1),
                    EventSamples.ingress(round, 22, 3 * round + 2));
            log.append(RoundClose.verified(EventSamples.JOB, 1, round, 0, EventSamples.digest(round + 1), 3));
            log.checkpoint();
        }
    }

    /** A closed log of {@code rounds} times ten rounds, with a checkpoint after each ten: full tiles, few signatures. */
    public static Path closedLong(Path directory, int rounds) throws IOException, AuditCorruptException {
        AuditLog log = open(directory, 1);
        for (int i = 0; i < rounds; i++) {
            for (int round = 10 * i; round < 10 * i + 10; round++) {
                log.stage(EventSamples.roundOpen(round, round));
                for (int platform = 0; platform < 4; platform++) {
                    log.stage(EventSamples.ingress(round, 20 + platform, 4 * round + platform));
                }
                log.stage(RoundClose.verified(EventSamples.JOB, 1, round, 0, EventSamples.digest(round + 1), 4));
            }
            log.checkpoint();
        }
        log.close(LogClose.because(LogClose.Reason.FINISHED));
        return directory;
    }

    /** A closed log of {@code rounds} rounds. */
    public static Path closed(Path directory, int rounds) throws IOException, AuditCorruptException {
        AuditLog log = open(directory, 1);
        rounds(log, 0, rounds);
        log.close(LogClose.because(LogClose.Reason.FINISHED));
        return directory;
    }
}
