package org.fedner.node.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.fedner.aggregation.message.Ack;
import org.fedner.aggregation.message.Answer;
import org.fedner.aggregation.message.Message;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Shares;
import org.fedner.aggregation.message.Upload;

/** Which connections break where: in every third round two, each at a drawn phase. Used by all platforms' threads. */
final class CutPlan {
    private static final int LONGEST_AWAY_MILLIS = 2500;

    private enum Phase {
        BEFORE_SHARES,
        BEFORE_UPLOAD,
        AFTER_UPLOAD,
        BEFORE_ACK,
        AFTER_ACK,
        BEFORE_ANSWER,
        AFTER_ANSWER
    }

    private record Cut(Phase phase, Duration away) {}

    private final Random random;
    private final long every;
    private final Map<PlatformId, Cut> due = new HashMap<>();
    private long lastEpoch;
    private long lastRound;
    private int faulted;

    CutPlan(long seed) {
        this(seed, 3);
    }

    private CutPlan(long seed, long every) {
        this.random = new Random(seed);
        this.every = every;
    }

    /** No connection breaks. */
    static CutPlan none() {
        return new CutPlan(0, Long.MAX_VALUE);
    }

    /** A round was called; the first platform to say so draws who is cut off in it. */
    synchronized void called(long epoch, long round, List<PlatformId> members) {
        if (epoch < lastEpoch || epoch == lastEpoch && round <= lastRound) {
            return;
        }
        lastEpoch = epoch;
        lastRound = round;
        due.clear();
        if (every < Long.MAX_VALUE && round % every == 1) {
            faulted++;
            List<PlatformId> drawn = new ArrayList<>(members);
            Collections.shuffle(drawn, random);
            for (PlatformId platform : drawn.subList(0, 2)) {
                Phase phase = Phase.values()[random.nextInt(Phase.values().length)];
                due.put(platform, new Cut(phase, Duration.ofMillis(random.nextInt(LONGEST_AWAY_MILLIS))));
            }
        }
    }

    synchronized Optional<Duration> cutBefore(long epoch, PlatformId platform, Message message) {
        return cut(epoch, platform, phase -> switch (phase) {
            case BEFORE_SHARES -> message instanceof Shares;
            case BEFORE_UPLOAD -> message instanceof Upload;
            case BEFORE_ACK -> message instanceof Ack;
            case BEFORE_ANSWER -> message instanceof Answer;
            case AFTER_UPLOAD, AFTER_ACK, AFTER_ANSWER -> false;
        });
    }

    synchronized Optional<Duration> cutAfter(long epoch, PlatformId platform, Message message) {
        return cut(epoch, platform, phase -> switch (phase) {
            case AFTER_UPLOAD -> message instanceof Upload;
            case AFTER_ACK -> message instanceof Ack;
            case AFTER_ANSWER -> message instanceof Answer;
            case BEFORE_SHARES, BEFORE_UPLOAD, BEFORE_ACK, BEFORE_ANSWER -> false;
        });
    }

    private Optional<Duration> cut(long epoch, PlatformId platform, Predicate<Phase> here) {
        if (epoch != lastEpoch
                || !due.containsKey(platform)
                || !here.test(due.get(platform).phase())) {
            return Optional.empty();
        }
        return Optional.of(due.remove(platform).away());
    }

    synchronized int faulted() {
        return faulted;
    }
}
