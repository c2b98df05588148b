package org.fedner.node.server;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.encoding.ImplausibleSumException;
import org.fedner.aggregation.encoding.SumCounts;
import org.fedner.aggregation.message.Abort;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.MessageType;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.aggregation.protocol.EpochEnd;
import org.fedner.aggregation.protocol.Outgoing;
import org.fedner.aggregation.protocol.PreparedEpoch;
import org.fedner.aggregation.protocol.RoundKind;
import org.fedner.aggregation.protocol.ServerEpoch;
import org.fedner.aggregation.protocol.ServerEvent;
import org.fedner.aggregation.protocol.ServerEvent.Continuation;
import org.fedner.aggregation.protocol.ServerNotice;
import org.fedner.aggregation.protocol.ServerParty;
import org.fedner.aggregation.protocol.ServerPhase;
import org.fedner.aggregation.protocol.ServerStep;
import org.fedner.audit.event.Phase;
import org.fedner.node.egress.EgressGate;
import org.fedner.node.egress.Where;
import org.fedner.node.job.JobTerms;
import org.fedner.node.loop.PartyLog;
import org.fedner.node.loop.PartyLoop;
import org.fedner.node.loop.RunEvent;
import org.fedner.node.transport.Peer;

/**
 * Epochs and rounds: answers the protocol's notices and decides what follows a round. Confined to the server's loop.
 *
 * <p>One deadline is armed at any moment: for platforms to gather, for an epoch's set-up, a round's flight, or farewells.
 */
final class EpochDriver implements Driver {
    private static final int MOST_FRUITLESS_EPOCHS = 10;

    private final ServerSetup setup;
    private final JobTerms terms;
    private final ServerStore store;
    private final PartyLog log;
    private final EgressGate gate;
    private final Members members;
    private final ServerParty party;
    private final PartyLoop loop;
    private final RunRecord record;
    private final AgreedState agreed;
    private final Flights flights = new Flights();
    private final ServerEvidence evidence;
    private final NextEpoch next;
    private List<PlatformId> epochMembers = List.of();
    private Where where;
    private ServerPhase phase = ServerPhase.noEpoch();
    private boolean inEpoch;
    private boolean everBegun;
    private boolean finished;
    private boolean late;
    private boolean deciding;
    private int fruitlessEpochs;
    private final EpochDeadline deadline;
    private final Farewells farewells;

    EpochDriver(ServerSetup setup, JobTerms terms, ServerStore store, PartyLog log, EgressGate gate, Members members) {
        this.setup = setup;
        this.terms = terms;
        this.store = store;
        this.log = log;
        this.gate = gate;
        this.members = members;
        this.evidence = new ServerEvidence(setup.work().resolve("evidence"));
        this.record = new RunRecord(setup, terms, log, members);
        this.party = new ServerParty(
                setup.identity().federation(),
                setup.identity().signingKey(),
                new SecureRandom(),
                setup.round().toMillis());
        this.next = new NextEpoch(setup, terms, store, gate, members, party);
        this.agreed = new AgreedState(store, members, next, record);
        this.where = new Where(PartyLog.jobId(terms), store.epochNumber(), 0, 0, Phase.JOIN);
        this.loop = new PartyLoop(setup.gather(), this::gatheringOver);
        this.deadline = new EpochDeadline(loop, setup.timing(), this::deadlinePassed);
        this.farewells = new Farewells(setup, terms, store, gate, members, loop);
        resume();
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
        return finished
                && !farewells.keeps(standing)
                && !(standing instanceof Standing.InRound inRound && store.isFollowedFrom(inRound));
    }

