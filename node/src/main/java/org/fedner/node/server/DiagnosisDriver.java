package org.fedner.node.server;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fedner.aggregation.diagnosis.Diagnosis;
import org.fedner.aggregation.diagnosis.DummyVerdict;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Message;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.aggregation.protocol.Outgoing;
import org.fedner.aggregation.protocol.ServerEvent;
import org.fedner.aggregation.protocol.ServerEvent.Continuation;
import org.fedner.aggregation.protocol.ServerNotice;
import org.fedner.aggregation.protocol.ServerParty;
import org.fedner.aggregation.protocol.ServerPhase;
import org.fedner.aggregation.protocol.ServerStep;
import org.fedner.audit.event.Phase;
import org.fedner.node.cli.FailureException;
import org.fedner.node.egress.EgressGate;
import org.fedner.node.egress.Where;
import org.fedner.node.job.JobTerms;
import org.fedner.node.loop.PartyLog;
import org.fedner.node.loop.PartyLoop;
import org.fedner.node.loop.RunEvent;
import org.fedner.node.report.DiagnosisReport;

/**
 * Mode D: one epoch of all platforms, a few dummy rounds, a finding. Whoever falls silent ends it, since its fault may be the
 * one that is looked for. Nothing of a job is read or written but the number of its last epoch.
 */
final class DiagnosisDriver implements Driver {
    private static final Duration FAREWELL = Duration.ofSeconds(10);

    private final ServerSetup setup;
    private final JobTerms terms;
    private final PartyLog log;
    private final EgressGate gate;
    private final Members members;
    private final ServerParty party;
    private final PartyLoop loop;
    private final Path evidence;
    private final Set<PlatformId> farewells = new HashSet<>();
    private List<PlatformId> epochMembers = List.of();
    private Diagnosis diagnosis = Diagnosis.NOTHING_YET;
    private Where where;
    private ServerPhase phase = ServerPhase.noEpoch();
    private Optional<Message> begun = Optional.empty();
    private Optional<FailureException> failure = Optional.empty();
    private boolean over;
    private long deadlineNanos;

    DiagnosisDriver(ServerSetup setup, JobTerms terms, PartyLog log, EgressGate gate, Members members) {
        this.setup = setup;
        this.terms = terms;
        this.log = log;
        this.gate = gate;
        this.members = members;
        this.evidence = setup.work().resolve("evidence");
        this.party = new ServerParty(
                setup.identity().federation(),
                setup.identity().signingKey(),
                new SecureRandom(),
                setup.round().toMillis());
        this.where = new Where(PartyLog.jobId(terms), 0, 0, 0, Phase.JOIN);
        this.loop = new PartyLoop(setup.gather(), this::gatheringOver);
    }

    @Override
    public PartyLoop loop() {
        return loop;
    }

    @Override
    public Where where() {
        return where;
    }

    @Override
    public boolean hasNothingFor(Standing standing) {
        return over && !(standing instanceof Standing.InRound); // whoever missed the end hears it again
    }

