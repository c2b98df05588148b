package org.fedner.node.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fedner.aggregation.message.Bye;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.Hello;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.MessageType;
import org.fedner.aggregation.message.RefusalReason;
import org.fedner.aggregation.message.Refused;
import org.fedner.aggregation.message.Signature;
import org.fedner.aggregation.message.Welcome;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.audit.event.ErrorEvent;
import org.fedner.audit.event.LogClose;
import org.fedner.audit.event.Phase;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.cli.Failures;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.egress.EgressGate;
import org.fedner.node.egress.EgressLimits;
import org.fedner.node.egress.Where;
import org.fedner.node.job.JobTerms;
import org.fedner.node.job.ProtocolVersions;
import org.fedner.node.loop.PartyLog;
import org.fedner.node.loop.RunEvent;
import org.fedner.node.loop.Stopping;
import org.fedner.node.renewal.ServerRenewal;
import org.fedner.node.report.ParticipationReport;
import org.fedner.node.transport.DisconnectReason;
import org.fedner.node.transport.Peer;
import org.fedner.node.transport.ServerTransport;
import org.fedner.node.transport.TransportException;
import org.fedner.node.transport.TransportListener;
import org.fedner.node.transport.TransportSettings;
import org.fedner.node.witnessing.ServerWitnessing;

/**
 * The server from its first listening socket to the finished job. {@link #run} returns when the job is finished and throws a
 * {@link FailureException} when it cannot be; either way the audit log is closed and says so.
 *
 * <p>A result is durable before its first copy leaves. A lost platform makes a round void and the next epoch goes on without
 * it, as long as enough are there; a platform that comes back joins in a new epoch after the round under way.
 */
public final class ServerNode {
    private static final int OTHER_BYTES = 1 << 22;
    private static final int LARGEST_MESSAGE = 1 << 30;

    private final ServerSetup setup;
    private final JobTerms terms;
    private final PartyLog log;
    private final EgressGate gate;
    private final Members members;
    private final Driver driver;
    private final ServerWitnessing witnessing;
    private final ServerRenewal renewal;
    private Where leftoversOf = Where.joining();
    private final Set<Peer> toldTheEnd = new HashSet<>();
    private Runnable leftovers = () -> {};

    /** What is done with the platforms, once there is a door to them. */
    private interface Purpose {
        Driver through(EgressGate gate, Members members);
    }

    private ServerNode(ServerSetup setup, JobTerms terms, Purpose purpose, PartyLog log) {
        this.setup = setup;
        this.terms = terms;
        this.log = log;
        this.gate = EgressGate.ofServer(log.log(), new EgressLimits(LARGEST_MESSAGE, Long.MAX_VALUE));
        this.witnessing = new ServerWitnessing(
                log, setup.identity(), setup.clock(), setup.work().resolve("evidence/logs"));
        log.assumeColluders(terms);
        gate.accompany(witnessing);
        this.members = new Members(setup.identity().roster());
        this.driver = purpose.through(gate, members);
        this.renewal = new ServerRenewal(
                setup.work().resolve("enrolment"),
                setup.identity(),
                setup.clock(),
                log,
                setup.watcher(),
                (peer, message) -> gate.send(peer, message, driver.where().in(Phase.JOIN)));
        members.beforeProposals(renewal::announce);
    }

    /** Runs the server to the end of a job that trains. */
    public static ServerOutcome run(ServerSetup setup) throws InterruptedException {
        return (ServerOutcome) run(setup, new Stopping());
    }