    /** Goes on where a killed server stood: same epoch, same round, same bits. */
    private void resume() {
        Optional<ServerEpoch> epoch = store.epoch();
        if (epoch.isEmpty()) {
            return;
        }
        finished = isJobDone() && store.lastOutcome().isPresent();
        try {
            phase = store.lastOutcome().isPresent()
                    ? ServerPhase.resume(
                            party,
                            epoch.get(),
                            store.lastOutcome().get(),
                            store.earlierSum(),
                            finished ? Continuation.FINISH : Continuation.SAME_EPOCH)
                    : ServerPhase.resume(party, epoch.get());
        } catch (MalformedMessageException e) {
            throw ServerFailures.foreignEpoch(e);
        }
        inEpoch = phase.isInEpoch();
        everBegun = true;
        record.epochResumed();
        ServerEpoch at = epoch.get();
        where = Where.inRound(where.job(), at.number(), at.round(), at.attempt());
        epochMembers = at.members();
        members.epochResumes(epochMembers);
        flights.resumed(at.round(), at.attempt());
        record.restated(at, store, where, inEpoch);
        if (finished) {
            farewells.resume(where);
        } else if (!inEpoch) {
            loop.arm(setup.gather(), this::gatheringOver); // in mode R a restarted server begins another epoch
        } else {
            // Nobody is here yet and nobody is late: the platforms' pauses between attempts have grown meanwhile.
            deadline.setUp(setup.round(), true);
        }
    }

    @Override
    public void arrived(PlatformId id, Standing standing) {
        next.arrived(id);
        if (finished && farewells.keeps(standing)) {
            if (farewells.isLast(id, epochMembers)) {
                finished = false;
                nextEpoch();
            }
            return;
        }
        if (epochMembers.contains(id)) {
            List<Outgoing> missed = next.missed(new ServerEvent.Reconnected(id, standing));
            take(new ServerStep(phase, missed, List.of()));
            take(phase.on(new ServerEvent.Reconnected(id, missed.isEmpty() ? standing : next.afterwards())));
        }
        if (inEpoch && isWhole()) {
            deadline.rest();
        } else if (!inEpoch && !finished) {
            beginEpochIfReady();
        }
    }

    @Override
    public void lost(PlatformId id) {
        if (finished) {
            farewells.lost(id);
        } else if (inEpoch && epochMembers.contains(id)) {
            deadline.someoneIsGone();
        }
    }

    @Override
    public void toldTheEnd(PlatformId id) {
        farewells.told(id, finished);
    }

    @Override
    public void farewell(PlatformId id) {
        farewells.said(id, where, finished);
    }

    @Override
    public void received(PlatformId from, WireMessage<?> message, long startedNanos) {
        if (next.takes(from, message, epochMembers, where)) {
            return;
        }
        boolean upload = message.message().type() == MessageType.UPLOAD;
        if (upload && where.phase() == Phase.TRAIN) {
            record.uploadReceived(message);
        }
        ServerStep step = phase.on(new ServerEvent.Received(from, message));
        if (step.notices().stream().noneMatch(ServerNotice.MessageRefused.class::isInstance)) {
            deadline.times().accepted(from, message.message().type(), System.nanoTime());
        }
        if (upload) {
            record.uploadAddedSince(startedNanos);
        }
        boolean ends = step.notices().stream().anyMatch(ServerNotice.EpochEnded.class::isInstance);
        if (ends && message.message() instanceof Abort abort && abort.reason() == AbortReason.TAG_WRONG) {
            // A member refuses a sum under its signature; what follows is for people, not for another epoch.
            throw ServerFailures.contestedSum(members.name(from), evidence);
        }
        take(step);
    }

    private void beginEpochIfReady() {
        int needed = Math.max(everBegun ? 0 : setup.platforms(), terms.job().fewestMembers());
        int present = members.presentIds().size();
        if (present < needed) {
            record.tell(new RunEvent.Waiting(present, needed));
        } else if (agreed.isComplete()) {
            beginEpoch();
        }
    }

    private void gatheringOver() {
        int present = members.presentIds().size();
        if (present < terms.job().fewestMembers()) {
            record.excludedAbsent(where, store, epochMembers);
            throw ServerFailures.tooFew(
                    present,
                    terms.job(),
                    setup.timing().gatherSeconds(),
                    store.model().modelRound());
        }
        beginEpoch();
    }

