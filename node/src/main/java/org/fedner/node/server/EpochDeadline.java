package org.fedner.node.server;

import java.time.Duration;
import org.fedner.node.config.ServerFile;
import org.fedner.node.loop.PartyLoop;

/**
 * The one deadline of an epoch under way. A member that is gone shortens the wait to what a connection may take to come back; but
 * the network's trouble shortens nobody's time to answer: it is the configured one then, however fast the last rounds were.
 */
final class EpochDeadline {
    private final PartyLoop loop;
    private final Duration round;
    private final Duration reconnect;
    private final Runnable passed;
    private final FlightTimes times;
    private long nanos;
    private long latestNanos;

    /** @param passed runs on the loop when the deadline has passed, or when a member was gone for too long */
    EpochDeadline(PartyLoop loop, ServerFile.Timing timing, Runnable passed) {
        this.loop = loop;
        this.round = Duration.ofSeconds(timing.roundSeconds());
        this.reconnect = Duration.ofSeconds(timing.reconnectSeconds());
        this.passed = passed;
        this.times = new FlightTimes(timing);
    }

    /** What was measured. */
    FlightTimes times() {
        return times;
    }

    /** A flight begins, which may take as long as those before it suggest. */
    void flight(Flight begun, boolean everyoneIsHere) {
        times.begins(begun, System.nanoTime());
        arm(times.allowed(), round, everyoneIsHere);
    }

    /** Something else is waited for, and for so long. */
    void setUp(Duration allowed, boolean everyoneIsHere) {
        arm(allowed, allowed, everyoneIsHere);
    }

    private void arm(Duration allowed, Duration latest, boolean everyoneIsHere) {
        long now = System.nanoTime();
        nanos = now + allowed.toNanos();
        latestNanos = now + latest.toNanos();
        rest();
        if (!everyoneIsHere) {
            someoneIsGone();
        }
    }

    /** Everybody is here again: what is left of the time is theirs. */
    void rest() {
        loop.arm(Duration.ofNanos(Math.max(0, nanos - System.nanoTime())), passed);
    }

    /** A member's connection is gone: it has a while to come back, and the full time when it is. */
    void someoneIsGone() {
        times.disturbed();
        nanos = latestNanos;
        goOnWithout();
    }

    /** Whoever is gone still is: the others go on. */
    void goOnWithout() {
        rest();
        loop.hasten(reconnect);
    }

    /** Whether time is up; else it was hastened for one who is gone. */
    boolean isPassed() {
        return System.nanoTime() >= nanos;
    }
}
