package org.fedner.node.platform;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.fedner.aggregation.encoding.ImplausibleSumException;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.Hello;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.Signature;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.Welcome;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.aggregation.protocol.Outgoing;
import org.fedner.aggregation.protocol.ServerEvent;
import org.fedner.aggregation.protocol.ServerEvent.Continuation;
import org.fedner.aggregation.protocol.ServerNotice;
import org.fedner.aggregation.protocol.ServerParty;
import org.fedner.aggregation.protocol.ServerPhase;
import org.fedner.aggregation.protocol.ServerStep;
import org.fedner.audit.event.Phase;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.crypto.expansion.Digest;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.egress.Where;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.LoopbackFederation;
import org.fedner.node.identity.SignedJob;
import org.fedner.node.job.FederationState;
import org.fedner.node.job.JobTerms;
import org.fedner.node.loop.PartyLog;
import org.fedner.node.transport.DisconnectReason;
import org.fedner.node.transport.Peer;
import org.fedner.node.transport.ServerTransport;
import org.fedner.node.transport.TransportListener;
import org.fedner.node.transport.TransportSettings;
import org.fedner.node.witnessing.ServerWitnessing;

/**
 * A server that follows the protocol over real TLS with its own enrolled key, except that it changes the result of a training
 * round before it signs it.
 */
final class LyingServer implements TransportListener, AutoCloseable {
    /** What is told instead of the true result. */
    interface Lie {
        /**
         * @param round the training round, from 1
         * @param uploads what the platforms sent in it
         * @param earlier the true results of earlier training rounds
         */
        Result instead(long round, Result truth, List<Upload> uploads, List<Result> earlier);

        /** The version that WELCOME tells. */
        default int version() {
            return 3;
        }

        /**
         * How many UPLOADs of the first training round are answered with the OPENs said before, the settled one and the open
         * one, in place of a result; afterwards, with what no message is.
         */
        default int repeatedRequests() {
            return 0;
        }
    }

    private final Identity identity;
    private final SignedJob job;
    private final JobTerms terms;
    private final Lie lie;
    private final ServerParty party;
    private final FederationState state;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final PartyLog log;
    private final ServerWitnessing witnessing;
    private final Map<PlatformId, Peer> peers = new TreeMap<>();
    private final Map<PlatformId, Upload> uploads = new LinkedHashMap<>();
    private final List<Result> earlier = new ArrayList<>();
    private final Map<PlatformId, List<byte[]>> opens = new TreeMap<>();
    private final Map<PlatformId, Integer> repeated = new TreeMap<>();
    private final ExecutorService loop = Executors.newSingleThreadExecutor();
    private final ServerTransport transport;
    private ServerPhase phase = ServerPhase.noEpoch();
    private Digest epoch = Digest.of();
    private long round;

    LyingServer(LoopbackFederation federation, SignedJob job, Lie lie) throws Exception {
        this.identity = Identity.load(federation.server(), Clock.systemUTC());
        this.job = job;
        this.terms = JobTerms.of(ConfigReader.decode(job.job(), "the job"));
        this.lie = lie;
        this.party = new ServerParty(identity.federation(), identity.signingKey(), new SecureRandom(), 60_000);
        this.state = FederationState.initial(terms);
        Path work = Files.createTempDirectory("fedner-lying-server");
        this.log = PartyLog.open(
                work, identity, Clock.systemUTC(), Sha256Hex.over(new byte[0]), Sha256Hex.over(new byte[0]));
        log.assumeColluders(terms);
        this.witnessing = new ServerWitnessing(log, identity, Clock.systemUTC(), work.resolve("forks"));
        this.transport = ServerTransport.start(
                new InetSocketAddress("127.0.0.1", 0),
                () -> identity,
                identity.trust(Clock.systemUTC()),
                TransportSettings.forMessagesUpTo(64 << 20),
                this,
                task -> {
                    try {
                        loop.execute(task);
                    } catch (RejectedExecutionException e) {
                        // the test is over
                    }
                });
    }

    /** Every byte that platforms sent, as it was before TLS encrypted it. */
    byte[] heard() {
        return heard.toByteArray();
    }

    int port() {
        return transport.port();
    }

    @Override
    public void connected(Peer peer) {
        // HELLO comes first
    }

