package org.fedner.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.fedner.aggregation.message.MessageType;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.node.config.ServerFile;
import org.junit.jupiter.api.Test;

/** Deadlines from measured times, on a clock that the test moves. */
class FlightTimesTest {
    private static final PlatformId NORTH = new PlatformId(1, 1);
    private static final PlatformId SOUTH = new PlatformId(2, 2);
    private static final PlatformId WEST = new PlatformId(3, 3);
    private static final List<PlatformId> MEMBERS = List.of(NORTH, SOUTH, WEST);
    private static final Duration CONFIGURED = Duration.ofSeconds(300);

    private final FlightTimes times = new FlightTimes(timing(5));
    private long now = 1_000;

    private static ServerFile.Timing timing(int leastSeconds) {
        return new ServerFile.Timing(600, 60, 300, leastSeconds, 10, 30);
    }

    /** The deadline of the next round. */
    private Duration opened() {
        times.begins(Flight.INPUTS, now);
        return times.allowed();
    }

    private void answers(PlatformId from, Duration after) {
        times.accepted(from, MessageType.UPLOAD, now + after.toNanos());
    }

    private void round(Duration slowest) {
        opened();
        answers(NORTH, slowest.dividedBy(4));
        answers(SOUTH, slowest.dividedBy(2));
        answers(WEST, slowest);
        now += slowest.toNanos();
        times.ends();
    }

    private void rounds(int count, Duration slowest) {
        for (int i = 0; i < count; i++) {
            round(slowest);
        }
    }

    @Test
    void theConfiguredTimeHoldsUntilEnoughRoundsWereMeasured() {
        for (int i = 0; i < FlightTimes.LEAST_MEASURED; i++) {
            assertThat(opened()).isEqualTo(CONFIGURED);
            round(Duration.ofSeconds(2));
        }
        assertThat(opened()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void aRoundMayTakeSoManyTimesAsLongAsTheSlowestMemberUsuallyDoes() {
        rounds(FlightTimes.LEAST_MEASURED, Duration.ofSeconds(3));
        assertThat(opened()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void neverLessThanTheLeastNorMoreThanTheConfiguredTime() {
        rounds(FlightTimes.LEAST_MEASURED, Duration.ofMillis(1));
        assertThat(opened()).isEqualTo(Duration.ofSeconds(5));
        times.epochBegins();
        rounds(FlightTimes.LEAST_MEASURED, Duration.ofSeconds(100));
        assertThat(opened()).isEqualTo(CONFIGURED);
        FlightTimes longLeast = new FlightTimes(timing(1000));
        longLeast.begins(Flight.INPUTS, 0);
        assertThat(longLeast.allowed()).as("a least above the most is the most").isEqualTo(CONFIGURED);
    }

    @Test
    void oneLongRoundIsRememberedTwofoldAndMovesTheUsualTimeNot() {
        rounds(20, Duration.ofSeconds(1));
        round(Duration.ofSeconds(40));
        assertThat(opened()).isEqualTo(Duration.ofSeconds(80));
        rounds(FlightTimes.REMEMBERED, Duration.ofSeconds(1));
        assertThat(opened()).as("long ago").isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void afterAnEpochBeginsNothingMeasuredCounts() {
        rounds(FlightTimes.LEAST_MEASURED, Duration.ofSeconds(1));
        assertThat(opened()).isEqualTo(Duration.ofSeconds(10));
        times.epochBegins();
        assertThat(opened()).isEqualTo(CONFIGURED);
    }

    @Test
    void aFlightDisturbedByTheNetworkAndTheNextHaveTheConfiguredTime() {
        rounds(FlightTimes.LEAST_MEASURED, Duration.ofSeconds(1));
        assertThat(opened()).isEqualTo(Duration.ofSeconds(10));
        times.disturbed();
        assertThat(times.allowed()).isEqualTo(CONFIGURED);
        times.ends();
        assertThat(opened()).as("the next").isEqualTo(CONFIGURED);
        times.ends();
        assertThat(opened()).as("the one after").isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void eachDeadlineThatPassesDoublesTheLeastForGood() {
        rounds(FlightTimes.LEAST_MEASURED, Duration.ofMillis(1));
        opened();
        assertThat(times.late(MEMBERS)).isEqualTo(MEMBERS);
        times.epochBegins();
        rounds(FlightTimes.LEAST_MEASURED, Duration.ofMillis(1));
        assertThat(opened()).isEqualTo(Duration.ofSeconds(10));
        for (int i = 0; i < 10; i++) {
            times.late(MEMBERS);
        }
        assertThat(opened()).isEqualTo(CONFIGURED);
    }

    @Test
    void aVoidAttemptLeavesNothing() {
        rounds(FlightTimes.LEAST_MEASURED, Duration.ofSeconds(1));
        opened();
        answers(NORTH, Duration.ofSeconds(200));
        times.leavesNothing();
        assertThat(opened()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void whoIsMissingDoesNotCountForWhoAnswered() {
        for (int i = 0; i < FlightTimes.LEAST_MEASURED; i++) {
            opened();
            answers(NORTH, Duration.ofSeconds(1));
            now += CONFIGURED.toNanos(); // the deadline passed; the sum is recovered without the others
            times.begins(Flight.ACKNOWLEDGEMENTS, now);
            times.accepted(NORTH, MessageType.ACK, now + Duration.ofSeconds(2).toNanos());
            times.ends();
        }
        assertThat(opened()).isEqualTo(Duration.ofSeconds(10));
        times.begins(Flight.ACKNOWLEDGEMENTS, now);
        assertThat(times.allowed()).as("each flight has its own").isEqualTo(Duration.ofSeconds(20));
        times.begins(Flight.ANSWERS, now);
        assertThat(times.allowed()).isEqualTo(CONFIGURED);
    }

    @Test
    void whoHasNotAnsweredIsTheOneAwaited() {
        assertThat(times.awaited(MEMBERS)).as("nothing is waited for").isEmpty();
        opened();
        assertThat(times.awaited(MEMBERS)).isEqualTo(MEMBERS);
        answers(NORTH, Duration.ofSeconds(1));
        times.accepted(SOUTH, MessageType.ACK, now);
        assertThat(times.awaited(MEMBERS)).as("another message is no answer").containsExactly(SOUTH, WEST);
        answers(WEST, Duration.ofSeconds(1));
        assertThat(times.awaited(MEMBERS)).containsExactly(SOUTH);
        times.begins(Flight.ACKNOWLEDGEMENTS, now);
        assertThat(times.awaited(MEMBERS)).isEqualTo(MEMBERS);
    }

    /** Times that scatter by a factor of seven around any mean: no round of such a run comes near its deadline. */
    @Property(tries = 100)
    void aJitteryRunIsNeverLate(@ForAll @IntRange(min = 1, max = 40_000) int meanMillis, @ForAll long seed) {
        times.epochBegins(); // after the tries before
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            Duration takes = Duration.ofMillis((long) (meanMillis * Math.exp(random.nextDouble() * 2 - 1)));
            assertThat(opened()).isGreaterThan(takes);
            round(takes);
        }
    }

    @Property(tries = 200)
    void whateverWasMeasuredTheDeadlineStaysWithinItsBounds(
            @ForAll @Size(max = 100) List<@IntRange(min = 0, max = 1_000_000) Integer> millis) {
        for (int took : millis) {
            assertThat(opened()).isBetween(Duration.ofSeconds(5), CONFIGURED);
            round(Duration.ofMillis(took));
        }
    }
}
