package org.fedner.node.platform;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.encoding.SumCounts;
import org.fedner.aggregation.message.Bye;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.Call;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.Hello;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.RefusalReason;
import org.fedner.aggregation.message.Refused;
import org.fedner.aggregation.message.Welcome;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.aggregation.protocol.PlatformEvent;
import org.fedner.aggregation.protocol.PlatformNotice;
import org.fedner.aggregation.protocol.PlatformParty;
import org.fedner.aggregation.protocol.PlatformPhase;
import org.fedner.aggregation.protocol.PlatformStep;
import org.fedner.audit.event.ErrorEvent;
import org.fedner.audit.event.LogClose;
import org.fedner.audit.event.Phase;
import org.fedner.crypto.expansion.Digest;
import org.fedner.model.network.Recogniser;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.cli.Failures;
import org.fedner.node.egress.EgressGate;
import org.fedner.node.egress.EgressLimits;
import org.fedner.node.egress.Where;
import org.fedner.node.job.JobTerms;
import org.fedner.node.job.ProtocolVersions;
import org.fedner.node.loop.PartyLog;
import org.fedner.node.loop.PartyLoop;
import org.fedner.node.loop.RunEvent;
import org.fedner.node.loop.Stopping;
import org.fedner.node.renewal.PlatformRenewal;
import org.fedner.node.report.ParticipationReport;
import org.fedner.node.transport.Backoff;
import org.fedner.node.transport.Peer;
import org.fedner.node.transport.ReconnectingLink;
import org.fedner.node.transport.TransportSettings;
import org.fedner.node.witnessing.PlatformWitnessing;

/**
 * One platform from its first connection to its trained model. {@link #run} returns when the job is finished and throws a
 * {@link FailureException} when it cannot be; either way the audit log is closed and says so.
 */
public final class PlatformNode {
    private static final int OTHER_BYTES = 1 << 21; // the set-up among 1024 platforms fits
    private static final long GOODBYE_SECONDS = 10;

    private final PlatformSetup setup;
    private final PartyLog log;
    private final EgressGate gate;
    private final PlatformStore store;
    private final PlatformEvidence evidence;
    private final PlatformWitnessing witnessing;
    private final PlatformRenewal renewal;
    private final SitePolicy policy;
    private final PartyLoop loop;
    private final ServerConnection connection;
    private PlatformPhase phase;
    private Optional<JobTerms> terms = Optional.empty();
    private Optional<PlatformTraining> training = Optional.empty();
    private Optional<PlatformDiagnosis> diagnosis = Optional.empty();
    private Optional<ReconnectingLink> link = Optional.empty();
    private Optional<FailureException> shortfall = Optional.empty();
    private Where where = Where.joining();
    private long uploadedNanos;
    private long epoch;
    private long verifiedRound; // of this epoch
    private final Set<PlatformId> sealedFor = new HashSet<>();

    private PlatformNode(PlatformSetup setup) {
        this.setup = setup;
        long largest = setup.policy().maxBytesPerRound();
        this.store = new PlatformStore(setup.checkpoints()); // first, so that a damaged one leaves no log open
        long lastEpoch = store.lastEpoch();
        this.log = PartyLog.open(
                setup.audit(), setup.identity(), setup.clock(), setup.configuration(), setup.policyDigest());
        setup.watcher().opened(log, setup.audit());
        this.gate = EgressGate.ofPlatform(log.log(), new EgressLimits(largest, largest + OTHER_BYTES));
        this.evidence = new PlatformEvidence(setup.work().resolve("evidence"));
        this.witnessing = new PlatformWitnessing(
                log, setup.identity(), setup.clock(), setup.work().resolve("evidence/logs"));
        gate.accompany(witnessing);
        this.renewal = new PlatformRenewal(setup.identity(), setup.clock(), log, setup.watcher());
        this.policy = new SitePolicy(setup.policy(), setup.identity().roster(), setup.clock());
        this.loop = new PartyLoop(setup.connectFor().plusSeconds(1), () -> ServerConnection.silent(setup));
        this.connection = new ServerConnection(setup, loop, this::greet, this::received);
        this.phase = PlatformPhase.awaitingRoster(
                new PlatformParty(
                        setup.identity().federation(),
                        setup.identity().authority()::hasSigned,
                        setup.identity().signingKey(),
                        policy,
                        new SecureRandom()),
                lastEpoch);
    }

    /** Runs the platform to the end of a job that trains. */
    public static PlatformResult run(PlatformSetup setup) throws InterruptedException {
        return (PlatformResult) run(setup, new Stopping());
    }

