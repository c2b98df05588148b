package org.fedner.node.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.fedner.aggregation.encoding.InputLayout;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.message.Bye;
import org.fedner.aggregation.message.Call;
import org.fedner.aggregation.message.Hello;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Refused;
import org.fedner.aggregation.message.Roster;
import org.fedner.aggregation.message.SessionMessage;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.aggregation.protocol.EpochParameters;
import org.fedner.aggregation.protocol.ParameterPolicy;
import org.fedner.aggregation.protocol.PlatformEvent;
import org.fedner.aggregation.protocol.PlatformNotice;
import org.fedner.aggregation.protocol.PlatformParty;
import org.fedner.aggregation.protocol.PlatformPhase;
import org.fedner.aggregation.protocol.PlatformStep;
import org.fedner.audit.event.Phase;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.crypto.expansion.Digest;
import org.fedner.model.parameters.ModuleFormatException;
import org.fedner.node.egress.Where;
import org.fedner.node.identity.Identity;
import org.fedner.node.job.FederationState;
import org.fedner.node.job.JobTerms;
import org.fedner.node.loop.PartyLog;
import org.fedner.node.transport.Backoff;
import org.fedner.node.transport.DisconnectReason;
import org.fedner.node.transport.LinkListener;
import org.fedner.node.transport.Peer;
import org.fedner.node.transport.ReconnectingLink;
import org.fedner.node.transport.ServerAddress;
import org.fedner.node.transport.TransportException;
import org.fedner.node.transport.TransportSettings;
import org.fedner.node.witnessing.PlatformWitnessing;

/**
 * A platform over real TLS with drawn vectors for gradients, whose connection breaks where a {@link CutPlan} says. It comes
 * back after a while, with the epoch's secrets and without what was on its way.
 */
final class CutOffPlatform implements ParameterPolicy, LinkListener, AutoCloseable {
    private static final int VERSION = 4;
    private static final int LARGEST_MESSAGE = 1 << 25;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final CompletableFuture<FederationState> finished = new CompletableFuture<>();

    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
    private final Identity identity;
    private final ServerAddress server;
    private final JobTerms terms;
    private final ClearSums clear;
    private final CutPlan plan;
    private final Random data;
    private PlatformPhase phase;
    private final PartyLog log;
    private final PlatformWitnessing witnessing;
    private FederationState state;
    private ReconnectingLink link;
    private Optional<Peer> peer = Optional.empty();
    private long epoch;
    private Where at = Where.joining();
    private List<PlatformId> members = List.of();
    private List<PlatformId> verifiedWith = List.of();

    CutOffPlatform(Identity identity, ServerAddress server, JobTerms terms, ClearSums clear, CutPlan plan, long seed) {
        this.identity = identity;
        this.server = server;
        this.terms = terms;
        this.clear = clear;
        this.plan = plan;
        this.data = new Random(seed);
        this.state = FederationState.initial(terms);
        Path work = temporary();
        Sha256Hex nothing = Sha256Hex.over(new byte[0]);
        this.log = PartyLog.open(work, identity, Clock.systemUTC(), nothing, nothing);
        log.assumeColluders(terms);
        this.witnessing = new PlatformWitnessing(log, identity, Clock.systemUTC(), work.resolve("forks"));
        this.phase = PlatformPhase.awaitingRoster(
                new PlatformParty(
                        identity.authority().get().lineage().newest(), identity.signingKey(), this, new SecureRandom()),
                0);
        loop.execute(this::connect);
    }

