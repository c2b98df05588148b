package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * All that decides a run.
 *
 * @param seed of keys, inputs and latencies
 * @param colluders how many platforms, the first ones, give the server all their secrets
 */
record Schedule(long seed, int platforms, int colluders, int rounds, List<Fault> faults) {

    /** An undisturbed run takes about half of this; faults make it last. */
    private static final int BUSY_MILLIS = 700;

    private static final int LATEST_MILLIS = 8_000;

    private static final int MOST_FAULTS = 8;

    /** Drawn from {@code seed} alone. */
    static Schedule drawn(long seed, int platforms, List<Fault.Kind> kinds) {
        Random random = new Random(seed * 31 + platforms);
        int colluders = random.nextInt(Math.max(1, platforms - 2));
        List<Fault> faults = new ArrayList<>();
        for (int i = random.nextInt(MOST_FAULTS + 1); i > 0; i--) {
            long at = random.nextInt(random.nextInt(4) == 0 ? LATEST_MILLIS : BUSY_MILLIS);
            long lasts = 1 + random.nextInt(random.nextBoolean() ? 60 : 3_000);
            long victims = random.nextInt(3) == 0 ? -1L : random.nextLong() | 1L << random.nextInt(platforms);
            faults.add(new Fault(kinds.get(random.nextInt(kinds.size())), at, at + lasts, victims));
        }
        return new Schedule(seed, platforms, colluders, 2 + random.nextInt(3), List.copyOf(faults));
    }

    Schedule without(int fault) {
        List<Fault> fewer = new ArrayList<>(faults);
        fewer.remove(fault);
        return new Schedule(seed, platforms, colluders, rounds, List.copyOf(fewer));
    }

    boolean has(Fault.By by) {
        return faults.stream().anyMatch(fault -> fault.kind().by() == by);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(
                "seed %d, %d platforms of which %d collude, %d rounds".formatted(seed, platforms, colluders, rounds));
        faults.forEach(fault -> text.append("\n  ").append(fault));
        return text.toString();
    }
}
