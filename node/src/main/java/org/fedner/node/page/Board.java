package org.fedner.node.page;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.fedner.audit.event.Admin;
import org.fedner.audit.event.CheckpointSigned;
import org.fedner.audit.event.Content;
import org.fedner.audit.event.DpReserve;
import org.fedner.audit.event.Egress;
import org.fedner.audit.event.EpochOpen;
import org.fedner.audit.event.Event;
import org.fedner.audit.event.Ingress;
import org.fedner.audit.event.JobAccept;
import org.fedner.audit.event.JobId;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.Member;
import org.fedner.audit.event.MemberExcluded;
import org.fedner.audit.event.MemberId;
import org.fedner.audit.event.Phase;
import org.fedner.audit.event.RoundClose;
import org.fedner.audit.event.RoundOpen;
import org.fedner.audit.event.RoundSurvivors;
import org.fedner.node.loop.RunEvent;
import org.fedner.node.page.RunView.Stage;
import org.fedner.node.report.Participation;

/** Folds a party's audit leaves and events into how its run stands. The same leaves give the same board. One thread. */
final class Board {
    private static final int MOST_RECENT = 12;
    private static final int MOST_LISTED = 200;

    /** What a member is not expected to answer. */
    private static final Set<Content> UNANSWERED = EnumSet.of(
            Content.JOB,
            Content.RESULT,
            Content.VOID,
            Content.LEAVE,
            Content.ABORT,
            Content.COSIGNATURE,
            Content.CHECKPOINT,
            Content.HELLO);

    private Optional<JobId> job = Optional.empty();
    private Stage stage = Stage.STARTING;
    private int present;
    private int needed;
    private long epoch;
    private long epochs;
    private long round;
    private long attempt;
    private Optional<Instant> since = Optional.empty();
    private final Set<String> members = new LinkedHashSet<>();
    private final Set<String> awaited = new LinkedHashSet<>();
    private long voided;
    private int planned;
    private final Map<String, Instant> certificates = new TreeMap<>();
    private Participation participation = new Participation();
    private final Deque<RunView.Exclusion> exclusions = new ArrayDeque<>();
    private final Deque<RunView.Attempt> recent = new ArrayDeque<>();
    private final Deque<RunView.Deed> deeds = new ArrayDeque<>();
    private final Curve loss = new Curve();
    private final Curve devF1 = new Curve();
    private final Curve trainLoss = new Curve();
    private final Curve devLoss = new Curve();
    private boolean lossHidden;
    private final Map<Content, RunView.Traffic> sent = new EnumMap<>(Content.class);
    private final Map<Content, RunView.Traffic> received = new EnumMap<>(Content.class);
    private Optional<RunView.Budget> budget = Optional.empty();
    private Optional<RunView.Head> signed = Optional.empty();
    private long leaves;
    private long closedEpoch = -1;
    private long closedRound = -1;

    /** One leaf; one that was seen before changes nothing. */
    void logged(Leaf leaf) {
        if (leaf.seq() < leaves) {
            return;
        }
        leaves = leaf.seq() + 1;
        Event event = leaf.event();
        if (event instanceof Egress egress) {
            sent.merge(egress.content(), new RunView.Traffic(1, egress.bytes()), (old, one) -> old.and(egress.bytes()));
            asked(egress);
        } else if (event instanceof Ingress ingress) {
            received.merge(
                    ingress.content(), new RunView.Traffic(1, ingress.bytes()), (old, one) -> old.and(ingress.bytes()));
            answered(ingress);
        } else if (event instanceof JobAccept accepted) {
            of(accepted.job());
        } else if (event instanceof EpochOpen open) {
            of(open.job());
            opened(open, leaf.ts());
        } else if (event instanceof RoundOpen open) {
            opened(open, leaf.ts());
        } else if (event instanceof RoundSurvivors) {
            stage = Stage.UNMASKING;
        } else if (event instanceof RoundClose close) {
            closed(close, leaf.ts());
        } else if (event instanceof MemberExcluded out) {
            excluded(out, leaf.ts());
        } else if (event instanceof DpReserve spent) {
            budget = Optional.of(
                    new RunView.Budget(spent.epsAfterNano(), spent.epsBudgetNano(), spent.deltaFemto(), spent.entry()));
        } else if (event instanceof CheckpointSigned checkpoint) {
            signed(checkpoint.size(), checkpoint.root().hex());
        } else if (event instanceof Admin deed) {
            keep(deeds, new RunView.Deed(leaf.ts(), deed.action()), MOST_RECENT);
        }
        participation.take(leaf);
    }

    /** What was logged before is over: a process begins anew, and says by itself where it stands. */
    void begins() {
        stage = Stage.STARTING;
        since = Optional.empty();
        awaited.clear(); // its members stay: a server that was killed goes on in its epoch
    }

    /** Of another job than before: what is counted for a job begins at nothing. */
    private void of(JobId newest) {
        if (job.filter(newest::equals).isEmpty()) {
            job = Optional.of(newest);
            voided = 0;
            epochs = 0;
            planned = 0;
            participation = new Participation();
            exclusions.clear();
            recent.clear();
        }
    }