    @Override
    public void arrived(PlatformId id, Standing standing) {
        if (epochMembers.contains(id)) {
            take(phase.on(new ServerEvent.Reconnected(id, standing)));
            if (!over && members.arePresent(epochMembers)) {
                loop.arm(Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime())), this::deadlinePassed);
            }
        } else if (epochMembers.isEmpty()) {
            int present = members.presentIds().size();
            if (present < setup.platforms()) {
                setup.watcher().heard(new RunEvent.Waiting(present, setup.platforms()));
            } else {
                begin();
            }
        }
    }

    @Override
    public void lost(PlatformId id) {
        if (over) {
            endWhenAllLeft();
        } else if (epochMembers.contains(id)) {
            loop.hasten(setup.reconnect());
        }
    }

    @Override
    public void toldTheEnd(PlatformId id) {
        farewell(id);
    }

    @Override
    public void farewell(PlatformId id) {
        farewells.add(id);
        endWhenAllLeft();
    }

    @Override
    public void received(PlatformId from, WireMessage<?> message, long startedNanos) {
        take(phase.on(new ServerEvent.Received(from, message)));
    }

    private void gatheringOver() {
        throw ServerFailures.diagnosisWithoutAll(
                members.presentIds().size(), setup.platforms(), setup.timing().gatherSeconds());
    }

    private void begin() {
        long number;
        try {
            number = EpochNumbers.largest(setup.checkpoints()) + 1;
            EpochNumbers.diagnoses(setup.checkpoints(), number);
        } catch (IOException e) {
            throw ServerFailures.storage(e);
        }
        epochMembers = members.presentIds();
        where = new Where(where.job(), number, 0, 0, Phase.SETUP);
        log.epochOpened(where.job(), number, setup.identity().roster().signed(), epochMembers);
        arm(setup.epochSetup());
        take(ServerPhase.beginEpoch(
                phase, party, number, terms.epochParameters(), epochMembers, members.proposedRoster()));
    }

    private void arm(Duration duration) {
        deadlineNanos = System.nanoTime() + duration.toNanos();
        loop.arm(duration, this::deadlinePassed);
        if (!members.arePresent(epochMembers)) {
            loop.hasten(setup.reconnect());
        }
    }

    private void deadlinePassed() {
        arm(setup.epochSetup());
        take(phase.on(new ServerEvent.DeadlinePassed()));
    }

    private void take(ServerStep step) {
        phase = step.next();
        boolean begins = false;
        for (Outgoing outgoing : step.messages()) {
            begins |= begins(outgoing.message().message());
            members.peer(outgoing.to()).ifPresent(peer -> gate.plan(peer, outgoing.message(), where));
        }
        gate.flush();
        if (begins) {
            arm(setup.round());
        }
        step.notices().forEach(this::notice);
    }

    /** Whether this message begins a flight, the uploads' or the openings', for the first member that it goes to. */
    private boolean begins(Message message) {
        boolean opensFlight = message instanceof Open || message instanceof Result;
        boolean isRepeated = message instanceof Open open
                ? where.phase() == Phase.DIAGNOSE && where.round() >= open.round() && where.attempt() >= open.attempt()
                : begun.filter(message::equals).isPresent();
        if (!opensFlight || isRepeated) {
            return false;
        }
        begun = Optional.of(message);
        if (message instanceof Open open) {
            where = new Where(where.job(), where.epoch(), open.round(), open.attempt(), Phase.DIAGNOSE);
        }
        return true;
    }

    private void notice(ServerNotice notice) {
        if (notice instanceof ServerNotice.EpochEstablished established) {
            setup.watcher().heard(new RunEvent.EpochOpened(established.epoch().number(), members.names(epochMembers)));
        } else if (notice instanceof ServerNotice.DummyReady ready) {
            judged(ready);
        } else if (notice instanceof ServerNotice.VoidReady ready) {
            List<PlatformId> missing = ready.outcome().message().missing();
            log.roundVoided(where.job(), where.epoch(), ready.round(), ready.attempt(), missing);
            take(phase.on(new ServerEvent.OutcomeDurable(Continuation.END_EPOCH)));
            fails(ServerFailures.diagnosisDroppedOut(members.names(missing), ready.round()));
        } else if (notice instanceof ServerNotice.EpochEnded ended && !over) {
            fails(ServerFailures.diagnosisEnded(members.names(ended.platforms()), ended.cause()));
            take(phase.on(new ServerEvent.StopRequested(AbortReason.STOPPED)));
        }
    }

    private void judged(ServerNotice.DummyReady ready) {
        DummyVerdict verdict = ready.round().judge();
        diagnosis = diagnosis.with(ready.round().round(), verdict);
        log.dummyJudged(where, ready.round(), verdict.findings());
        if (DiagnosisEvidence.accusesServer(verdict)) {
            try {
                DiagnosisEvidence.write(evidence, ready);
            } catch (IOException e) {
                throw ServerFailures.storage(e);
            }
        }
        setup.watcher()
                .heard(new RunEvent.DummyRoundJudged(
                        diagnosis.rounds(),
                        terms.job().aggregation().dummyRounds(),
                        diagnosis.faults().size()));
        boolean isLast = diagnosis.rounds() >= terms.job().aggregation().dummyRounds();
        take(phase.on(new ServerEvent.OutcomeDurable(isLast ? Continuation.FINISH : Continuation.SAME_EPOCH)));
        if (isLast) {
            setup.watcher().heard(new RunEvent.Finished(diagnosis.rounds()));
            ends();
        }
    }

    /** The members are told before this server says why. */
    private void fails(FailureException why) {
        if (failure.isEmpty()) {
            failure = Optional.of(why);
            ends();
        }
    }

    private void ends() {
        over = true;
        loop.arm(FAREWELL, this::end);
        endWhenAllLeft();
    }

    private void endWhenAllLeft() {
        List<PlatformId> staying = new ArrayList<>(epochMembers);
        staying.removeAll(farewells);
        staying.removeAll(members.absent(epochMembers));
        if (over && staying.isEmpty()) {
            end();
        }
    }

    private void end() {
        failure.ifPresent(why -> {
            throw why;
        });
        loop.end();
    }

    DiagnosisReport report() {
        return DiagnosisReport.of(setup.identity().name(), epochMembers, diagnosis, members::name);
    }
}