    @Override
    public void disconnected(Peer peer, DisconnectReason reason) {
        peers.remove(peer.id(), peer);
    }

    @Override
    public void received(Peer peer, byte[] bytes) {
        heard.writeBytes(bytes);
        WireMessage<?> message;
        try {
            message = WireMessage.parse(bytes);
        } catch (MalformedMessageException e) {
            throw new AssertionError("a real platform sent nonsense", e);
        }
        if (witnessing.takes(peer.id(), message.message())) {
            return;
        }
        if (message.message() instanceof Hello) {
            greet(peer);
            return;
        }
        if (lie.repeatedRequests() > 0
                && message.message() instanceof Upload upload
                && upload.vector().size() > 1) {
            repeat(peer);
            return;
        }
        message.as(Upload.class).ifPresent(upload -> uploads.put(peer.id(), upload.message()));
        take(phase.on(new ServerEvent.Received(peer.id(), message)));
    }

    /** Asks for the same once more, with an older request before it. */
    private void repeat(Peer peer) {
        if (repeated.merge(peer.id(), 1, Integer::sum) > lie.repeatedRequests()) {
            peer.send(new byte[] {0});
        } else {
            opens.get(peer.id()).forEach(peer::send);
        }
    }

    private void greet(Peer peer) {
        peer.send(
                WireMessage.of(new Welcome(lie.version(), ByteString.of(job.job()), Signature.ofBytes(job.signature())))
                        .bytes());
        peers.put(peer.id(), peer);
        if (peers.size() == terms.job().aggregation().minPlatforms()) {
            log.epochOpened(PartyLog.jobId(terms), 1, identity.roster().signed(), peers.keySet());
            take(ServerPhase.beginEpoch(
                    phase,
                    party,
                    1,
                    terms.epochParameters(),
                    List.copyOf(peers.keySet()),
                    identity.roster().signed()));
        }
    }

    private void take(ServerStep step) {
        phase = step.next();
        for (Outgoing outgoing : step.messages()) {
            WireMessage<?> message = outgoing.message();
            if (message.message() instanceof EpochRoster roster) {
                epoch = roster.epochDigest();
            }
            byte[] told = message.as(Result.class)
                    .filter(result -> round > 0 || terms.isDiagnostic())
                    .<WireMessage<?>>map(result -> WireMessage.sign(
                            lie.instead(round, result.message(), List.copyOf(uploads.values()), List.copyOf(earlier)),
                            epoch,
                            identity.signingKey()))
                    .orElse(message)
                    .bytes();
            if (message.message() instanceof Open) {
                opens.computeIfAbsent(outgoing.to(), id -> new ArrayList<>()).add(told);
            }
            if (peers.containsKey(outgoing.to())) {
                Where where = new Where(PartyLog.jobId(terms), 1, round, 0, Phase.TRAIN);
                for (WireMessage<?> before : witnessing.before(peers.get(outgoing.to()), message.message(), where)) {
                    peers.get(outgoing.to()).send(before.bytes());
                }
                peers.get(outgoing.to()).send(told);
            }
        }
        step.notices().forEach(this::notice);
    }

    private void notice(ServerNotice notice) {
        if (notice instanceof ServerNotice.DummyReady ready) {
            boolean last =
                    ready.round().round() + 1 == terms.job().aggregation().dummyRounds();
            take(phase.on(new ServerEvent.OutcomeDurable(last ? Continuation.FINISH : Continuation.SAME_EPOCH)));
            uploads.clear();
        }
        if (notice instanceof ServerNotice.SumReady ready) {
            round = ready.round();
            Result truth = ready.result().as(Result.class).orElseThrow().message();
            try {
                if (round > 0) {
                    state.apply(truth.sum(), peers.size());
                }
            } catch (ImplausibleSumException e) {
                throw new AssertionError("three honest platforms have a plausible sum", e);
            }
            boolean done = round == terms.job().rounds();
            take(phase.on(new ServerEvent.OutcomeDurable(done ? Continuation.FINISH : Continuation.SAME_EPOCH)));
            if (round > 0) {
                earlier.add(truth);
            }
            uploads.clear();
        }
    }

    @Override
    public void close() {
        transport.close();
        loop.shutdownNow();
        log.log().close();
        identity.close();
    }
}