    private void beginEpoch() {
        List<PlatformId> present = members.presentIds();
        long number = store.epochNumber() + 1;
        open(number, present);
        take(ServerPhase.beginEpoch(phase, party, number, terms.epochParameters(), present, members.proposedRoster()));
    }

    private void open(long number, List<PlatformId> platforms) {
        everBegun = true;
        inEpoch = true;
        flights.reset();
        try {
            store.proposeEpoch(number);
        } catch (IOException e) {
            throw ServerFailures.storage(e);
        }
        record.excludedAbsent(where, store, epochMembers).forEach(members::dismiss);
        members.epochBegins(platforms);
        epochMembers = platforms;
        where = new Where(where.job(), number, 0, 0, Phase.SETUP);
        record.epochOpened(where, platforms);
        deadline.times().epochBegins();
        deadline.setUp(setup.epochSetup(), isWhole());
    }

    private void deadlinePassed() {
        late = deadline.isPassed(); // else it was hastened for one who is gone
        if (late) {
            record.late(deadline.times().late(epochMembers), where);
            deadline.setUp(setup.epochSetup(), isWhole());
            take(phase.on(new ServerEvent.DeadlinePassed()));
        } else {
            deadline.goOnWithout();
            take(phase.on(new ServerEvent.MembersGone(members.absent(epochMembers))));
        }
        late = false;
    }

    private boolean isWhole() {
        return members.absent(epochMembers).isEmpty();
    }

    /** Logs, sends and acts upon one step of the protocol. */
    private void take(ServerStep step) {
        phase = step.next();
        boolean begins = false;
        if (!agreed.follow(step, where)) {
            standBy();
            return;
        }
        for (Outgoing outgoing : step.messages()) {
            begins |= flights.proceeds(outgoing.message().message());
            if (flights.opens(outgoing.message().message())) {
                begins = true;
                where = Where.inRound(where.job(), where.epoch(), flights.round(), flights.attempt());
                record.roundOpened(where, store.model().inLog(flights.state()));
            }
            members.peer(outgoing.to()).ifPresent(peer -> plan(peer, outgoing.message()));
        }
        gate.flush();
        if (begins) {
            deadline.flight(flights.flight(), isWhole());
        }
        step.notices().forEach(this::notice);
    }

    private void plan(Peer peer, WireMessage<?> message) {
        gate.plan(peer, message, where);
        if (where.phase() == Phase.TRAIN) {
            record.sent(message);
        }
    }

    /** Drops an epoch in which somebody is missing who may know better, and waits for them as for too few platforms. */
    private void standBy() {
        phase = ServerPhase.noEpoch();
        inEpoch = false;
        store.epochEnded();
        loop.arm(setup.gather(), () -> {
            agreed.requireComplete();
            gatheringOver();
        });
    }

    private void notice(ServerNotice notice) {
        try {
            if (notice instanceof ServerNotice.SnapshotWanted wanted) {
                agreed.snapshot(wanted, epochMembers)
                        .ifPresentOrElse(state -> take(phase.on(new ServerEvent.SnapshotReady(state))), this::standBy);
            } else if (notice instanceof ServerNotice.SumReady ready) {
                sumReady(ready);
            } else if (notice instanceof ServerNotice.VoidReady ready) {
                voidReady(ready);
            } else if (notice instanceof ServerNotice.MemberBehind left) {
                members.fallsBehind(left.member()); // it waits for the next epoch, and nobody for it
            } else if (notice instanceof ServerNotice.LeaveReceived leave) {
                members.leaves(leave.from());
            } else if (notice instanceof ServerNotice.EpochEnded ended && !finished) {
                epochEnded(ended);
            }
        } catch (IOException e) {
            throw ServerFailures.storage(e);
        }
    }

