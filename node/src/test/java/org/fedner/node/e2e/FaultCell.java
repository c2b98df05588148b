package org.fedner.node.e2e;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * One line of the fault matrix: a federation, what is done to it, and how it must end.
 *
 * @param wire faults of the network, as {@code --faults} takes them
 * @param mostVoids rounds that may be void for it
 * @param late platforms that the script starts
 * @param statuses exit codes of platforms that need not be 0
 * @param processes platforms that are processes
 */
record FaultCell(
        String name,
        String wire,
        Timing timing,
        int rounds,
        boolean isRecovering,
        int mostVoids,
        Set<String> late,
        Map<String, Integer[]> statuses,
        Set<String> processes,
        Script before,
        Script script,
        Ending ending) {

    /** What is done to a running federation. */
    @FunctionalInterface
    interface Script {
        void play(FaultStage stage) throws Exception;
    }

    /** How a run must end. */
    enum Ending {
        /** Everybody's job is done, and the model is that of the logged schedule. */
        COMPLETES,
        /** The script looked at every exit code and sentence itself. */
        STOPS
    }

    /** Deadlines in seconds; the last is how long a platform tries to reach the server. */
    record Timing(int gather, int setUp, int round, int reconnect, int connectSeconds) {
        /** The product's, where nobody is to be missed. */
        static final Timing PATIENT = new Timing(600, 180, 300, 30, 600);

        /** Where somebody who is gone is to be missed soon. */
        static final Timing BRISK = new Timing(300, 120, 300, 5, 300);

        /** Where somebody who is there and silent is to be missed soon. */
        static final Timing SHORT_ROUNDS = new Timing(300, 120, 25, 5, 300);

        String server() {
            return "{gatherSeconds: %d, setupSeconds: %d, roundSeconds: %d, reconnectSeconds: %d}"
                    .formatted(gather, setUp, round, reconnect);
        }
    }

    static FaultCell of(String name, int mostVoids, Script script) {
        return new FaultCell(
                name,
                "",
                Timing.PATIENT,
                10,
                false,
                mostVoids,
                Set.of(),
                Map.of(),
                Set.of(FaultStage.VICTIM),
                stage -> {},
                script,
                Ending.COMPLETES);
    }

    FaultCell wire(String faults) {
        return new FaultCell(
                name,
                faults,
                timing,
                rounds,
                isRecovering,
                mostVoids,
                late,
                statuses,
                processes,
                before,
                script,
                ending);
    }

    FaultCell timing(Timing other) {
        return new FaultCell(
                name, wire, other, rounds, isRecovering, mostVoids, late, statuses, processes, before, script, ending);
    }

    FaultCell rounds(int number) {
        return new FaultCell(
                name, wire, timing, number, isRecovering, mostVoids, late, statuses, processes, before, script, ending);
    }

    FaultCell recovering() {
        return new FaultCell(
                name, wire, timing, rounds, true, mostVoids, late, statuses, processes, before, script, ending);
    }

    FaultCell late(String... platforms) {
        return new FaultCell(
                name,
                wire,
                timing,
                rounds,
                isRecovering,
                mostVoids,
                Set.of(platforms),
                statuses,
                processes,
                before,
                script,
                ending);
    }

    /** That platform ends with one of these codes. */
    FaultCell ending(String platform, Integer... codes) {
        Map<String, Integer[]> more = new HashMap<>(statuses);
        more.put(platform, codes);
        return new FaultCell(
                name, wire, timing, rounds, isRecovering, mostVoids, late, more, processes, before, script, ending);
    }

    FaultCell after(Script prepared) {
        return new FaultCell(
                name,
                wire,
                timing,
                rounds,
                isRecovering,
                mostVoids,
                late,
                statuses,
                processes,
                prepared,
                script,
                ending);
    }

    FaultCell playing(Script other) {
        return new FaultCell(
                name, wire, timing, rounds, isRecovering, mostVoids, late, statuses, processes, before, other, ending);
    }

    FaultCell processes(String... platforms) {
        return new FaultCell(
                name,
                wire,
                timing,
                rounds,
                isRecovering,
                mostVoids,
                late,
                statuses,
                Set.of(platforms),
                before,
                script,
                ending);
    }

    FaultCell stops() {
        return new FaultCell(
                name,
                wire,
                timing,
                rounds,
                isRecovering,
                mostVoids,
                late,
                statuses,
                processes,
                before,
                script,
                Ending.STOPS);
    }

    @Override
    public String toString() {
        return name;
    }
}
