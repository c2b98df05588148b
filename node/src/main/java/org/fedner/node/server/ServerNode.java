package org.fedner.node.server;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fedner.aggregation.encoding.ImplausibleSumException;
import org.fedner.aggregation.encoding.SumCounts;
import org.fedner.aggregation.encoding.SumDecoder;
import org.fedner.aggregation.message.Bye;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.Hello;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.MessageType;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.RefusalReason;
import org.fedner.aggregation.message.Refused;
import org.fedner.aggregation.message.Signature;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.Welcome;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.aggregation.protocol.Outgoing;
import org.fedner.aggregation.protocol.ServerEpoch;
import org.fedner.aggregation.protocol.ServerEvent;
import org.fedner.aggregation.protocol.ServerEvent.Continuation;
import org.fedner.aggregation.protocol.ServerNotice;
import org.fedner.aggregation.protocol.ServerParty;
import org.fedner.aggregation.protocol.ServerPhase;
import org.fedner.aggregation.protocol.ServerStep;
import org.fedner.audit.event.DropCode;
import org.fedner.audit.event.ErrorEvent;
import org.fedner.audit.event.LogClose;
import org.fedner.audit.event.Phase;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.crypto.expansion.Digest;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.egress.EgressGate;
import org.fedner.node.egress.EgressLimits;
import org.fedner.node.egress.Where;
import org.fedner.node.job.JobTerms;
import org.fedner.node.loop.Median;
import org.fedner.node.loop.PartyLog;
import org.fedner.node.loop.PartyLoop;
import org.fedner.node.loop.RunEvent;
import org.fedner.node.transport.DisconnectReason;
import org.fedner.node.transport.Peer;
import org.fedner.node.transport.ServerTransport;
import org.fedner.node.transport.TransportException;
import org.fedner.node.transport.TransportListener;
import org.fedner.node.transport.TransportSettings;

/**
 * The server from its first listening socket to the finished job. {@link #run} returns when the job is finished and throws a
 * {@link FailureException} when it cannot be; either way the audit log is closed and says so.
 *
 * <p>A result is durable before its first copy leaves. A lost platform makes a round void and the next epoch goes on without
 * it, as long as enough are there; a platform that comes back joins in a new epoch after the round under way.
 */
public final class ServerNode {
    private static final int VERSION = 1;
    private static final int OTHER_BYTES = 1 << 22;
    private static final Duration FAREWELL = Duration.ofSeconds(20);

    private final ServerSetup setup;
    private final JobTerms terms;
    private final ServerStore store;
    private final PartyLog log;
    private final EgressGate gate;
    private final PartyLoop loop;
    private final ServerParty party;
    private final Members members;
    private final Set<PlatformId> leaving = new HashSet<>();
    private final Set<PlatformId> farewells = new HashSet<>();
    private final List<ServerOutcome.Exclusion> exclusions = new ArrayList<>();
    private final Median sumMillis = new Median();
    private final Median bytesUp = new Median();
    private final Median bytesDown = new Median();
    private List<PlatformId> epochMembers = List.of();
    private Where where;
    private ServerPhase phase = ServerPhase.noEpoch();
    private boolean inEpoch;
    private boolean everBegun;
    private boolean finished;
    private int voided;
    private int epochs;
    private double addingMillis;
    private long roundDeadlineNanos;

    private ServerNode(ServerSetup setup) {
        this.setup = setup;
        if (!setup.job()
                .isSignedBy(setup.identity().authorityKey(), setup.identity().federation())) {
            throw new FailureException(
                    ExitCode.INTEGRITY,
                    "the job is not signed by this federation's authority; sign it again with 'fedner provision job'");
        }
        this.terms = JobTerms.of(ConfigReader.decode(setup.job().job(), "the signed job"));
        this.store = ServerStore.open(setup.checkpoints(), terms);
        this.log = PartyLog.open(
                setup.work().resolve("audit"),
                setup.identity(),
                setup.clock(),
                setup.configuration(),
                Sha256Hex.over(new byte[0]));
        this.gate = EgressGate.ofServer(log.log(), new EgressLimits(1 << 30, Long.MAX_VALUE));
        this.loop = new PartyLoop(setup.gather(), this::gatheringOver);
        this.party = new ServerParty(
                setup.identity().federation(),
                setup.identity().signingKey(),
                new SecureRandom(),
                setup.round().toMillis());
        this.members = new Members(setup.identity().roster());
        this.where = new Where(PartyLog.jobId(terms), store.epochNumber(), 0, 0, Phase.JOIN);
    }

