package org.fedner.node.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.fedner.audit.event.EpochOpen;
import org.fedner.audit.event.Event;
import org.fedner.audit.event.JobId;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.Member;
import org.fedner.audit.event.MemberExcluded;
import org.fedner.audit.event.MemberId;
import org.fedner.audit.event.RoundClose;
import org.fedner.audit.event.RoundOpen;
import org.fedner.audit.event.RoundRollback;
import org.fedner.audit.event.RoundSurvivors;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.proof.LogLeaves;

/**
 * Who took part in a job's verified rounds, and who was left out, as one log tells it; the same leaves give the same tally.
 *
 * <p>A round that a restarted party enters again counts once, and one that the model does not go on from, not at all. A server's log says of each exclusion why; in a platform's log,
 * which is told no reason, an exclusion is that the next epoch is without a member of the last one. A platform knows nothing of
 * the rounds that it was not there for.
 */
public final class Participation {
    /** The reason in a log that knows none. */
    public static final String NOT_TOLD = "not-told";

    private final Map<MemberId, Part> parts = new TreeMap<>(Comparator.comparing(MemberId::hex));
    private final Set<MemberId> members = new LinkedHashSet<>();
    private final Set<MemberId> before = new LinkedHashSet<>();
    private final Set<MemberId> told = new LinkedHashSet<>();
    private Optional<RoundSurvivors> survivors = Optional.empty();
    private Optional<RoundClose> last = Optional.empty();
    private final List<Counted> counted = new ArrayList<>();
    private Optional<Sha256Hex> initial = Optional.empty();
    private Optional<RoundRollback> undone = Optional.empty(); // with no round since
    private boolean opening;
    private long epoch;
    private long withoutSum;
    private long unnamed;

    /** A verified round that counts, and for whom; {@code model} is what it ended with. */
    private record Counted(Sha256Hex model, List<MemberId> present, List<MemberId> without) {
        boolean isUnnamed() {
            return present.isEmpty();
        }
    }

    /** One platform's part. */
    private static final class Part {
        private long rounds;
        private long droppedOut;
        private final List<LeftOut> leftOut = new ArrayList<>();
    }

    /**
     * An epoch went on, or would have, without a member of the one before.
     *
     * @param epoch the first that is without it; the last one, if none followed
     * @param afterRound verified rounds of the job until then
     * @param why a {@code DropCode} in lower case, or {@link #NOT_TOLD}
     */
    public record LeftOut(long epoch, long afterRound, String why) {}

    /**
     * One platform's part.
     *
     * @param member its id, in hexadecimal
     * @param rounds verified rounds whose sum holds its input
     * @param droppedOut verified rounds of epochs it was a member of whose sum does not
     */
    public record Taken(String member, long rounds, long droppedOut, List<LeftOut> leftOut) {
        public Taken {
            leftOut = List.copyOf(leftOut);
        }
    }

    /** Of every job that a log knows, in the order in which they began. */
    public static Map<JobId, Participation> ofJobs(Path log) throws IOException, AuditCorruptException {
        Map<JobId, Participation> jobs = new LinkedHashMap<>();
        LogLeaves.read(log, (file, bytes, leaf) -> jobOf(leaf.event())
                .ifPresent(job ->
                        jobs.computeIfAbsent(job, any -> new Participation()).take(leaf)));
        jobs.values().forEach(Participation::settle);
        return jobs;
    }

    /** Of one job; nothing of one that the log does not know. */
    public static Participation of(Path log, JobId job) throws IOException, AuditCorruptException {
        return ofJobs(log).getOrDefault(job, new Participation());
    }

    private static Optional<JobId> jobOf(Event event) {
        if (event instanceof EpochOpen open) {
            return Optional.of(open.job());
        } else if (event instanceof RoundOpen open) {
            return Optional.of(open.job());
        } else if (event instanceof RoundSurvivors arrived) {
            return Optional.of(arrived.job());
        } else if (event instanceof RoundClose close) {
            return Optional.of(close.job());
        } else if (event instanceof RoundRollback back) {
            return Optional.of(back.job());
        } else if (event instanceof MemberExcluded excluded) {
            return Optional.of(excluded.job());
        }
        return Optional.empty();
    }

