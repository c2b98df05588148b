package org.fedner.node.loop;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The single thread of a party. Tasks run in the order in which they were given; when no task comes before the armed deadline,
 * the deadline's action runs.
 *
 * <p>At any moment exactly one deadline is armed, so that a party can never wait for ever: {@link #arm} replaces it. A task or
 * action that throws ends the loop, and {@link #run} throws what it threw.
 */
public final class PartyLoop implements Executor {
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private volatile boolean ended;
    private volatile boolean stopped;
    private long secondNanos = System.nanoTime() + SECOND_NANOS;
    private Runnable everySecond = () -> {};
    private long deadlineNanos;
    private Runnable onDeadline;

    /** A loop whose first deadline is armed. */
    public PartyLoop(Duration firstDeadline, Runnable onDeadline) {
        arm(firstDeadline, onDeadline);
    }

    /** Replaces the deadline; called on the loop's thread, or before it runs. */
    public void arm(Duration duration, Runnable action) {
        deadlineNanos = System.nanoTime() + duration.toNanos();
        onDeadline = action;
    }

    /** Brings the deadline forward to {@code duration} from now, if it is later than that; the action stays. */
    public void hasten(Duration duration) {
        long sooner = System.nanoTime() + duration.toNanos();
        if (sooner - deadlineNanos < 0) {
            deadlineNanos = sooner;
        }
    }

    /** Runs {@code action} between the tasks, about every second; there is one such action. It is no deadline and arms none. */
    public void everySecond(Runnable action) {
        everySecond = action;
    }

    /** Gives the loop a task, from any thread. */
    @Override
    public void execute(Runnable task) {
        if (ended) {
            throw new RejectedExecutionException("the loop has ended");
        }
        tasks.add(task);
    }

    /** Ends the loop after the current task; from any thread. */
    public void end() {
        ended = true;
        tasks.add(() -> {});
    }

    /** Ends the loop after the current task, as if it were interrupted; from any thread. */
    public void stop() {
        stopped = true;
        tasks.add(() -> {});
    }

    /**
     * Runs tasks until {@link #end}.
     *
     * @throws InterruptedException after {@link #stop}, or when the thread was interrupted while it waited
     */
    public void run() throws InterruptedException {
        try {
            while (!ended) {
                if (stopped) {
                    throw new InterruptedException("stopped");
                }
                long now = System.nanoTime();
                Runnable task = tasks.poll(Math.min(deadlineNanos - now, secondNanos - now), TimeUnit.NANOSECONDS);
                if (task != null) {
                    task.run();
                }
                if (!ended && secondNanos - System.nanoTime() <= 0) {
                    secondNanos = System.nanoTime() + SECOND_NANOS;
                    everySecond.run();
                }
                if (task == null && !ended && deadlineNanos - System.nanoTime() <= 0) {
                    Runnable action = onDeadline;
                    onDeadline = () -> {
                        throw new IllegalStateException("a deadline passed without a new one being armed");
                    };
                    action.run();
                }
            }
        } finally {
            ended = true;
        }
    }
}
