package org.fedner.node.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PartyLoopTest {
    private static final Duration LONG = Duration.ofHours(1);

    @Test
    void runsTasksInTheirOrder() throws InterruptedException {
        List<Integer> order = new ArrayList<>();
        PartyLoop loop = new PartyLoop(LONG, () -> {});
        loop.execute(() -> order.add(1));
        loop.execute(() -> order.add(2));
        loop.execute(loop::end);
        loop.run();
        assertThat(order).containsExactly(1, 2);
    }

    @Test
    void runsTheDeadlineWhenNothingComes() throws InterruptedException {
        List<String> happened = new ArrayList<>();
        PartyLoop[] loop = new PartyLoop[1];
        loop[0] = new PartyLoop(Duration.ofMillis(1), () -> {
            happened.add("deadline");
            loop[0].end();
        });
        loop[0].run();
        assertThat(happened).containsExactly("deadline");
    }

    @Test
    void neverWaitsWithoutADeadline() {
        PartyLoop loop = new PartyLoop(Duration.ofMillis(1), () -> {});
        assertThatThrownBy(loop::run).isInstanceOf(IllegalStateException.class).hasMessageContaining("deadline");
    }

    @Test
    void everySecondGoesOnBetweenTasksAndMovesNoDeadline() throws InterruptedException {
        List<String> happened = new ArrayList<>();
        PartyLoop[] loop = new PartyLoop[1];
        loop[0] = new PartyLoop(Duration.ofMillis(2_500), () -> {
            happened.add("deadline");
            loop[0].end();
        });
        loop[0].everySecond(() -> happened.add("second"));
        loop[0].run();
        assertThat(happened).containsExactly("second", "second", "deadline");
    }

    @Test
    void hastenOnlyBringsTheDeadlineForward() throws InterruptedException {
        PartyLoop[] loop = new PartyLoop[1];
        loop[0] = new PartyLoop(LONG, () -> loop[0].end());
        loop[0].hasten(Duration.ofMillis(1));
        loop[0].hasten(LONG.multipliedBy(2));
        loop[0].run();
    }

    @Test
    void aTaskThatThrowsEndsTheLoopWithThat() {
        PartyLoop loop = new PartyLoop(LONG, () -> {});
        loop.execute(() -> {
            throw new ArithmeticException("from a task");
        });
        assertThatThrownBy(loop::run).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> loop.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }
}