    private void connect() {
        link = ReconnectingLink.start(
                server,
                () -> identity,
                identity.trust(Clock.systemUTC()),
                TransportSettings.forMessagesUpTo(LARGEST_MESSAGE),
                Backoff.DEFAULT,
                PATIENCE,
                this,
                loop);
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("fedner-cut-off");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Where where(long round, long attempt) {
        return new Where(PartyLog.jobId(terms), epoch, round, attempt, Phase.TRAIN);
    }

    /** What was not sent yet is lost. */
    private void cut(Duration away) {
        link.close();
        peer = Optional.empty();
        loop.schedule(this::connect, away.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void connected(Peer connected) {
        peer = Optional.of(connected);
        Hello hello = new Hello(List.of(VERSION), identity.federation(), identity.id(), phase.standing());
        witnessing.before(connected, hello, where(0, 0)).forEach(before -> connected.send(before.bytes()));
        send(hello);
    }

    @Override
    public void received(Peer from, byte[] bytes) {
        if (peer.filter(from::equals).isEmpty()) {
            return; // of a connection that was cut
        }
        WireMessage<?> message;
        try {
            message = WireMessage.parse(bytes);
        } catch (MalformedMessageException e) {
            throw new AssertionError(e);
        }
        if (message.message() instanceof Open open) {
            at = where(open.round(), open.attempt());
        } else if (message.message() instanceof Call call) {
            at = where(call.round(), 0);
        }
        if (witnessing.takes(message.message(), at)) {
            return;
        }
        if (message.message() instanceof Refused) {
            finished.complete(state); // the job ended without it
        } else if (!(message.message() instanceof SessionMessage)) {
            try {
                take(phase.on(new PlatformEvent.Received(message)));
            } catch (RuntimeException | AssertionError e) {
                finished.completeExceptionally(e); // the executor would keep it to itself
                throw e;
            }
        }
    }

    private void take(PlatformStep step) {
        phase = step.next();
        List<WireMessage<?>> rest = new ArrayList<>(step.messages());
        while (!rest.isEmpty() && peer.isPresent()) {
            WireMessage<?> next = rest.remove(0);
            Optional<Duration> before = plan.cutBefore(epoch, identity.id(), next.message());
            if (before.isPresent()) {
                cut(before.get());
            } else {
                witnessing.before(peer.get(), next.message(), at).forEach(alongside -> peer.get()
                        .send(alongside.bytes()));
                peer.get().send(next.bytes());
                plan.cutAfter(epoch, identity.id(), next.message()).ifPresent(this::cut);
            }
        }
        step.notices().forEach(this::notice);
    }

    private void notice(PlatformNotice notice) {
        if (notice instanceof PlatformNotice.EpochAccepted accepted) {
            epoch = accepted.number();
            members = accepted.members();
            log.epochOpened(PartyLog.jobId(terms), epoch, identity.roster().signed(), members);
        } else if (notice instanceof PlatformNotice.StateWanted wanted) {
            report(wanted.epoch());
        } else if (notice instanceof PlatformNotice.SnapshotOffered offered) {
            adopt(offered);
            report(offered.epoch());
        } else if (notice instanceof PlatformNotice.SizesVerified) {
            verifiedWith = members;
        } else if (notice instanceof PlatformNotice.InputWanted wanted) {
            plan.called(epoch, wanted.round(), members);
            RingVector input = drawn();
            clear.input(wanted.context(), identity.id(), input);
            take(phase.on(new PlatformEvent.InputReady(wanted.context(), input)));
        } else if (notice instanceof PlatformNotice.SumVerified verified) {
            clear.verified(verified, members.size());
            clear.apply(state, verified.sum(), members.size());
            verifiedWith = members;
        } else if (notice instanceof PlatformNotice.JobFinished) {
            send(new Bye());
            finished.complete(state);
        } else if (notice instanceof PlatformNotice.Stopped stopped) {
            finished.completeExceptionally(new AssertionError("stopped: " + stopped.reason()));
        }
    }

    private void report(Digest epochDigest) {
        take(phase.on(
                new PlatformEvent.StateReported(epochDigest, state.digest(), state.modelRound(), verifiedWith, 700)));
    }

    private void adopt(PlatformNotice.SnapshotOffered offered) {
        try {
            state = FederationState.decode(terms, offered.state().toBytes());
            verifiedWith = List.of();
        } catch (ModuleFormatException e) {
            throw new AssertionError(e);
        }
    }

    /** Small words: the exponents follow them, and large ones round after round would drive the model to infinity. */
    private RingVector drawn() {
        RingVector input = terms.ring().zero(terms.layout().size());
        for (int i = terms.layout().size() - 1; i >= 0; i--) {
            input.set(i, data.nextInt(2001) - 1000);
        }
        for (int i = 0; i < terms.layout().gradientOffset(); i++) {
            input.set(i, 0);
        }
        input.set(InputLayout.EXAMPLES, 1 + data.nextInt(6));
        return input;
    }

    private void send(SessionMessage message) {
        peer.ifPresent(to -> to.send(WireMessage.of(message).bytes()));
    }

    @Override
    public void disconnected(Peer gone, DisconnectReason reason) {
        if (peer.filter(gone::equals).isPresent()) {
            peer = Optional.empty();
        }
    }

    @Override
    public void waiting(TransportException why, Duration pause) {
        // the server is there again soon
    }

    @Override
    public void gaveUp(TransportException why) {
        finished.complete(state);
    }

    @Override
    public boolean accepts(Roster roster) {
        return true;
    }

    @Override
    public boolean stillAccepts(Roster ofEpoch, List<PlatformId> listed) {
        return true;
    }

    @Override
    public boolean accepts(EpochParameters parameters, int count) {
        return parameters.equals(terms.epochParameters());
    }

    @Override
    public boolean allowsAnotherEpoch() {
        return true;
    }

    @Override
    public boolean allowsAnotherVoid() {
        return true;
    }

    @Override
    public void close() {
        loop.execute(() -> link.close());
        loop.execute(() -> log.log().close());
        loop.shutdown();
        identity.close();
    }
}
