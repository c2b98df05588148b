package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.fedner.aggregation.masking.AggregationMode;

/**
 * All that decides a run.
 *
 * @param seed of keys, inputs and latencies
 * @param colluders how many platforms, the first ones, give the server all their secrets
 */
record Schedule(AggregationMode mode, long seed, int platforms, int colluders, int rounds, List<Fault> faults) {

    /** An undisturbed run takes about half of this; faults make it last. */
    private static final int BUSY_MILLIS = 400;

    private static final int LATEST_MILLIS = 8_000;

    private static final int MOST_FAULTS = 7;

    /** Drawn from {@code seed} alone. */
    static Schedule drawn(AggregationMode mode, long seed, int platforms, List<Fault.Kind> kinds) {
        Random random = new Random(seed * 31 + platforms);
        int colluders = mode == AggregationMode.ONE_FLIGHT
                ? random.nextInt(platforms - 1)
                : random.nextInt(FaultedServer.COLLUDERS + 1); // a threshold of shares is for as many as are assumed
        List<Fault> faults = new ArrayList<>();
        for (int i = 1 + random.nextInt(MOST_FAULTS); i > 0; i--) {
            long at = random.nextInt(random.nextInt(4) == 0 ? LATEST_MILLIS : BUSY_MILLIS);
            Fault.Kind kind = kinds.get(random.nextInt(kinds.size()));
            boolean isShort = kind.by() == Fault.By.NETWORK && random.nextBoolean(); // a lie waits for its occasion
            long lasts = 1 + random.nextInt(isShort ? 60 : 3_000);
            long victims = random.nextInt(3) == 0 ? -1L : random.nextLong() | 1L << random.nextInt(platforms);
            faults.add(new Fault(kind, at, at + lasts, victims));
        }
        return new Schedule(mode, seed, platforms, colluders, 2 + random.nextInt(3), List.copyOf(faults));
    }

    Schedule without(int fault) {
        List<Fault> fewer = new ArrayList<>(faults);
        fewer.remove(fault);
        return new Schedule(mode, seed, platforms, colluders, rounds, List.copyOf(fewer));
    }

    boolean has(Fault.By by) {
        return faults.stream().anyMatch(fault -> fault.kind().by() == by);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("mode %s, seed %d, %d platforms of which %d collude, %d rounds"
                .formatted(mode, seed, platforms, colluders, rounds));
        faults.forEach(fault -> text.append("\n  ").append(fault));
        return text.toString();
    }
}