    /**
     * Runs the platform to the end of the job, or until it is asked to stop. A diagnosis ends with what it found.
     *
     * @throws InterruptedException if it was asked to stop; its log is closed and it can be started again
     */
    public static PlatformEnding run(PlatformSetup setup, Stopping stopping) throws InterruptedException {
        PlatformNode node = new PlatformNode(setup);
        boolean ended = false;
        try {
            stopping.whenRequested(node.loop::stop);
            node.loop.everySecond(node::everySecond);
            node.takePart();
            ended = true;
            node.log.close(LogClose.Reason.FINISHED); // nothing leaves from here on
            if (node.diagnosis.isPresent()) {
                return new PlatformEnding.Diagnosed(node.diagnosis.get().report());
            }
            JobTerms terms = node.terms.orElseThrow();
            PlatformTraining training = node.training.orElseThrow();
            PlatformResult result = PlatformResult.of(
                    setup,
                    terms,
                    training,
                    ParticipationReport.ofClosed(
                            setup.audit(), terms, training.state().modelRound(), node.log::name));
            if (node.shortfall.isPresent()) {
                throw node.shortfall.get();
            }
            return result;
        } catch (InterruptedException e) {
            ended = true;
            node.log.close(LogClose.Reason.STOPPED);
            throw e;
        } catch (RuntimeException e) {
            FailureException failure = Failures.of(e);
            if (!ended) {
                node.log.failed(PlatformFailures.errorCode(failure), ErrorEvent.Component.PROTOCOL);
            }
            ended = true;
            throw failure;
        } finally {
            if (!ended) {
                node.log.failed(ErrorEvent.Code.INTERRUPTED, ErrorEvent.Component.PROTOCOL);
            }
            node.training.ifPresent(PlatformTraining::close);
            node.store.close();
        }
    }

    private void takePart() throws InterruptedException {
        int largest = (int) Math.min(1 << 30, 4 * setup.policy().maxBytesPerRound() + OTHER_BYTES);
        link = Optional.of(ReconnectingLink.start(
                setup.server(),
                setup::identity,
                setup.identity().trust(setup.clock()),
                TransportSettings.forMessagesUpTo(largest),
                Backoff.DEFAULT,
                setup.connectFor(),
                connection,
                loop));
        try {
            loop.run();
        } catch (InterruptedException e) {
            leave();
            throw e;
        } catch (FailureException e) {
            if (e.exitCode() == ExitCode.BUDGET_EXHAUSTED) {
                leave();
            }
            throw e;
        } finally {
            link.get().close();
        }
    }

    /** Whoever stops in order asks to be left out, so that the others need not wait for it to be missed. */
    private void leave() {
        sayFarewell(phase.on(new PlatformEvent.LeaveRequested()).messages());
    }

