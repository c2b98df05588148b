package org.fedner.node.e2e;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** One line of the fault matrix: a federation, what is done to it, and how it must end. Changed copies, never changed itself. */
final class FaultCell {
    private final String name;
    private String wire = "";
    private Timing timing = Timing.PATIENT;
    private int rounds = 10;
    private boolean isRecovering;
    private final int mostVoids;
    private Set<String> late = Set.of();
    private Map<String, Integer[]> statuses = Map.of();
    private Set<String> processes = Set.of(FaultStage.VICTIM);
    private Script before = stage -> {};
    private Script script;
    private Ending ending = Ending.COMPLETES;

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

    private FaultCell(String name, int mostVoids, Script script) {
        this.name = name;
        this.mostVoids = mostVoids;
        this.script = script;
    }

    static FaultCell of(String name, int mostVoids, Script script) {
        return new FaultCell(name, mostVoids, script);
    }

    private FaultCell with(Consumer<FaultCell> change) {
        FaultCell copy = new FaultCell(name, mostVoids, script);
        copy.wire = wire;
        copy.timing = timing;
        copy.rounds = rounds;
        copy.isRecovering = isRecovering;
        copy.late = late;
        copy.statuses = statuses;
        copy.processes = processes;
        copy.before = before;
        copy.ending = ending;
        change.accept(copy);
        return copy;
    }

    FaultCell wire(String faults) {
        return with(copy -> copy.wire = faults);
    }

    FaultCell timing(Timing other) {
        return with(copy -> copy.timing = other);
    }

    FaultCell rounds(int number) {
        return with(copy -> copy.rounds = number);
    }

    FaultCell recovering() {
        return with(copy -> copy.isRecovering = true);
    }

    FaultCell late(String... platforms) {
        return with(copy -> copy.late = Set.of(platforms));
    }

    /** That platform ends with one of these codes. */
    FaultCell ending(String platform, Integer... codes) {
        Map<String, Integer[]> more = new HashMap<>(statuses);
        more.put(platform, codes);
        return with(copy -> copy.statuses = more);
    }

    FaultCell after(Script prepared) {
        return with(copy -> copy.before = prepared);
    }

    FaultCell playing(Script other) {
        return with(copy -> copy.script = other);
    }

    FaultCell processes(String... platforms) {
        return with(copy -> copy.processes = Set.of(platforms));
    }

    FaultCell stops() {
        return with(copy -> copy.ending = Ending.STOPS);
    }

    String name() {
        return name;
    }

    /** Faults of the network, as {@code --faults} takes them. */
    String wire() {
        return wire;
    }

    Timing timing() {
        return timing;
    }

    int rounds() {
        return rounds;
    }

    boolean isRecovering() {
        return isRecovering;
    }

    /** Rounds that may be void for it. */
    int mostVoids() {
        return mostVoids;
    }

    /** Platforms that the script starts. */
    Set<String> late() {
        return late;
    }

    /** Exit codes of platforms that need not be 0. */
    Map<String, Integer[]> statuses() {
        return statuses;
    }

    /** Platforms that are processes. */
    Set<String> processes() {
        return processes;
    }

    Script before() {
        return before;
    }

    Script script() {
        return script;
    }

    Ending ending() {
        return ending;
    }

    @Override
    public String toString() {
        return name;
    }
}
