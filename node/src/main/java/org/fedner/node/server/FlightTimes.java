package org.fedner.node.server;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fedner.aggregation.message.MessageType;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.node.config.ServerFile;

/**
 * How long a flight may take, from how long those of the last rounds took.
 *
 * <p>A flight took as long as its slowest accepted member. It may take the {@code factor}-fold of what nine in ten of the last
 * {@value #REMEMBERED} took, and twice the longest of them in any case, since some rounds are long for reasons of their own (a
 * pass over the data ends, a checkpoint is written); never less than the least, never more than the configured time. The
 * configured time holds until {@value #LEAST_MEASURED} were measured in this epoch, and, whatever was measured, for a flight in
 * which a connection was lost or came back and for the one after.
 *
 * <p>Durations alone are kept, and in memory only. Times are nanoseconds of any clock that does not go back.
 */
final class FlightTimes {
    static final int REMEMBERED = 64;
    static final int LEAST_MEASURED = 8;
    private static final int UNDISTURBED = 2; // flights

    private long leastNanos;
    private final long configuredNanos;
    private final int factor;
    private final Map<Flight, Deque<Long>> last = new EnumMap<>(Flight.class);
    private final Set<PlatformId> answered = new HashSet<>();
    private Optional<Flight> running = Optional.empty();
    private long begunNanos;
    private long slowestNanos;
    private int disturbed;

    FlightTimes(ServerFile.Timing timing) {
        this.configuredNanos = Duration.ofSeconds(timing.roundSeconds()).toNanos();
        this.leastNanos = Math.min(
                configuredNanos, Duration.ofSeconds(timing.leastRoundSeconds()).toNanos());
        this.factor = timing.roundFactor();
    }

    /** Other members, or the same on other machines: nothing that was measured says anything about them. */
    void epochBegins() {
        last.clear();
        running = Optional.empty();
        disturbed = 0;
    }

    /** A flight begins; whatever was waited for before has come, or is not waited for any longer. */
    void begins(Flight flight, long nowNanos) {
        ends();
        running = Optional.of(flight);
        begunNanos = nowNanos;
        slowestNanos = 0;
        answered.clear();
        disturbed = Math.max(0, disturbed - 1);
    }

    /** A member's message was accepted; if it is what the flight waits for, the member is waited for no longer. */
    void accepted(PlatformId from, MessageType type, long nowNanos) {
        if (running.filter(flight -> flight.answer() == type).isPresent()) {
            answered.add(from);
            slowestNanos = nowNanos - begunNanos;
        }
    }

    /** The flight has what it needs. */
    void ends() {
        if (running.isPresent() && !answered.isEmpty()) {
            Deque<Long> times = last.computeIfAbsent(running.get(), flight -> new ArrayDeque<>());
            times.addLast(slowestNanos);
            if (times.size() > REMEMBERED) {
                times.removeFirst();
            }
        }
        running = Optional.empty();
    }

    /** The attempt is void: how long it took is not remembered. */
    void leavesNothing() {
        running = Optional.empty();
    }

    /** A member's connection was lost or came back. */
    void disturbed() {
        disturbed = UNDISTURBED;
    }

    /** How long the flight that is beginning, or runs, may take. */
    Duration allowed() {
        Deque<Long> times =
                running.flatMap(flight -> Optional.ofNullable(last.get(flight))).orElseGet(ArrayDeque::new);
        if (times.size() < LEAST_MEASURED || disturbed > 0) {
            return Duration.ofNanos(configuredNanos);
        }
        long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
        long usual = sorted[(int) Math.ceil(0.9 * sorted.length) - 1];
        long longest = sorted[sorted.length - 1];
        long derived = Math.max(factor * usual, 2 * longest);
        return Duration.ofNanos(Math.min(configuredNanos, Math.max(leastNanos, derived)));
    }

    /**
     * The deadline has passed: the least is doubled for good, so that whatever takes a member so long now and then is not cut off
     * time and again.
     *
     * @return who was awaited
     */
    List<PlatformId> late(Collection<PlatformId> members) {
        leastNanos = Math.min(configuredNanos, 2 * leastNanos);
        return awaited(members);
    }

    /** Whose answer the running flight has not; none where nothing is waited for. */
    List<PlatformId> awaited(Collection<PlatformId> members) {
        return running.isEmpty()
                ? List.of()
                : members.stream().filter(member -> !answered.contains(member)).toList();
    }
}