    /** Runs the server to the end of the job. */
    public static ServerOutcome run(ServerSetup setup) throws InterruptedException {
        ServerNode node = new ServerNode(setup);
        boolean ended = false;
        try {
            node.resume();
            node.serve();
            node.log.close(LogClose.Reason.FINISHED);
            ended = true;
            return node.outcome();
        } catch (FailureException e) {
            node.log.failed(errorCode(e), ErrorEvent.Component.PROTOCOL);
            ended = true;
            throw e;
        } finally {
            if (!ended) {
                node.log.failed(ErrorEvent.Code.INTERRUPTED, ErrorEvent.Component.PROTOCOL);
            }
            node.closeStore();
        }
    }

    private static ErrorEvent.Code errorCode(FailureException failure) {
        return switch (failure.exitCode()) {
            case NETWORK -> ErrorEvent.Code.DEADLINE_PASSED;
            case INTEGRITY -> ErrorEvent.Code.STATE_DIFFERS;
            case BAD_CONFIGURATION -> ErrorEvent.Code.STORAGE_FAILED;
            default -> ErrorEvent.Code.INTERNAL;
        };
    }

    private void closeStore() {
        try {
            store.close();
        } catch (IOException e) {
            throw storageFailed(e);
        }
    }

    private ServerOutcome outcome() {
        return new ServerOutcome(
                store.state().modelRound(),
                voided,
                epochs,
                HexFormat.of().formatHex(store.state().parameters().digest()),
                (long) bytesUp.value(),
                (long) bytesDown.value(),
                sumMillis.value(),
                List.copyOf(exclusions));
    }

    /** Goes on where a killed server stood: same epoch, same round, same bits. */
    private void resume() {
        Optional<ServerEpoch> epoch = store.epoch();
        if (epoch.isEmpty()) {
            return;
        }
        try {
            phase = store.lastOutcome().isPresent()
                    ? ServerPhase.resume(
                            party,
                            epoch.get(),
                            store.lastOutcome().get(),
                            isJobDone() ? Continuation.FINISH : Continuation.SAME_EPOCH)
                    : ServerPhase.resume(party, epoch.get());
        } catch (MalformedMessageException e) {
            throw new FailureException(
                    ExitCode.INTEGRITY, "the stored epoch is not this server's own: " + e.getMessage(), e);
        }
        inEpoch = !isJobDone();
        finished = isJobDone();
        everBegun = true;
        epochs = 1;
        epochMembers = epoch.get().members();
        where = new Where(
                where.job(),
                epoch.get().number(),
                epoch.get().round(),
                epoch.get().attempt(),
                Phase.TRAIN);
        if (finished) {
            loop.arm(setup.gather(), loop::end);
        } else {
            armRound(setup.round());
        }
    }

    private void serve() throws InterruptedException {
        int largest = Integer.BYTES * terms.layout().size() * 4 + OTHER_BYTES;
        try (ServerTransport transport = ServerTransport.start(
                setup.listen(),
                setup::identity,
                setup.identity().trust(setup.clock()),
                TransportSettings.forMessagesUpTo(largest),
                new Connections(),
                loop)) {
            tell(new RunEvent.Listening(transport.port()));
            loop.run();
        } catch (TransportException e) {
            throw new FailureException(ExitCode.NETWORK, e.sentence(), e);
        }
    }

    private void tell(RunEvent event) {
        setup.watcher().heard(event);
    }

