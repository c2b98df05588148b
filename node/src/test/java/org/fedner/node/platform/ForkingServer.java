package org.fedner.node.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.ConsistencyClaim;
import org.fedner.aggregation.message.Cosignatures;
import org.fedner.aggregation.message.Finished;
import org.fedner.aggregation.message.Hello;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.ShownCheckpoint;
import org.fedner.aggregation.message.Signature;
import org.fedner.aggregation.message.Welcome;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.aggregation.protocol.Outgoing;
import org.fedner.aggregation.protocol.ServerEvent;
import org.fedner.aggregation.protocol.ServerEvent.Continuation;
import org.fedner.aggregation.protocol.ServerNotice;
import org.fedner.aggregation.protocol.ServerParty;
import org.fedner.aggregation.protocol.ServerPhase;
import org.fedner.aggregation.protocol.ServerStep;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.audit.note.Checkpoint;
import org.fedner.audit.note.MalformedNoteException;
import org.fedner.audit.note.SignatureLine;
import org.fedner.audit.note.SignedNote;
import org.fedner.crypto.expansion.Digest;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.LoopbackFederation;
import org.fedner.node.identity.OwnLog;
import org.fedner.node.identity.SignedJob;
import org.fedner.node.job.JobTerms;
import org.fedner.node.loop.PartyLog;
import org.fedner.node.transport.DisconnectReason;
import org.fedner.node.transport.Peer;
import org.fedner.node.transport.ServerTransport;
import org.fedner.node.transport.TransportListener;
import org.fedner.node.transport.TransportSettings;

/**
 * A server whose sums are honest and whose audit log becomes two: one for the first platform, another for the rest, under one
 * key and with one past. Each is shown as one history, with the cosignatures of those who see it.
 */
final class ForkingServer implements TransportListener, AutoCloseable {
    private final Identity identity;
    private final SignedJob job;
    private final JobTerms terms;
    private final ServerParty party;
    private final int forksFromRound;
    private final Path work;
    private final Map<PlatformId, Peer> peers = new TreeMap<>();
    private final Map<PlatformId, Long> stands = new HashMap<>();
    private final List<PartyLog> logs = new ArrayList<>();
    private final Map<Integer, SignedNote> shown = new HashMap<>();
    private final Map<Integer, SignedNote> witnessed = new HashMap<>();
    private final ExecutorService loop = Executors.newSingleThreadExecutor();
    private final ServerTransport transport;
    private ServerPhase phase = ServerPhase.noEpoch();
    private long shownRound = -1;

