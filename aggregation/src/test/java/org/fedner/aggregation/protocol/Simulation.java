package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.encoding.RowTable;
import org.fedner.aggregation.masking.AggregationMode;
import org.fedner.aggregation.masking.ServerView;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.FederationId;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Reveal;
import org.fedner.aggregation.message.Role;
import org.fedner.aggregation.message.Roster;
import org.fedner.aggregation.message.RosterEntry;
import org.fedner.aggregation.message.RoundVoid;
import org.fedner.aggregation.message.SignedRoster;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.aggregation.protocol.Hospital.ToyState;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.signing.SigningKey;

/**
 * A whole federation in memory, deterministic: one queue of packets, one thread, no clock. A deadline passes when nothing
 * else is left to happen.
 *
 * <p>After every event these hold: a verified sum is the plain sum of all members' inputs for that context, computed with
 * BigIntegers; nobody sends two different vectors for one context; the server's own state follows the same sums.
 */
class Simulation {

    static final int INPUT_WORDS = 9;
    static final int LARGEST_EXAMPLES = 64;
    static final int SIZE_UNIT = 256;
    static final long NOW = 1_000_000;

    private static final int MOST_EVENTS = 20_000;
    private static final int MOST_EPOCHS = 100;
    private static final int MOST_IDLE_DEADLINES = 12;

    /** Bytes on their way. */
    record Packet(PlatformId platform, boolean toServer, byte[] bytes) {}

    final SigningKey authority = SigningKey.generate(new SeededRandom(1));
    final SigningKey serverKey = SigningKey.generate(new SeededRandom(2));
    final ServerParty server = new ServerParty(
            FederationId.ofAuthority(authority.verifyingKey().spki()), serverKey, new SeededRandom(3), 1000);
    final List<Hospital> hospitals = new ArrayList<>();
    final Map<Digest, Map<PlatformId, RingVector>> inputsByContext = new HashMap<>();
    final Map<Digest, Map<PlatformId, RowSet>> rowsByContext = new HashMap<>();
    final Deque<Packet> packets = new ArrayDeque<>();
    final List<ServerNotice> serverNotices = new ArrayList<>();

    /** A lying server's mouth: what it sends instead. */
    UnaryOperator<Outgoing> mouth = outgoing -> outgoing;

    ServerPhase phase = ServerPhase.noEpoch();
    ToyState serverState = ToyState.INITIAL;
    long rounds;
    long epochs;
    int delivered;
    boolean serverCrashesBeforeStoring;
    boolean serverCrashesAfterStoring;
    SignedRoster roster;
    EpochParameters parameters;

    private final Set<PlatformId> excluded = new HashSet<>();
    byte[] storedEpoch = {};
    byte[] storedOutcome = {};
    private Optional<EarlierSum> storedSum = Optional.empty();
    private boolean isOver;
    boolean membershipChanges;

    Simulation(int platforms, long rounds, long seed) {
        this.rounds = rounds;
        for (int i = 0; i < platforms; i++) {
            hospitals.add(
                    new Hospital(authority.verifyingKey(), seed * 1000 + 10 * i + 100, inputsByContext, rowsByContext));
        }
        hospitals.sort(Comparator.comparing(hospital -> hospital.id));
        roster = roster(1, NOW - 1, NOW + 1, hospitals);
        parameters = parameters(3, INPUT_WORDS);
    }

    SignedRoster roster(long version, long issued, long expires, List<Hospital> enrolled) {
        List<RosterEntry> entries = new ArrayList<>();
        ByteString auditKey = ByteString.of(new byte[32]);
        entries.add(new RosterEntry(Role.SERVER, "server", serverKey.verifyingKey(), auditKey, List.of()));
        for (Hospital hospital : enrolled) {
            entries.add(new RosterEntry(
                    Role.PLATFORM,
                    "hospital " + hospital.id,
                    hospital.key.verifyingKey(),
                    auditKey,
                    List.of(Digest.of(hospital.id.bytes()))));
        }
        entries.sort(Comparator.comparing(RosterEntry::id));
        return SignedRoster.sign(new Roster(server.federation(), version, issued, expires, entries), authority);
    }