    private void sayFarewell(List<WireMessage<?>> messages) {
        connection.server().ifPresent(peer -> {
            messages.forEach(message -> gate.plan(peer, message, where.in(Phase.CLOSE)));
            try {
                gate.flush().get(GOODBYE_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                // A lost farewell costs the others a deadline.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void everySecond() {
        setup.watcher().beats();
        renewal.look();
        link.ifPresent(it -> it.forgetPartsAfter(setup.connectFor()));
        connection.server().ifPresent(peer -> renewal.due()
                .ifPresent(request -> gate.send(peer, request, where.in(Phase.JOIN))));
    }

    private void greet(Peer peer) {
        gate.send(
                peer,
                WireMessage.of(new Hello(
                        ProtocolVersions.spoken(),
                        setup.identity().federation(),
                        setup.identity().id(),
                        phase.standing())),
                where.in(Phase.JOIN));
    }

    private void received(Peer peer, byte[] bytes) {
        WireMessage<?> message;
        try {
            message = WireMessage.parse(bytes);
        } catch (MalformedMessageException e) {
            throw new FailureException(ExitCode.INTEGRITY, "the server sent a malformed message: " + e.getMessage(), e);
        }
        Where before = where;
        if (message.message() instanceof Open open) {
            Where opened = Where.inRound(where.job(), epoch, open.round(), open.attempt());
            where = diagnosis.isPresent() ? opened.in(Phase.DIAGNOSE) : opened;
        } else if (message.message() instanceof Call call) {
            where = new Where(where.job(), epoch, call.round(), 0, Phase.TRAIN);
        } else if (message.message() instanceof EpochRoster roster) {
            where = new Where(where.job(), roster.epoch(), 0, 0, Phase.SETUP);
        }
        if (!where.isInAttemptOf(before)) {
            link.ifPresent(ReconnectingLink::roundIsOver);
        }
        JobOffer.adoptRoster(setup, message.message());
        gate.received(peer, message, where.of(message.message()));
        if (witnessing.takes(message.message(), where) || renewal.takes(peer, message.message())) {
            return;
        }
        if (message.message() instanceof Welcome welcome) {
            welcomed(welcome);
        } else if (message.message() instanceof Refused refused) {
            refused(refused);
        } else if (terms.isPresent()) {
            long started = System.nanoTime();
            PlatformStep step = phase.on(new PlatformEvent.Received(message));
            evidence.keep(message, step);
            if (step.notices().stream().anyMatch(PlatformNotice.SumVerified.class::isInstance)) {
                training.orElseThrow().phase("upload").add((started - uploadedNanos) / 1e6);
                training.orElseThrow().phase("verify").addMillisSince(started);
            }
            take(step);
        }
    }

    private void welcomed(Welcome welcome) {
        JobTerms offered = JobOffer.verified(setup, welcome, terms);
        renewal.connected(welcome.version() >= ProtocolVersions.WITH_RENEWAL);
        if (terms.isPresent()) {
            if (!terms.get().jobDigest().equals(offered.jobDigest())) {
                throw new FailureException(
                        ExitCode.INTEGRITY, "the server changed the job in mid-run; start this platform again");
            }
            return;
        }
        JobOffer.agree(setup, policy, log, offered);
        where = new Where(PartyLog.jobId(offered), 0, 0, 0, Phase.JOIN);
        terms = Optional.of(offered);
        setup.watcher().accepted(offered);
        if (offered.isDiagnostic()) {
            diagnosis = Optional.of(new PlatformDiagnosis(setup, offered, log, evidence));
            return;
        }
        Recogniser recogniser = setup.recognisers().apply(offered.network());
        training = Optional.of(new PlatformTraining(setup, offered, recogniser, store, log.log()::append));
        BoundData.write(log, setup.corpus(), offered, training.get().dataset());
    }

    /** A job that ended without this platform still leaves it the model of the last round that it verified. */
    private void refused(Refused refused) {
        long verified = training.map(local -> local.state().modelRound()).orElse(0L);
        if (refused.reason() != RefusalReason.FINISHED || verified == 0) {
            throw PlatformFailures.refused(refused);
        }
        training.orElseThrow().scoreUnlessScored();
        if (!training.orElseThrow().state().isLast()) {
            int rounds = terms.orElseThrow().job().rounds();
            shortfall = Optional.of(PlatformFailures.finishedWithout(verified, rounds));
        }
        setup.watcher().heard(new RunEvent.Finished(verified));
        loop.end();
    }

    private void take(PlatformStep step) {
        phase = step.next();
        for (PlatformNotice notice : step.notices()) {
            if (notice instanceof PlatformNotice.EpochAccepted accepted) {
                store.rememberEpoch(accepted.number());
                gate.beginRound();
            } else if (notice instanceof PlatformNotice.EpochPrepared prepared) {
                store.rememberEpoch(prepared.number());
            } else if (notice instanceof PlatformNotice.DummyUploaded) {
                gate.beginRound();
            }
        }
        if (connection.server().isPresent() && !step.messages().isEmpty()) {
            store.awaitDurable();
            for (WireMessage<?> message : step.messages()) {
                gate.plan(connection.server().get(), message, where.of(message.message()));
            }
            gate.flush();
            uploadedNanos = System.nanoTime();
        }
        step.notices().forEach(this::notice);
    }

    private void notice(PlatformNotice notice) {
        if (notice instanceof PlatformNotice.EpochAccepted accepted) {
            epoch = accepted.number();
            where = new Where(where.job(), epoch, 0, 0, Phase.SETUP);
        }
        if (diagnosis.isPresent()) {
            if (diagnosis.get().isOverAfter(notice, where)) {
                sayFarewell(List.of(WireMessage.of(new Bye())));
                loop.end();
            }
            return;
        }
        PlatformTraining local = training.orElseThrow();
        if (notice instanceof PlatformNotice.EpochAccepted accepted) {
            verifiedRound = 0;
            sealedFor.clear();
            local.beginEpoch(accepted.members());
            log.epochOpened(where.job(), epoch, setup.identity().roster().signed(), accepted.members());
            setup.watcher().heard(new RunEvent.EpochOpened(epoch, log.names(accepted.members())));
        } else if (notice instanceof PlatformNotice.StateWanted wanted) {
            report(wanted.epoch(), local);
        } else if (notice instanceof PlatformNotice.SnapshotOffered offer) {
            long before = local.state().modelRound();
            local.adopt(offer.state().toBytes());
            if (before > offer.modelRound()) {
                long undone = before - offer.modelRound();
                log.rolledBack(where, undone, offer.modelRound(), local.state().modelDigest());
                setup.watcher().heard(new RunEvent.RolledBack(offer.modelRound(), undone));
            }
            report(offer.epoch(), local);
        } else if (notice instanceof PlatformNotice.SealingWanted wanted) {
            seal(wanted, local);
        } else if (notice instanceof PlatformNotice.SizesVerified sizes) {
            local.sizes(sizes.totalSentences());
        } else if (notice instanceof PlatformNotice.InputWanted wanted) {
            answer(wanted, local);
        } else if (notice instanceof PlatformNotice.RowsWanted wanted) {
            gate.beginRound();
            RowSet rows = local.nextRows(local.state().modelRound(), wanted.attempt());
            take(phase.on(new PlatformEvent.RowsReady(wanted.context(), rows)));
        } else if (notice instanceof PlatformNotice.RowsVerified verified) {
            local.rowsVerified(verified.next());
        } else if (notice instanceof PlatformNotice.SumVerified verified) {
            sumVerified(verified, local);
        } else if (notice instanceof PlatformNotice.RoundVoided voided) {
            local.discard();
            log.roundVoided(where.job(), epoch, voided.round(), voided.attempt(), voided.missing());
            setup.watcher().heard(new RunEvent.RoundVoided(voided.round(), log.names(voided.missing())));
        } else if (notice instanceof PlatformNotice.SumRefused refused) {
            evidence.refused(refused);
        } else if (notice instanceof PlatformNotice.JobFinished) {
            finish();
        } else if (notice instanceof PlatformNotice.Stopped stopped) {
            throw PlatformFailures.of(stopped.reason());
        }
    }

    private void report(Digest epochDigest, PlatformTraining local) {
        take(phase.on(new PlatformEvent.StateReported(
                epochDigest,
                local.state().digest(),
                local.state().modelRound(),
                local.vouchedMembers(),
                local.announcedSize())));
    }

    /** Each member that needs the state has one allowance of bytes an epoch; the same again is on what is left. */
    private void seal(PlatformNotice.SealingWanted wanted, PlatformTraining local) {
        if (sealedFor.add(wanted.to())) {
            gate.beginRound();
        }
        ByteString state = ByteString.of(local.state().encode());
        take(phase.on(new PlatformEvent.StateForSealing(wanted.epoch(), wanted.to(), state)));
    }

    private void answer(PlatformNotice.InputWanted wanted, PlatformTraining local) {
        policy.requireAnotherRound();
        gate.beginRound(); // once an attempt: an OPEN that was ignored, or answered before, brings no new allowance
        log.roundOpened(where, terms.orElseThrow(), local.state().modelDigest());
        RingVector input = local.input(attempts(wanted), where);
        policy.requireAllowed(input.size());
        RowSet next = local.nextRows(local.state().modelRound() + 1, wanted.attempt());
        long started = System.nanoTime();
        PlatformStep step = phase.on(new PlatformEvent.InputReady(wanted.context(), input, next));
        local.phase("mask").addMillisSince(started);
        take(step);
    }

    /** How often an input was wanted before for this model round: in mode R a void takes the next round's number. */
    private int attempts(PlatformNotice.InputWanted wanted) {
        return terms.orElseThrow().isRecovering() ? (int) (wanted.round() - verifiedRound - 1) : wanted.attempt();
    }

    private void sumVerified(PlatformNotice.SumVerified verified, PlatformTraining local) {
        boolean isIn = verified.contributors().contains(setup.identity().id());
        if (!isIn) {
            local.discard(); // mode R: this platform dropped out, and its batch is in no sum
        }
        verifiedRound = verified.round();
        where = new Where(where.job(), epoch, verified.round(), verified.attempt(), Phase.TRAIN);
        SumCounts counts = local.apply(verified.sum(), isIn);
        log.roundVerified(
                where, local.state().modelDigest(), verified.contributors().size());
        setup.watcher().heard(terms.orElseThrow().roundDone(verified.modelRound(), Optional.of(counts)));
    }

    private void finish() {
        training.ifPresent(PlatformTraining::scoreUnlessScored);
        training.ifPresent(PlatformTraining::save);
        store.awaitDurable(); // the server counts on somebody who has the last round once it hears this
        sayFarewell(List.of(WireMessage.of(new Bye())));
        setup.watcher()
                .heard(new RunEvent.Finished(training.orElseThrow().state().modelRound()));
        loop.end();
    }
}