    /** The log was signed at that size. */
    void signed(long size, String root) {
        signed = Optional.of(new RunView.Head(size, root));
        leaves = Math.max(leaves, size);
    }

    private static List<String> hex(List<MemberId> ids) {
        return ids.stream().map(MemberId::hex).toList();
    }

    private static <T> void keep(Deque<T> newestFirst, T one, int most) {
        newestFirst.addFirst(one);
        if (newestFirst.size() > most) {
            newestFirst.removeLast();
        }
    }

    /** Set-up messages count while an epoch is set up, and no others: keys are also agreed beside rounds. */
    private boolean isOfThisStage(Phase phase) {
        return (phase == Phase.SETUP) == (stage == Stage.SETTING_UP) && phase != Phase.JOIN;
    }

    private void asked(Egress egress) {
        String to = egress.dst().name();
        if (members.contains(to) && isOfThisStage(egress.phase()) && !UNANSWERED.contains(egress.content())) {
            awaited.add(to);
        }
    }

    private void answered(Ingress ingress) {
        if (isOfThisStage(ingress.phase()) && ingress.content() != Content.COSIGNATURE) {
            awaited.remove(ingress.src().name());
        }
    }

    private void opened(EpochOpen open, Instant at) {
        if (open.first() == 0) {
            epochs++;
            epoch = open.epoch();
            stage = Stage.SETTING_UP;
            since = Optional.of(at);
            members.clear();
            awaited.clear();
        }
        open.members().stream().map(Member::id).map(MemberId::hex).forEach(members::add);
    }

    private void opened(RoundOpen open, Instant at) {
        round = open.round();
        attempt = open.attempt();
        stage = round == 0 ? Stage.SIZES : Stage.TRAINING;
        since = Optional.of(at);
        awaited.clear();
        awaited.addAll(members);
    }

    private void closed(RoundClose close, Instant at) {
        boolean isVerified = close.outcome() == RoundClose.Outcome.VERIFIED;
        boolean again = isVerified && close.epoch() == closedEpoch && close.round() == closedRound;
        stage = Stage.BETWEEN;
        awaited.clear();
        if (again) {
            return; // a restarted party says again how its last round ended
        }
        if (isVerified) {
            closedEpoch = close.epoch();
            closedRound = close.round();
        } else {
            voided++;
        }
        long millis =
                since.map(opened -> Duration.between(opened, at).toMillis()).orElse(0L);
        keep(
                recent,
                new RunView.Attempt(
                        at,
                        close.epoch(),
                        close.round(),
                        close.attempt(),
                        isVerified,
                        close.survivors(),
                        millis,
                        hex(close.missing())),
                MOST_RECENT);
    }

    private void excluded(MemberExcluded out, Instant at) {
        String id = out.member().hex();
        awaited.remove(id);
        keep(exclusions, new RunView.Exclusion(at, id, out.epoch(), out.round(), out.code()), MOST_LISTED);
    }

    /** One event of the run. */
    void heard(RunEvent event) {
        if (event instanceof RunEvent.Waiting waiting) {
            stage = Stage.GATHERING;
            present = waiting.present();
            needed = waiting.needed();
        } else if (event instanceof RunEvent.Connected connected) {
            certificates.put(connected.peer(), Instant.parse(connected.certificateExpires()));
        } else if (event instanceof RunEvent.Disconnected gone) {
            certificates.remove(gone.peer());
        } else if (event instanceof RunEvent.Renewed renewed) {
            certificates.computeIfPresent(renewed.party(), (name, before) -> Instant.parse(renewed.expires()));
        } else if (event instanceof RunEvent.RoundDone done) {
            planned = done.rounds();
            loss.add(done.round(), done.loss());
        } else if (event instanceof RunEvent.HiddenRoundDone done) {
            planned = done.rounds();
            lossHidden = true;
        } else if (event instanceof RunEvent.DevScored scored) {
            devF1.add(scored.round(), scored.strictF1());
            Optional.ofNullable(scored.trainLoss()).ifPresent(value -> trainLoss.add(scored.round(), value));
            Optional.ofNullable(scored.devLoss()).ifPresent(value -> devLoss.add(scored.round(), value));
        } else if (event instanceof RunEvent.DummyRoundJudged judged) {
            stage = Stage.DIAGNOSING;
            planned = judged.rounds();
        } else if (event instanceof RunEvent.Finished) {
            stage = Stage.FINISHED;
            awaited.clear();
        }
    }

    /** How it stands now. */
    RunView view(long lost) {
        return new RunView(
                stage,
                present,
                needed,
                epoch,
                epochs,
                round,
                attempt,
                since,
                List.copyOf(members),
                List.copyOf(awaited),
                participation.verified(),
                voided,
                planned,
                Map.copyOf(certificates),
                participation.platforms(),
                List.copyOf(exclusions),
                List.copyOf(recent),
                loss.points(),
                lossHidden,
                devF1.points(),
                trainLoss.points(),
                devLoss.points(),
                new EnumMap<>(sent),
                new EnumMap<>(received),
                budget,
                signed,
                leaves,
                new ArrayList<>(deeds),
                lost);
    }
}