    /** A federation whose job has a table by rows. */
    static Simulation withTable(int platforms, long rounds, long seed, RowTable table) {
        Simulation simulation = new Simulation(platforms, rounds, seed);
        simulation.parameters = parameters(3, INPUT_WORDS, table);
        return simulation;
    }

    /** A federation whose sums are formed in that ring, before a server that sees that much. */
    static Simulation in(Ring ring, ServerView view, int platforms, long rounds, long seed) {
        Simulation simulation = new Simulation(platforms, rounds, seed);
        EpochParameters usual = simulation.parameters;
        simulation.parameters = new EpochParameters(
                usual.mode(),
                ring,
                usual.minPlatforms(),
                usual.colluders(),
                usual.sizeUnit(),
                usual.inputWords(),
                usual.largestExamples(),
                usual.layout(),
                usual.job(),
                usual.table(),
                view);
        return simulation;
    }

    static EpochParameters parameters(int minPlatforms, int inputWords) {
        return parameters(minPlatforms, inputWords, RowTable.NONE);
    }

    static EpochParameters parameters(int minPlatforms, int inputWords, RowTable table) {
        return new EpochParameters(
                AggregationMode.ONE_FLIGHT,
                Ring.Z32,
                minPlatforms,
                1,
                SIZE_UNIT,
                inputWords,
                LARGEST_EXAMPLES,
                Digest.of(new byte[] {1}),
                Digest.of(new byte[] {2}),
                table,
                ServerView.SUM);
    }

    /** The same federation in mode R. */
    Simulation recoverable(int minPlatforms, int colluders) {
        parameters = recoverableParameters(minPlatforms, colluders);
        return this;
    }

    static EpochParameters recoverableParameters(int minPlatforms, int colluders) {
        return new EpochParameters(
                AggregationMode.RECOVERABLE,
                Ring.Z32,
                minPlatforms,
                colluders,
                SIZE_UNIT,
                INPUT_WORDS,
                LARGEST_EXAMPLES,
                Digest.of(new byte[] {1}),
                Digest.of(new byte[] {2}));
    }

    /** Begins an epoch with every platform that is up. */
    Simulation begin() {
        List<PlatformId> members = hospitals.stream()
                .filter(hospital -> hospital.isUp && !excluded.contains(hospital.id) && hospital.stopped.isEmpty())
                .map(hospital -> hospital.id)
                .toList();
        return begin(members);
    }

    Simulation begin(List<PlatformId> members) {
        membershipChanges = false;
        if (members.size() < parameters.minPlatforms()) {
            isOver = true;
            serve(phase.on(new ServerEvent.StopRequested(AbortReason.STOPPED)));
            return this;
        }
        assertThat(++epochs).as("epochs of one run").isLessThan(MOST_EPOCHS);
        serve(ServerPhase.beginEpoch(phase, server, epochs, parameters, members, roster));
        return this;
    }

    /** Until the job is done, or nothing can happen any more. */
    Simulation run() {
        int idle = 0;
        for (int events = 0; events < MOST_EVENTS && idle < MOST_IDLE_DEADLINES && !isSettled(); events++) {
            if (!packets.isEmpty()) {
                deliver(packets.poll());
            } else {
                idle++;
                serve(phase.on(new ServerEvent.DeadlinePassed()));
            }
        }
        return this;
    }

    /** Delivers {@code count} packets, or fewer if the federation falls silent. */
    Simulation runFor(int count) {
        for (int i = 0; i < count && !packets.isEmpty(); i++) {
            deliver(packets.poll());
        }
        return this;
    }

    /** Delivers one packet. A federation that falls silent before what a test waits for fails it. */
    void deliverNext() {
        assertThat(packets.isEmpty()).as("nothing is on its way").isFalse();
        assertThat(delivered).isLessThan(MOST_EVENTS);
        deliver(packets.poll());
    }

    void deliver(Packet packet) {
        delivered++;
        WireMessage<?> message;
        try {
            message = WireMessage.parse(packet.bytes());
        } catch (MalformedMessageException e) {
            reconnect(hospital(packet.platform())); // the receiver closes such a connection
            return;
        }
        if (packet.toServer()) {
            serve(phase.on(new ServerEvent.Received(packet.platform(), message)));
        } else if (hospital(packet.platform()).isUp) {
            say(hospital(packet.platform()), hospital(packet.platform()).receive(message));
        }
    }

