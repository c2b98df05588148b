package org.fedner.node.platform;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.Hello;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Signature;
import org.fedner.aggregation.message.Welcome;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.aggregation.protocol.ServerEvent;
import org.fedner.aggregation.protocol.ServerParty;
import org.fedner.aggregation.protocol.ServerPhase;
import org.fedner.aggregation.protocol.ServerStep;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.LoopbackFederation;
import org.fedner.node.identity.SignedJob;
import org.fedner.node.job.JobTerms;
import org.fedner.node.loop.PartyLog;
import org.fedner.node.transport.DisconnectReason;
import org.fedner.node.transport.Peer;
import org.fedner.node.transport.ServerTransport;
import org.fedner.node.transport.TransportListener;
import org.fedner.node.transport.TransportSettings;

/**
 * A server over real TLS with its own enrolled key, which opens one epoch when enough platforms are there. What it does wrong
 * is its subclass's.
 */
abstract class DishonestServer implements TransportListener, AutoCloseable {
    final Identity identity;
    final JobTerms terms;
    final Map<PlatformId, Peer> peers = new TreeMap<>();
    ServerPhase phase = ServerPhase.noEpoch();
    private final SignedJob job;
    private final ServerParty party;
    private final ExecutorService loop = Executors.newSingleThreadExecutor();
    private ServerTransport transport;

    DishonestServer(LoopbackFederation federation, SignedJob job) throws Exception {
        this.identity = Identity.load(federation.server(), Clock.systemUTC());
        this.job = job;
        this.terms = JobTerms.of(ConfigReader.decode(job.job(), "the job"));
        this.party = new ServerParty(identity.federation(), identity.signingKey(), new SecureRandom(), 60_000);
    }

    /** Lets platforms in; the last thing a constructor does. */
    final void open() throws Exception {
        transport = ServerTransport.start(
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

    final int port() {
        return transport.port();
    }

    /** The version that WELCOME tells. */
    int version() {
        return 4;
    }

    /** The log that the one epoch is written to. */
    abstract PartyLog log();

    /** Whether a message other than HELLO was for this class alone. */
    abstract boolean takes(Peer peer, WireMessage<?> message);

    /** Sends a step's messages, or others. */
    abstract void take(ServerStep step);

    @Override
    public final void connected(Peer peer) {
        // HELLO comes first
    }

    @Override
    public final void disconnected(Peer peer, DisconnectReason reason) {
        peers.remove(peer.id(), peer);
    }

    @Override
    public void received(Peer peer, byte[] bytes) {
        WireMessage<?> message;
        try {
            message = WireMessage.parse(bytes);
        } catch (MalformedMessageException e) {
            throw new AssertionError("a real platform sent nonsense", e);
        }
        if (message.message() instanceof Hello) {
            greet(peer);
        } else if (!takes(peer, message)) {
            take(phase.on(new ServerEvent.Received(peer.id(), message)));
        }
    }

    private void greet(Peer peer) {
        peer.send(WireMessage.of(new Welcome(version(), ByteString.of(job.job()), Signature.ofBytes(job.signature())))
                .bytes());
        peers.put(peer.id(), peer);
        if (peers.size() == terms.job().aggregation().minPlatforms()) {
            log().epochOpened(PartyLog.jobId(terms), 1, identity.roster().signed(), peers.keySet());
            take(ServerPhase.beginEpoch(
                    phase,
                    party,
                    1,
                    terms.epochParameters(),
                    List.copyOf(peers.keySet()),
                    identity.roster().signed()));
        }
    }

    @Override
    public void close() {
        transport.close();
        loop.shutdownNow();
        identity.close();
    }
}