    /** What connections bring. */
    private final class Connections implements TransportListener {
        @Override
        public void connected(Peer peer) {
            tell(new RunEvent.Connected(peer.name()));
        }

        @Override
        public void received(Peer peer, byte[] bytes) {
            try {
                long started = System.nanoTime();
                WireMessage<?> message = WireMessage.parse(bytes);
                ServerNode.this.received(peer, message, started);
            } catch (MalformedMessageException e) {
                gate.send(peer, WireMessage.of(new Refused(RefusalReason.MALFORMED)), where.in(Phase.JOIN));
                peer.close();
            }
        }

        @Override
        public void disconnected(Peer peer, DisconnectReason reason) {
            if (members.gone(peer)) {
                tell(new RunEvent.Disconnected(peer.name()));
                if (finished) {
                    endWhenAllLeft();
                } else if (inEpoch && epochMembers.contains(peer.id())) {
                    loop.hasten(setup.reconnect());
                }
            }
        }
    }

    private void received(Peer peer, WireMessage<?> message, long startedNanos) {
        gate.received(peer, message, where.in(phaseOf(message.message().type())));
        if (message.message() instanceof Hello hello) {
            greeted(peer, hello);
        } else if (!members.hasGreeted(peer)) {
            peer.close();
        } else if (message.message() instanceof Bye) {
            farewells.add(peer.id());
            endWhenAllLeft();
        } else {
            if (message.message().type() == MessageType.UPLOAD) {
                bytesUp.add(message.bytes().length);
            }
            ServerStep step = phase.on(new ServerEvent.Received(peer.id(), message));
            if (message.message().type() == MessageType.UPLOAD) {
                addingMillis += (System.nanoTime() - startedNanos) / 1e6;
            }
            take(step);
        }
    }

    private static Phase phaseOf(MessageType type) {
        return switch (type) {
            case HELLO -> Phase.JOIN;
            case KEYS, LINK, READY -> Phase.SETUP;
            case BYE, LEAVE, ABORT -> Phase.CLOSE;
            default -> Phase.TRAIN;
        };
    }

    private void greeted(Peer peer, Hello hello) {
        Optional<RefusalReason> refusal = refusal(peer, hello);
        if (refusal.isPresent()) {
            gate.send(peer, WireMessage.of(new Refused(refusal.get())), where.in(Phase.JOIN));
            peer.close();
            return;
        }
        gate.send(
                peer,
                WireMessage.of(new Welcome(
                        VERSION,
                        ByteString.of(setup.job().job()),
                        Signature.ofBytes(setup.job().signature()))),
                where.in(Phase.JOIN));
        members.greet(peer);
        boolean member = epochMembers.contains(peer.id());
        if (member) {
            take(phase.on(new ServerEvent.Reconnected(peer.id(), hello.standing())));
        }
        if (inEpoch && members.arePresent(epochMembers)) {
            loop.arm(Duration.ofNanos(Math.max(0, roundDeadlineNanos - System.nanoTime())), this::deadlinePassed);
        }
        if (!inEpoch && !finished) {
            beginEpochIfReady();
        }
    }

    private Optional<RefusalReason> refusal(Peer peer, Hello hello) {
        if (!hello.versions().contains(VERSION)) {
            return Optional.of(RefusalReason.VERSION);
        }
        if (!hello.federation().equals(setup.identity().federation())) {
            return Optional.of(RefusalReason.FEDERATION);
        }
        if (!hello.platform().equals(peer.id())) {
            return Optional.of(RefusalReason.NOT_ENROLLED);
        }
        boolean nothingForIt = finished && !(hello.standing() instanceof Standing.InRound);
        return nothingForIt ? Optional.of(RefusalReason.FINISHED) : Optional.empty();
    }

    private void beginEpochIfReady() {
        int needed = everBegun ? terms.job().aggregation().minPlatforms() : setup.platforms();
        int present = members.presentIds().size();
        if (present < needed) {
            tell(new RunEvent.Waiting(present, needed));
            return;
        }
        beginEpoch();
    }