    /** The next leaf of the job. */
    public void take(Leaf leaf) {
        Event event = leaf.event();
        if (event instanceof EpochOpen open) {
            opened(open);
        } else if (event instanceof RoundOpen open) {
            settle();
            survivors = Optional.empty();
            initial = initial.or(() -> Optional.of(open.modelInSha256()));
            goesOnFrom(open.modelInSha256());
        } else if (event instanceof RoundRollback back) {
            wentBack(back);
        } else if (event instanceof RoundSurvivors arrived) {
            survivors = Optional.of(arrived);
        } else if (event instanceof RoundClose close) {
            settle();
            closed(close);
        } else if (event instanceof MemberExcluded excluded) {
            told.add(excluded.member());
            String why = excluded.code().name().toLowerCase(Locale.ROOT).replace('_', '-');
            part(excluded.member()).leftOut.add(new LeftOut(excluded.epoch(), verified(), why));
        }
    }

    private void opened(EpochOpen open) {
        if (open.first() == 0) {
            settle();
            opening = true;
            epoch = open.epoch();
            before.clear();
            before.addAll(members);
            members.clear();
        }
        open.members().stream().map(Member::id).forEach(id -> {
            members.add(id);
            part(id);
        });
    }

    /** All members of an epoch are listed: whoever of the last one is not among them was left out of it. */
    private void settle() {
        if (!opening) {
            return;
        }
        opening = false;
        before.removeAll(members);
        for (MemberId id : before) {
            List<LeftOut> leftOut = part(id).leftOut;
            String why = told.contains(id) ? leftOut.remove(leftOut.size() - 1).why() : NOT_TOLD;
            leftOut.add(new LeftOut(epoch, verified(), why));
        }
        told.clear();
    }

    private void closed(RoundClose close) {
        if (last.filter(earlier -> isSame(earlier, close)).isPresent()) {
            return; // a restarted party says again how its last round ended
        }
        last = Optional.of(close);
        undone = Optional.empty();
        if (close.outcome() != RoundClose.Outcome.VERIFIED) {
            withoutSum++;
            return;
        }
        List<MemberId> present = survivors.map(RoundSurvivors::arrived).orElseGet(() -> List.copyOf(members));
        boolean named = present.size() == close.survivors();
        List<MemberId> without =
                members.stream().filter(id -> !present.contains(id)).toList();
        Counted round = new Counted(
                close.modelOutSha256().orElseThrow(), named ? present : List.of(), named ? without : List.of());
        counted.add(round);
        count(round, 1);
    }

    private void count(Counted round, int by) {
        unnamed += round.isUnnamed() ? by : 0;
        round.present().forEach(id -> part(id).rounds += by);
        round.without().forEach(id -> part(id).droppedOut += by);
    }

    /** A party that was stopped may go on from an earlier model; what came after that is done again, or by the others alone. */
    private boolean goesOnFrom(Sha256Hex model) {
        for (int last = counted.size(); last > 0; last--) {
            if (counted.get(last - 1).model().equals(model)) {
                keepOnly(last);
                return true;
            }
        }
        boolean isFirst = initial.filter(model::equals).isPresent();
        if (isFirst) {
            keepOnly(0);
        } // else the writer took over a model that it did not see come about
        return isFirst;
    }

    /** A log that does not name that model, of a blind server or of somebody who joined later, counts backwards. */
    private void wentBack(RoundRollback back) {
        long from = undone.map(RoundRollback::modelRound) // who was killed before it went on says it again
                .orElse(back.modelRound() + back.rounds());
        undone = Optional.of(back);
        if (!goesOnFrom(back.modelSha256())) {
            long beyond = Math.max(0, from - back.modelRound());
            keepOnly((int) Math.max(0, counted.size() - beyond));
        }
    }

    private void keepOnly(int rounds) {
        List<Counted> dropped = counted.subList(rounds, counted.size());
        dropped.forEach(round -> count(round, -1));
        dropped.clear();
    }

    private static boolean isSame(RoundClose earlier, RoundClose close) {
        return earlier.outcome() == close.outcome()
                && earlier.epoch() == close.epoch()
                && earlier.round() == close.round()
                && (close.outcome() == RoundClose.Outcome.VERIFIED || earlier.attempt() == close.attempt());
    }

    private Part part(MemberId id) {
        return parts.computeIfAbsent(id, any -> new Part());
    }

    /** Rounds with a sum. */
    public long verified() {
        return counted.size();
    }

    /** Attempts without one. */
    public long withoutSum() {
        return withoutSum;
    }

    /** Rounds with a sum of which this log does not say whose input is in it; they count for nobody. */
    public long unnamed() {
        return unnamed;
    }

    /** Everybody who ever was a member, in the order of their ids. */
    public List<Taken> platforms() {
        return parts.entrySet().stream()
                .map(each -> new Taken(
                        each.getKey().hex(),
                        each.getValue().rounds,
                        each.getValue().droppedOut,
                        each.getValue().leftOut))
                .toList();
    }
}