    /** The process dies; what was on its way to and from it is lost. */
    void kill(Hospital hospital) {
        hospital.isUp = false;
        loseConnection(hospital);
    }

    /** The process dies and comes back at once, without the epoch's secrets. */
    void restart(Hospital hospital) {
        loseConnection(hospital);
        hospital.restart();
        membershipChanges = true;
        serve(phase.on(new ServerEvent.Reconnected(hospital.id, hospital.phase.standing())));
    }

    /** The connection breaks and is made again; the process lives. */
    void reconnect(Hospital hospital) {
        loseConnection(hospital);
        serve(phase.on(new ServerEvent.Reconnected(hospital.id, hospital.phase.standing())));
    }

    /** The server's process dies and comes back with what it had stored. */
    void crashServer() {
        packets.clear();
        serverCrashesBeforeStoring = false;
        serverCrashesAfterStoring = false;
        try {
            phase = storedEpoch.length == 0 ? ServerPhase.noEpoch() : resumed();
        } catch (MalformedMessageException e) {
            throw new AssertionError(e);
        }
        if (phase instanceof NoEpoch) {
            begin();
        }
        for (Hospital hospital : hospitals) {
            if (hospital.isUp) {
                serve(phase.on(new ServerEvent.Reconnected(hospital.id, hospital.phase.standing())));
            }
        }
        if (!phase.isInEpoch() && serverState.modelRound() < rounds) {
            begin(); // mode R
        }
    }

    private boolean outcomeIsVoid() {
        try {
            return WireMessage.parse(storedOutcome).message() instanceof RoundVoid;
        } catch (MalformedMessageException e) {
            throw new AssertionError(e);
        }
    }

    private ServerPhase resumed() throws MalformedMessageException {
        ServerEpoch epoch = ServerEpoch.decode(storedEpoch);
        assertThat(epoch.encode()).isEqualTo(storedEpoch);
        return storedOutcome.length == 0
                ? ServerPhase.resume(server, epoch)
                : ServerPhase.resume(
                        server,
                        epoch,
                        WireMessage.parse(storedOutcome),
                        storedSum.filter(sum -> outcomeIsVoid()),
                        epoch.modelRound() >= rounds
                                ? ServerEvent.Continuation.FINISH
                                : ServerEvent.Continuation.SAME_EPOCH);
    }

    private void loseConnection(Hospital hospital) {
        packets.removeIf(packet -> packet.platform().equals(hospital.id));
    }

    void say(Hospital hospital, List<WireMessage<?>> messages) {
        for (WireMessage<?> message : messages) {
            assertThat(message.message() instanceof Reveal && parameters.mode() != AggregationMode.DIAGNOSTIC)
                    .as("a mask is opened in mode %s", parameters.mode())
                    .isFalse();
            packets.add(new Packet(hospital.id, true, message.bytes().clone()));
        }
        checkSums();
    }

    void serve(ServerStep step) {
        phase = step.next();
        for (Outgoing outgoing : step.messages()) {
            Outgoing said = mouth.apply(outgoing);
            if (hospital(said.to()).isUp) {
                packets.add(new Packet(said.to(), false, said.message().bytes().clone()));
            }
        }
        for (ServerNotice notice : step.notices()) {
            serverNotices.add(notice);
            react(notice);
        }
    }