    private void gatheringOver() {
        int present = members.presentIds().size();
        int needed = terms.job().aggregation().minPlatforms();
        if (present < needed) {
            throw new FailureException(
                    ExitCode.NETWORK,
                    "%d of at least %d platforms are connected after %d seconds; fewer would see each other's gradients, so the run stops. Everything up to round %d is kept: start the server again when they are back"
                            .formatted(
                                    present,
                                    needed,
                                    setup.timing().gatherSeconds(),
                                    store.state().modelRound()));
        }
        beginEpoch();
    }

    private void beginEpoch() {
        List<PlatformId> present = members.presentIds();
        long number = store.epochNumber() + 1;
        leaving.clear();
        everBegun = true;
        inEpoch = true;
        epochs++;
        try {
            store.proposeEpoch(number);
        } catch (IOException e) {
            throw storageFailed(e);
        }
        for (PlatformId id : epochMembers) {
            if (!present.contains(id)) {
                exclude(id, DropCode.DISCONNECTED);
            }
        }
        epochMembers = present;
        where = new Where(where.job(), number, 0, 0, Phase.SETUP);
        log.epochOpened(where.job(), number, setup.identity().roster().signed(), present);
        roundDeadlineNanos = System.nanoTime() + setup.epochSetup().toNanos();
        loop.arm(setup.epochSetup(), this::deadlinePassed);
        take(ServerPhase.beginEpoch(
                phase,
                party,
                number,
                terms.epochParameters(),
                present,
                setup.identity().roster().signed()));
    }

    private void exclude(PlatformId id, DropCode code) {
        exclusions.add(new ServerOutcome.Exclusion(
                members.name(id), store.epochNumber(), store.state().modelRound()));
        log.excluded(where.job(), where.epoch(), where.round(), id, code);
        tell(new RunEvent.Excluded(
                members.name(id), store.epochNumber(), store.state().modelRound()));
    }

    private void deadlinePassed() {
        loop.arm(setup.reconnect(), this::deadlinePassed);
        take(phase.on(new ServerEvent.DeadlinePassed()));
    }

    private void armRound(Duration duration) {
        roundDeadlineNanos = System.nanoTime() + duration.toNanos();
        loop.arm(duration, this::deadlinePassed);
        if (!members.arePresent(epochMembers)) {
            loop.hasten(setup.reconnect());
        }
    }

    private void take(ServerStep step) {
        phase = step.next();
        boolean opens = false;
        for (Outgoing outgoing : step.messages()) {
            MessageType type = outgoing.message().message().type();
            if (outgoing.message().message() instanceof org.fedner.aggregation.message.Open open) {
                opens = true;
                where = new Where(
                        where.job(),
                        where.epoch(),
                        open.round(),
                        open.attempt(),
                        open.round() == 0 ? Phase.SIZE : Phase.TRAIN);
            }
            Optional<Peer> peer = members.peer(outgoing.to());
            if (peer.isPresent()) {
                gate.plan(peer.get(), outgoing.message(), where);
                if (type == MessageType.RESULT) {
                    bytesDown.add(outgoing.message().bytes().length);
                }
            }
        }
        if (opens) {
            log.roundOpened(where, terms, store.state().parameters());
            addingMillis = 0;
        }
        gate.flush();
        if (opens) {
            armRound(setup.round());
        }
        step.notices().forEach(this::notice);
    }

    private void notice(ServerNotice notice) {
        try {
            if (notice instanceof ServerNotice.SnapshotWanted wanted) {
                snapshot(wanted);
            } else if (notice instanceof ServerNotice.EpochEstablished established) {
                store.epochEstablished(established.epoch());
                tell(new RunEvent.EpochOpened(established.epoch().number(), members.names(epochMembers)));
            } else if (notice instanceof ServerNotice.SumReady ready) {
                sumReady(ready);
            } else if (notice instanceof ServerNotice.VoidReady ready) {
                voidReady(ready);
            } else if (notice instanceof ServerNotice.LeaveReceived leave) {
                leaving.add(leave.from());
            } else if (notice instanceof ServerNotice.EpochEnded ended) {
                epochEnded(ended);
            }
        } catch (IOException e) {
            throw storageFailed(e);
        }
    }