    /** An attempt that is open when its epoch ends is void, though no VOID says so: its members hear the next ROSTER. */
    private void epochEnded(ServerNotice.EpochEnded ended) {
        if (!deciding && (where.phase() == Phase.SIZE || where.phase() == Phase.TRAIN)) {
            record.roundVoided(where, where.round(), where.attempt(), ended.platforms());
        }
        if (late || ended.cause() == EpochEnd.MEMBER_ABORTED) {
            ended.platforms().forEach(this::sendAway);
        }
        store.epochEnded();
        fruitlessEpochs++;
        if (ended.cause() == EpochEnd.NO_COMMON_STATE) {
            agreed.requireOthers(epochMembers);
            standBy();
            return;
        }
        if (fruitlessEpochs >= MOST_FRUITLESS_EPOCHS) {
            throw ServerFailures.fruitless(fruitlessEpochs, store.model().modelRound());
        }
        nextEpoch();
    }

    /** Who let a deadline pass is in no next epoch before it connects again, which a party that is alive does at once. */
    private void sendAway(PlatformId id) {
        if (members.peer(id).isPresent()) {
            members.sendAway(id, late);
            record.tell(new RunEvent.Disconnected(members.name(id)));
        }
    }

    private void sumReady(ServerNotice.SumReady ready) throws IOException {
        evidence.summed(ready);
        Optional<SumCounts> counts;
        try {
            counts = store.result(ready, epochMembers.size());
        } catch (ImplausibleSumException e) {
            throw ServerFailures.implausibleSum(e);
        }
        if (ready.kind() == RoundKind.TRAINING) {
            deadline.times().ends();
            fruitlessEpochs = 0;
            record.roundDone(
                    where,
                    ready.contributors().size(),
                    ready.result().message().sumDigest(),
                    store.model().inLog(ready.epoch().state()),
                    store.model().modelRound(),
                    counts);
            record.droppedOut(store.model().modelRound(), epochMembers, ready.contributors());
        }
        decide(afterSum(), List.of());
    }

    private boolean isJobDone() {
        return store.model().isLast(terms.job().rounds());
    }

    private Continuation afterSum() throws IOException {
        if (isJobDone()) {
            return Continuation.FINISH;
        }
        if (!members.mayGoOn(epochMembers)) {
            return Continuation.END_EPOCH; // a newer roster counts from the next round on; who was revoked is not in it
        }
        return members.someAreBehind() || members.someLeave() || next.isDueAfterRound(epochMembers, where)
                ? Continuation.END_EPOCH
                : Continuation.SAME_EPOCH;
    }

    private void voidReady(ServerNotice.VoidReady ready) throws IOException {
        deadline.times().leavesNothing();
        store.voided(ready.outcome(), ready.epoch());
        List<PlatformId> missing = ready.outcome().message().missing();
        record.roundVoided(where, ready.round(), ready.attempt(), missing);
        boolean all = members.arePresent(epochMembers) && missing.isEmpty() && members.areEnrolled(epochMembers);
        List<PlatformId> tooLate = late ? missing : List.of(); // a void that a LEAVE caused is nobody's delay
        decide(all ? Continuation.SAME_EPOCH : Continuation.END_EPOCH, tooLate);
    }

    private void decide(Continuation continuation, List<PlatformId> tooLate) {
        deciding = true;
        take(phase.on(new ServerEvent.OutcomeDurable(continuation)));
        deciding = false;
        tooLate.forEach(this::sendAway); // after they were sent the outcome
        if (continuation == Continuation.FINISH) {
            finished = true;
            inEpoch = false;
            record.tell(new RunEvent.Finished(store.model().modelRound()));
            farewells.begin(where, epochMembers);
        } else if (continuation == Continuation.END_EPOCH) {
            nextEpoch();
        }
    }

    /** The prepared epoch, or another at once if enough platforms are here; else wait for them until their deadline. */
    private void nextEpoch() {
        inEpoch = false;
        members.dismissLeavers();
        Optional<PreparedEpoch> prepared = next.change(phase);
        if (prepared.isPresent()) {
            open(next.number(), prepared.get().members());
            take(prepared.get().change().orElseThrow());
            return;
        }
        loop.arm(setup.gather(), this::gatheringOver);
        beginEpochIfReady();
    }

    ServerOutcome outcome() {
        return record.outcome(store.model());
    }
}