    private void react(ServerNotice notice) {
        if (notice instanceof ServerNotice.EpochEstablished established) {
            storedEpoch = established.epoch().encode();
            storedOutcome = new byte[0];
            storedSum = Optional.empty();
        } else if (notice instanceof ServerNotice.SnapshotWanted wanted) {
            assertThat(serverState.digest()).isEqualTo(wanted.digest());
            assertThat(parameters.serverSees()).isEqualTo(ServerView.SUM);
            serve(phase.on(new ServerEvent.SnapshotReady(serverState.encode())));
        } else if (notice instanceof ServerNotice.SumReady sum) {
            storedSum = Optional.of(new EarlierSum(sum.round(), sum.result()));
            decided(sum.epoch(), sum.result(), sum);
        } else if (notice instanceof ServerNotice.VoidReady voided) {
            membershipChanges |=
                    voided.outcome().message().missing().stream().anyMatch(missing -> !hospital(missing).isUp);
            decided(voided.epoch(), voided.outcome(), voided);
        } else if (notice instanceof ServerNotice.DummyReady ready) {
            boolean isLast = ready.round().round() + 1 >= rounds;
            serve(phase.on(new ServerEvent.OutcomeDurable(
                    isLast ? ServerEvent.Continuation.FINISH : ServerEvent.Continuation.SAME_EPOCH)));
        } else if (notice instanceof ServerNotice.MemberBehind) {
            membershipChanges = true;
        } else if (notice instanceof ServerNotice.LeaveReceived leave) {
            excluded.add(leave.from());
            membershipChanges = true;
        } else if (notice instanceof ServerNotice.EpochEnded ended) {
            if (ended.cause() == EpochEnd.MEMBER_ABORTED) {
                excluded.addAll(ended.platforms());
            }
            if (ended.cause() != EpochEnd.REQUESTED && !(phase instanceof RoundDecided)) {
                begin();
            } else {
                membershipChanges = true;
            }
        }
    }

    private void decided(ServerEpoch epoch, WireMessage<?> outcome, ServerNotice notice) {
        if (serverCrashesBeforeStoring) {
            crashServer();
            return;
        }
        storedEpoch = epoch.encode();
        storedOutcome = outcome.bytes();
        if (notice instanceof ServerNotice.SumReady sum && sum.kind() == RoundKind.TRAINING) {
            serverState = serverState.after(sum.sum());
        }
        if (serverCrashesAfterStoring) {
            crashServer();
            return;
        }
        ServerEvent.Continuation continuation = epoch.modelRound() >= rounds
                ? ServerEvent.Continuation.FINISH
                : membershipChanges ? ServerEvent.Continuation.END_EPOCH : ServerEvent.Continuation.SAME_EPOCH;
        serve(phase.on(new ServerEvent.OutcomeDurable(continuation)));
        if (continuation == ServerEvent.Continuation.END_EPOCH) {
            begin();
        }
    }

    private void checkSums() {
        for (Hospital hospital : hospitals) {
            while (hospital.sumsChecked < hospital.sums.size()) {
                PlatformNotice.SumVerified verified = hospital.sums.get(hospital.sumsChecked++);
                assertThat(verified.sum().contentEquals(plainSum(verified.context(), verified.contributors())))
                        .isTrue();
            }
            for (PlatformNotice.RowsVerified verified : hospital.rowsVerified) {
                assertThat(verified.next())
                        .isEqualTo(rowsByContext.get(verified.context()).values().stream()
                                .reduce(RowSet::union)
                                .orElseThrow());
            }
        }
    }

    /** With big integers, over all who made an input for that context. */
    RingVector plainSum(Digest context) {
        return plainSum(context, inputsByContext.get(context).keySet());
    }

    /** Over these, each of whom made one. */
    RingVector plainSum(Digest context, Collection<PlatformId> contributors) {
        return PlainSum.of(parameters.ring(), inputsByContext.get(context), contributors);
    }

    Hospital hospital(PlatformId id) {
        return hospitals.stream()
                .filter(hospital -> hospital.id.equals(id))
                .findFirst()
                .orElseThrow();
    }

    private boolean isSettled() {
        return isOver && packets.isEmpty()
                || hospitals.stream()
                        .allMatch(hospital -> !hospital.isUp || hospital.isFinished || !hospital.stopped.isEmpty());
    }

    List<Hospital> finished() {
        return hospitals.stream().filter(hospital -> hospital.isFinished).toList();
    }

    /** All who are up ended in one state after all rounds: the server's, if it sees sums. */
    void assertFinishedInOneState() {
        ToyState common = parameters.serverSees() == ServerView.SUM
                ? serverState
                : finished().get(0).state;
        for (Hospital hospital : hospitals) {
            if (hospital.isUp) {
                assertThat(hospital.stopped).isEmpty();
                assertThat(hospital.isFinished)
                        .as("%s in %s", hospital.id, hospital.phase)
                        .isTrue();
                assertThat(hospital.state).isEqualTo(common);
            }
        }
        assertThat(common.modelRound()).isEqualTo(rounds);
    }
}