    private static FailureException storageFailed(IOException cause) {
        return new FailureException(
                ExitCode.BAD_CONFIGURATION,
                "the server's state cannot be written; free disk space or check permissions, then start it again",
                cause);
    }

    private void snapshot(ServerNotice.SnapshotWanted wanted) {
        byte[] state = store.state().encode();
        if (!Digest.of(state).equals(wanted.digest())) {
            throw new FailureException(
                    ExitCode.INTEGRITY,
                    "the platforms vouch for round %d and this server's state is another; restore its work folder from the newest copy"
                            .formatted(wanted.modelRound()));
        }
        take(phase.on(new ServerEvent.SnapshotReady(ByteString.of(state))));
    }

    private void sumReady(ServerNotice.SumReady ready) throws IOException {
        SumCounts counts = null;
        try {
            if (ready.round() > 0) {
                counts = new SumDecoder(terms.layout())
                        .counts(ready.result().message().sum());
            }
            store.result(ready.round(), ready.result(), ready.epoch(), epochMembers.size());
        } catch (ImplausibleSumException e) {
            throw new FailureException(
                    ExitCode.INTEGRITY,
                    "the sum counts a number of sentences that the platforms cannot have; one of them submitted nonsense",
                    e);
        }
        if (counts != null) {
            sumMillis.add(addingMillis);
            long round = store.state().modelRound();
            log.aggregated(
                    where,
                    terms,
                    ready.result().message().sumDigest(),
                    epochMembers.size(),
                    store.state().parameters());
            log.roundVerified(where, store.state().parameters(), epochMembers.size());
            double loss = counts.metrics().get(0) / (double) JobTerms.LOSS_FRACTIONS / counts.examples();
            tell(new RunEvent.RoundDone(round, terms.job().rounds(), loss));
        }
        decide(afterSum());
    }

    private boolean isJobDone() {
        return store.state().modelRound() >= terms.job().rounds();
    }

    private Continuation afterSum() {
        if (isJobDone()) {
            return Continuation.FINISH;
        }
        boolean othersWait = !epochMembers.containsAll(members.presentIds());
        return othersWait || !leaving.isEmpty() ? Continuation.END_EPOCH : Continuation.SAME_EPOCH;
    }

    private void voidReady(ServerNotice.VoidReady ready) throws IOException {
        store.voided(ready.outcome(), ready.epoch());
        voided++;
        List<PlatformId> missing = ready.outcome().message().missing();
        log.roundVoided(where.job(), where.epoch(), ready.round(), ready.attempt(), missing);
        tell(new RunEvent.RoundVoided(ready.round(), members.names(missing)));
        boolean all = members.arePresent(epochMembers) && missing.isEmpty();
        decide(all ? Continuation.SAME_EPOCH : Continuation.END_EPOCH);
    }

    private void decide(Continuation continuation) {
        take(phase.on(new ServerEvent.OutcomeDurable(continuation)));
        if (continuation == Continuation.FINISH) {
            finished = true;
            inEpoch = false;
            tell(new RunEvent.Finished(store.state().modelRound()));
            loop.arm(FAREWELL, loop::end);
            endWhenAllLeft();
        } else if (continuation == Continuation.END_EPOCH) {
            nextEpoch();
        }
    }

    private void epochEnded(ServerNotice.EpochEnded ended) {
        if (finished) {
            return;
        }
        store.epochEnded();
        nextEpoch();
    }

    /** Another epoch at once if enough platforms are here; otherwise wait for them until the gathering's deadline. */
    private void nextEpoch() {
        inEpoch = false;
        loop.arm(setup.gather(), this::gatheringOver);
        beginEpochIfReady();
    }

    private void endWhenAllLeft() {
        if (finished
                && (farewells.containsAll(epochMembers)
                        || members.presentPeers().isEmpty())) {
            loop.end();
        }
    }
}
