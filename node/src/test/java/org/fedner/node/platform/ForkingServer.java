package org.fedner.node.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.ConsistencyClaim;
import org.fedner.aggregation.message.Cosignatures;
import org.fedner.aggregation.message.Finished;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.ShownCheckpoint;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.aggregation.protocol.Outgoing;
import org.fedner.aggregation.protocol.ServerEvent;
import org.fedner.aggregation.protocol.ServerEvent.Continuation;
import org.fedner.aggregation.protocol.ServerNotice;
import org.fedner.aggregation.protocol.ServerStep;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.audit.note.Checkpoint;
import org.fedner.audit.note.MalformedNoteException;
import org.fedner.audit.note.SignatureLine;
import org.fedner.audit.note.SignedNote;
import org.fedner.crypto.expansion.Digest;
import org.fedner.node.identity.LoopbackFederation;
import org.fedner.node.identity.OwnLog;
import org.fedner.node.identity.SignedJob;
import org.fedner.node.loop.PartyLog;
import org.fedner.node.transport.Peer;

/**
 * A server whose sums are honest and whose audit log becomes two: one for the first platform, another for the rest, under one
 * key and with one past. Each is shown as one history, with the cosignatures of those who see it.
 */
final class ForkingServer extends DishonestServer {
    private final int forksFromRound;
    private final Path work;
    private final Map<PlatformId, Long> stands = new HashMap<>();
    private final List<PartyLog> logs = new ArrayList<>();
    private final Map<Integer, SignedNote> shown = new HashMap<>();
    private final Map<Integer, SignedNote> witnessed = new HashMap<>();
    private long shownRound = -1;

    ForkingServer(LoopbackFederation federation, SignedJob job, Path work, int forksFromRound) throws Exception {
        super(federation, job);
        this.forksFromRound = forksFromRound;
        this.work = work;
        logs.add(open("one"));
        open();
    }

    @Override
    PartyLog log() {
        return logs.get(0);
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
    boolean takes(Peer peer, WireMessage<?> message) {
        if (!(message.message() instanceof Cosignatures said)) {
            return false;
        }
        said.stands().stream()
                .filter(at -> at.origin().endsWith("/server"))
                .forEach(at -> stands.put(peer.id(), at.size()));
        said.notes().forEach(note -> cosigned(half(peer.id()), note));
        return true;
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

    @Override
    void take(ServerStep step) {
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
        super.close();
        logs.forEach(log -> log.log().close());
    }
}