    /**
     * Runs the server to the end of the job, or until it is asked to stop. A diagnosis ends with what it found.
     *
     * @throws InterruptedException if it was asked to stop; its log is closed and it can be started again
     */
    public static ServerEnding run(ServerSetup setup, Stopping stopping) throws InterruptedException {
        if (!setup.identity().authority().hasSigned(setup.job())) {
            throw new FailureException(
                    ExitCode.INTEGRITY,
                    "the job is not signed by this federation's authority; sign it again with 'fedner provision job'");
        }
        JobTerms terms = JobTerms.of(ConfigReader.decode(setup.job().job(), "the signed job"));
        PartyLog log = PartyLog.open(
                setup.audit(), setup.identity(), setup.clock(), setup.configuration(), Sha256Hex.over(new byte[0]));
        setup.watcher().opened(log, setup.audit());
        setup.watcher().accepted(terms);
        boolean ended = false;
        try {
            ServerEnding ending = terms.isDiagnostic()
                    ? diagnosed(setup, terms, log, stopping)
                    : trained(setup, terms, log, stopping);
            log.close(LogClose.Reason.FINISHED);
            ended = true;
            return ending instanceof ServerOutcome outcome
                    ? outcome.over(ParticipationReport.ofClosed(setup.audit(), terms, outcome.rounds(), log::name))
                    : ending;
        } catch (RuntimeException e) {
            FailureException failure = Failures.of(e);
            ended = true;
            log.failed(errorCode(failure), ErrorEvent.Component.PROTOCOL);
            throw failure;
        } catch (InterruptedException e) {
            ended = true;
            log.close(LogClose.Reason.STOPPED);
            throw e;
        } catch (IOException e) {
            throw ServerFailures.storage(e);
        } finally {
            if (!ended) {
                log.failed(ErrorEvent.Code.INTERRUPTED, ErrorEvent.Component.PROTOCOL);
            }
        }
    }

    private static ServerEnding trained(ServerSetup setup, JobTerms terms, PartyLog log, Stopping stopping)
            throws InterruptedException, IOException {
        try (ServerStore store = ServerStore.open(setup.checkpoints(), terms)) {
            List<String> unknown = new ArrayList<>(terms.job().members().names());
            setup.identity().roster().get().entries().forEach(entry -> unknown.remove(entry.name()));
            if (store.epochNumber() == 0 && !unknown.isEmpty()) {
                throw ServerFailures.requiredNotEnrolled(unknown);
            }
            ServerNode node = new ServerNode(
                    setup, terms, (gate, members) -> new EpochDriver(setup, terms, store, log, gate, members), log);
            node.serve(stopping);
            return ((EpochDriver) node.driver).outcome();
        }
    }

    /** Without the job's store: a diagnosis neither reads nor writes what was trained. */
    private static ServerEnding diagnosed(ServerSetup setup, JobTerms terms, PartyLog log, Stopping stopping)
            throws InterruptedException {
        ServerNode node = new ServerNode(
                setup, terms, (gate, members) -> new DiagnosisDriver(setup, terms, log, gate, members), log);
        node.serve(stopping);
        return new ServerEnding.Diagnosed(((DiagnosisDriver) node.driver).report());
    }

    private static ErrorEvent.Code errorCode(FailureException failure) {
        return switch (failure.exitCode()) {
            case NETWORK -> ErrorEvent.Code.DEADLINE_PASSED;
            case INTEGRITY -> ErrorEvent.Code.STATE_DIFFERS;
            case BAD_CONFIGURATION -> ErrorEvent.Code.STORAGE_FAILED;
            default -> ErrorEvent.Code.INTERNAL;
        };
    }

    private void serve(Stopping stopping) throws InterruptedException {
        stopping.whenRequested(driver.loop()::stop);
        int vectorBytes =
                terms.ring().wordBytes() * terms.travellingWords(terms.table().rows());
        try (ServerTransport transport = ServerTransport.start(
                setup.listen(),
                setup::identity,
                setup.identity().trust(setup.clock()),
                TransportSettings.forMessagesUpTo(4 * vectorBytes + OTHER_BYTES), // a snapshot holds three vectors
                new Connections(),
                driver.loop())) {
            setup.watcher().heard(new RunEvent.Listening(transport.port()));
            leftovers = () -> forgetLeftovers(transport);
            driver.loop().everySecond(() -> {
                renewal.look();
                setup.watcher().beats();
                transport.forgetPartsAfter(setup.round());
                leftovers.run();
            });
            driver.loop().run();
        } catch (TransportException e) {
            throw new FailureException(ExitCode.NETWORK, e.sentence(), e);
        }
    }

    /** What broken connections left of messages is of no use when the attempt is over in which they were sent. */
    private void forgetLeftovers(ServerTransport transport) {
        if (!driver.where().isInAttemptOf(leftoversOf)) {
            leftoversOf = driver.where();
            transport.roundIsOver();
        }
    }

