package org.fedner.node.simulate.faults;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.fedner.crypto.expansion.Sha256;

/**
 * What goes wrong in a run, and what went wrong so far. Which faults strike whom in which round follows from the seed; at which
 * byte of the round, too. Each strikes a platform at most once in a round of the model, however many attempts that takes, so a
 * run always goes on. Used by the threads of all relays.
 */
public final class FaultPlan {

    /** A fault that struck. */
    public record Injected(String kind, String platform, int round) {}

    /** A fault that will strike when so many bytes of its round have passed. */
    private record Due(FaultSpec fault, long afterBytes) {}

    /** Bytes of the round so far. */
    private record Passed(long up, long down) {
        Passed plus(int bytes, boolean isUp) {
            return isUp ? new Passed(up + bytes, down) : new Passed(up, down + bytes);
        }

        long of(FaultSpec.Way way) {
            return switch (way) {
                case UP -> up;
                case DOWN -> down;
                case BOTH -> up + down;
            };
        }
    }

    private static final double SURE_SHARE = 0.95; // what surely passes, though connections begin unharmed

    private final List<FaultSpec> faults;
    private final long seed;
    private final long bytesOfRound;
    private final List<Injected> injected = new ArrayList<>();
    private final Map<String, List<Due>> due = new HashMap<>();
    private final Map<String, Passed> passed = new HashMap<>();
    private int round;

    /** @param bytesOfRound about how many one platform sends and receives in a round */
    public FaultPlan(List<FaultSpec> faults, long seed, long bytesOfRound) {
        this.faults = new ArrayList<>(faults);
        this.seed = seed;
        this.bytesOfRound = bytesOfRound;
    }

    /** Plans another fault, for rounds that have not begun. */
    public synchronized void add(FaultSpec fault) {
        faults.add(fault);
    }

    /** The server begins a round of the model, from 1; called again for the same one it changes nothing. */
    public synchronized void roundBegins(int next) {
        if (next > round) {
            round = next;
            due.clear();
            passed.clear();
        }
    }

    /** The round of the model that is under way; 0 before the first. */
    synchronized int round() {
        return round;
    }

    /** What struck so far, in order. */
    public synchronized List<Injected> injected() {
        return List.copyOf(injected);
    }

    /** So many bytes pass from a platform up to the server, or down: the faults that strike now. */
    synchronized List<FaultSpec> strikes(String platform, int bytes, boolean isUp) {
        if (round == 0) {
            return List.of();
        }
        List<Due> waiting = due.computeIfAbsent(platform, this::planned);
        Passed count = passed.getOrDefault(platform, new Passed(0, 0)).plus(bytes, isUp);
        passed.put(platform, count);
        List<FaultSpec> now = new ArrayList<>();
        for (Iterator<Due> each = waiting.iterator(); each.hasNext(); ) {
            Due next = each.next();
            if (count.of(next.fault().way()) >= next.afterBytes()) {
                each.remove();
                now.add(next.fault());
                injected.add(new Injected(next.fault().kind().word(), platform, round));
            }
        }
        return now;
    }

    private List<Due> planned(String platform) {
        List<Due> planned = new ArrayList<>();
        for (int i = 0; i < faults.size(); i++) {
            FaultSpec fault = faults.get(i);
            if (fault.concerns(platform, round) && draw(i, platform, "whether") < fault.rate()) {
                boolean atOnce = fault.kind() == FaultSpec.Kind.DELAY && fault.way() == FaultSpec.Way.BOTH;
                planned.add(new Due(fault, atOnce ? 0 : (long) (draw(i, platform, "when") * bytesToCome(fault.way()))));
            }
        }
        return planned;
    }

    /** The server ends a round before it sends its sum, so the first one here has a vector up and no sum down. */
    private double bytesToCome(FaultSpec.Way way) {
        return SURE_SHARE * (round == 1 || way != FaultSpec.Way.BOTH ? bytesOfRound / 2.0 : bytesOfRound);
    }

    /** A number in [0, 1) for this fault, platform and round. */
    private double draw(int fault, String platform, String purpose) {
        byte[] numbers = ByteBuffer.allocate(Long.BYTES + 2 * Integer.BYTES)
                .putLong(seed)
                .putInt(fault)
                .putInt(round)
                .array();
        byte[] digest =
                Sha256.of(numbers, purpose.getBytes(StandardCharsets.UTF_8), platform.getBytes(StandardCharsets.UTF_8));
        return (ByteBuffer.wrap(digest).getLong() >>> 11) * 0x1p-53;
    }
}