    ForkingServer(LoopbackFederation federation, SignedJob job, Path work, int forksFromRound) throws Exception {
        this.identity = Identity.load(federation.server(), Clock.systemUTC());
        this.job = job;
        this.terms = JobTerms.of(ConfigReader.decode(job.job(), "the job"));
        this.party = new ServerParty(identity.federation(), identity.signingKey(), new SecureRandom(), 60_000);
        this.forksFromRound = forksFromRound;
        this.work = work;
        logs.add(open("one"));
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

    int port() {
        return transport.port();
    }

    private int half(PlatformId id) {
        boolean apart = logs.size() > 1 && List.copyOf(peers.keySet()).indexOf(id) == 0;
        return apart ? 1 : 0;
    }

    /** From here on there are two histories with one past. */
    private void fork() {
        logs.remove(0).log().close();
        Path other = work.resolve("other");
        try (Stream<Path> files = Files.walk(work.resolve("one"))) {
            for (Path file : files.toList()) {
                Files.copy(file, other.resolve(work.resolve("one").relativize(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (String name : List.of("one", "other")) {
            logs.add(open(name));
            logs.get(logs.size() - 1).epochResumed(1, peers.keySet());
        }
        shown.put(1, shown.get(0));
        witnessed.put(1, witnessed.get(0));
    }

    private PartyLog open(String name) {
        try {
            Files.deleteIfExists(
                    work.resolveSibling("identities").resolve("server").resolve(OwnLog.FILE)); // it knows better
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Sha256Hex nothing = Sha256Hex.over(new byte[0]);
        PartyLog log = PartyLog.open(work.resolve(name), identity, Clock.systemUTC(), nothing, nothing);
        log.assumeColluders(terms);
        return log;
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
        WireMessage<?> message;
        try {
            message = WireMessage.parse(bytes);
        } catch (MalformedMessageException e) {
            throw new AssertionError("a real platform sent nonsense", e);
        }
        if (message.message() instanceof Cosignatures said) {
            said.stands().stream()
                    .filter(at -> at.origin().endsWith("/server"))
                    .forEach(at -> stands.put(peer.id(), at.size()));
            said.notes().forEach(note -> cosigned(half(peer.id()), note));
        } else if (message.message() instanceof Hello) {
            greet(peer);
        } else {
            take(phase.on(new ServerEvent.Received(peer.id(), message)));
        }
    }

    /** The lines that each half gives are put under the checkpoint which that half was shown. */
    private void cosigned(int half, ByteString bytes) {
        try {
            SignedNote note = SignedNote.parse(bytes.toBytes());
            SignedNote own = shown.get(half);
            if (own != null && note.text().equals(own.text())) {
                SignedNote before = witnessed.getOrDefault(half, own);
                List<SignatureLine> lines =
                        new ArrayList<>(before.text().equals(own.text()) ? before.signatures() : own.signatures());
                lines.addAll(note.signatures());
                witnessed.put(half, new SignedNote(own.text(), lines));
            }
        } catch (MalformedNoteException e) {
            throw new AssertionError(e);
        }
    }

    private void greet(Peer peer) {
        peer.send(WireMessage.of(new Welcome(3, ByteString.of(job.job()), Signature.ofBytes(job.signature())))
                .bytes());
        peers.put(peer.id(), peer);
        if (peers.size() == terms.job().aggregation().minPlatforms()) {
            logs.get(0).epochOpened(PartyLog.jobId(terms), 1, identity.roster().signed(), peers.keySet());
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
            Peer peer = peers.get(outgoing.to());
            if (peer == null) {
                continue;
            }
            if (outgoing.message().message() instanceof Open open) {
                show(peer, open.round());
            } else if (outgoing.message().message() instanceof Finished) {
                show(peer, terms.job().rounds() + 1L);
            }
            peer.send(outgoing.message().bytes());
        }
        step.notices().forEach(this::notice);
    }

    private void show(Peer peer, long number) {
        if (number != shownRound) {
            shownRound = number;
            if (number == forksFromRound) {
                fork();
            }
            for (int half = 0; half < logs.size(); half++) {
                logs.get(half).roundVoided(PartyLog.jobId(terms), 1, number, 0, List.of());
                shown.put(half, logs.get(half).log().checkpoint());
            }
        }
        int half = half(peer.id());
        SignedNote note = shown.get(half);
        long size = size(note);
        long old = stands.getOrDefault(peer.id(), 0L);
        List<Digest> proof = logs.get(half).log().consistency(old, size).stream()
                .map(Digest::new)
                .toList();
        ByteString seen =
                witnessed.containsKey(half) ? ByteString.of(witnessed.get(half).encode()) : ByteString.of();
        peer.send(WireMessage.relayed(new ShownCheckpoint(
                        new ConsistencyClaim(ByteString.of(note.encode()), old, proof),
                        seen,
                        List.of(),
                        List.of(),
                        List.of(0L)))
                .bytes());
    }

    private static long size(SignedNote note) {
        try {
            return Checkpoint.parse(note.text()).size();
        } catch (MalformedNoteException e) {
            throw new AssertionError(e);
        }
    }

    private void notice(ServerNotice notice) {
        if (notice instanceof ServerNotice.SumReady ready) {
            boolean done = ready.round() == terms.job().rounds();
            take(phase.on(new ServerEvent.OutcomeDurable(done ? Continuation.FINISH : Continuation.SAME_EPOCH)));
        }
    }

    @Override
    public void close() {
        transport.close();
        loop.shutdownNow();
        logs.forEach(log -> log.log().close());
        identity.close();
    }
}