    /** What connections bring. */
    private final class Connections implements TransportListener {
        @Override
        public void connected(Peer peer) {
            setup.watcher().heard(RunEvent.Connected.to(peer));
        }

        @Override
        public void received(Peer peer, byte[] bytes) {
            long started = System.nanoTime();
            try {
                WireMessage<?> message = WireMessage.parse(bytes);
                gate.received(
                        peer,
                        message,
                        driver.where().in(phaseOf(message.message().type())));
                ServerNode.this.received(peer, message, started);
                leftovers.run();
            } catch (MalformedMessageException e) {
                refuse(peer, RefusalReason.MALFORMED);
            }
        }

        @Override
        public void disconnected(Peer peer, DisconnectReason reason) {
            renewal.gone(peer);
            if (members.gone(peer)) {
                setup.watcher().heard(new RunEvent.Disconnected(peer.name()));
                driver.lost(peer.id());
            } else if (toldTheEnd.remove(peer)) {
                driver.toldTheEnd(peer.id());
            }
        }
    }

    private void received(Peer peer, WireMessage<?> message, long startedNanos) {
        if (witnessing.takes(peer.id(), message.message()) || renewal.takes(peer, message.message())) {
            return;
        }
        if (message.message() instanceof Hello hello) {
            greeted(peer, hello);
        } else if (members.isDismissed(peer)) {
            return; // said before it knew that it was sent away; it says HELLO again on its next connection
        } else if (!members.hasGreeted(peer)) {
            refuse(peer, RefusalReason.MALFORMED);
        } else if (message.message() instanceof Bye) {
            driver.farewell(peer.id());
        } else {
            driver.received(peer.id(), message, startedNanos);
        }
    }

    private Phase phaseOf(MessageType type) {
        return switch (type) {
            case HELLO, COSIGNATURE, RENEWAL -> Phase.JOIN;
            case KEYS, SEED, LINK, READY -> Phase.SETUP;
            case BYE, LEAVE, ABORT -> Phase.CLOSE;
            default -> terms.isDiagnostic() ? Phase.DIAGNOSE : Phase.TRAIN;
        };
    }

    private void greeted(Peer peer, Hello hello) {
        Optional<Integer> version = ProtocolVersions.common(hello.versions());
        if (version.isEmpty()) {
            setup.watcher()
                    .heard(new RunEvent.VersionRefused(peer.name(), hello.versions(), ProtocolVersions.spoken()));
            refuse(peer, ProtocolVersions.refusal(hello.versions()));
            return;
        }
        Optional<RefusalReason> objection = objection(peer, hello);
        if (objection.isEmpty() && driver.hasNothingFor(hello.standing())) {
            welcome(peer, version.get()); // the job tells it whether what it holds is the end of it
            objection = Optional.of(RefusalReason.FINISHED);
            toldTheEnd.add(peer);
        }
        if (objection.isPresent()) {
            refuse(peer, objection.get());
            return;
        }
        welcome(peer, version.get());
        members.greet(peer);
        if (version.get() >= ProtocolVersions.WITH_RENEWAL) {
            renewal.greeted(peer);
        }
        driver.arrived(peer.id(), hello.standing());
    }

    private void welcome(Peer peer, int version) {
        Welcome welcome = new Welcome(
                version,
                ByteString.of(setup.job().job()),
                Signature.ofBytes(setup.job().signature()));
        gate.send(peer, WireMessage.of(welcome), driver.where().in(Phase.JOIN));
    }

    private void refuse(Peer peer, RefusalReason reason) {
        refuse(peer, new Refused(reason));
    }

    private void refuse(Peer peer, Refused refused) {
        gate.send(peer, WireMessage.of(refused), driver.where().in(Phase.JOIN));
        peer.close();
    }

    private Optional<RefusalReason> objection(Peer peer, Hello hello) {
        if (!hello.federation().equals(setup.identity().federation())) {
            return Optional.of(RefusalReason.FEDERATION);
        }
        if (!hello.platform().equals(peer.id())) {
            return Optional.of(RefusalReason.NOT_ENROLLED);
        }
        return Optional.empty();
    }
}
