package org.fedner.node.platform;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fedner.aggregation.encoding.ImplausibleSumException;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.aggregation.protocol.Outgoing;
import org.fedner.aggregation.protocol.ServerEvent;
import org.fedner.aggregation.protocol.ServerEvent.Continuation;
import org.fedner.aggregation.protocol.ServerNotice;
import org.fedner.aggregation.protocol.ServerStep;
import org.fedner.audit.event.Phase;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.crypto.expansion.Digest;
import org.fedner.node.egress.Where;
import org.fedner.node.identity.LoopbackFederation;
import org.fedner.node.identity.SignedJob;
import org.fedner.node.job.FederationState;
import org.fedner.node.loop.PartyLog;
import org.fedner.node.transport.Peer;
import org.fedner.node.witnessing.ServerWitnessing;

/**
 * A server that follows the protocol over real TLS with its own enrolled key, except that it changes the result of a training
 * round before it signs it.
 */
final class LyingServer extends DishonestServer {
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
            return 4;
        }

        /**
         * How many UPLOADs of the first training round are answered with the OPENs said before, the settled one and the open
         * one, in place of a result; afterwards, with what no message is.
         */
        default int repeatedRequests() {
            return 0;
        }
    }

    private final Lie lie;
    private final FederationState state;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final PartyLog log;
    private final ServerWitnessing witnessing;
    private final Map<PlatformId, Upload> uploads = new LinkedHashMap<>();
    private final List<Result> earlier = new ArrayList<>();
    private final Map<PlatformId, List<byte[]>> opens = new TreeMap<>();
    private final Map<PlatformId, Integer> repeated = new TreeMap<>();
    private Digest epoch = Digest.of();
    private long round;

    LyingServer(LoopbackFederation federation, SignedJob job, Lie lie) throws Exception {
        super(federation, job);
        this.lie = lie;
        this.state = FederationState.initial(terms);
        Path work = Files.createTempDirectory("fedner-lying-server");
        this.log = PartyLog.open(
                work, identity, Clock.systemUTC(), Sha256Hex.over(new byte[0]), Sha256Hex.over(new byte[0]));
        log.assumeColluders(terms);
        this.witnessing = new ServerWitnessing(log, identity, Clock.systemUTC(), work.resolve("forks"));
        open();
    }

    @Override
    PartyLog log() {
        return log;
    }

    @Override
    int version() {
        return lie.version();
    }

    /** Every byte that platforms sent, as it was before TLS encrypted it. */
    byte[] heard() {
        return heard.toByteArray();
    }

    @Override
    public void received(Peer peer, byte[] bytes) {
        heard.writeBytes(bytes);
        super.received(peer, bytes);
    }

    @Override
    boolean takes(Peer peer, WireMessage<?> message) {
        if (witnessing.takes(peer.id(), message.message())) {
            return true;
        }
        if (lie.repeatedRequests() > 0
                && message.message() instanceof Upload upload
                && upload.vector().size() > 1) {
            repeat(peer);
            return true;
        }
        message.as(Upload.class).ifPresent(upload -> uploads.put(peer.id(), upload.message()));
        return false;
    }

    /** Asks for the same once more, with an older request before it. */
    private void repeat(Peer peer) {
        if (repeated.merge(peer.id(), 1, Integer::sum) > lie.repeatedRequests()) {
            peer.send(new byte[] {0});
        } else {
            opens.get(peer.id()).forEach(peer::send);
        }
    }

    @Override
    void take(ServerStep step) {
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
        super.close();
        log.log().close();
    }
}
