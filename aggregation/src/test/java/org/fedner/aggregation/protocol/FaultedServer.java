package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.fedner.aggregation.masking.AggregationMode;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Ack;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.FederationId;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.Message;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Quorum;
import org.fedner.aggregation.message.QuorumMember;
import org.fedner.aggregation.message.RelayedMessage;
import org.fedner.aggregation.message.Role;
import org.fedner.aggregation.message.Roster;
import org.fedner.aggregation.message.RosterEntry;
import org.fedner.aggregation.message.RoundVoid;
import org.fedner.aggregation.message.SignedMessage;
import org.fedner.aggregation.message.SignedRoster;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.aggregation.protocol.Hospital.ToyState;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.signing.SigningKey;

/** The server's process in a {@link FaultedRun}: the real phases, deadlines in virtual time, and the schedule's lies. */
final class FaultedServer {

    private static final long DEADLINE_MILLIS = 2_000;
    private static final long GATHER_MILLIS = 20_000;
    private static final int MOST_FRUITLESS = 12;

    /** f of the parameters: with at least three platforms, one. */
    static final int COLLUDERS = 1;

    final SigningKey authority = SigningKey.generate(new SeededRandom(1));
    private final SigningKey key = SigningKey.generate(new SeededRandom(2));
    private final FaultedRun run;
    private final ServerParty party;
    final EpochParameters parameters;
    private final Set<PlatformId> present = new TreeSet<>();
    private final Set<PlatformId> excluded = new HashSet<>();
    private final Set<List<Object>> toldTo = new HashSet<>();
    private final Map<List<Digest>, List<WireMessage<Ack>>> acks = new HashMap<>(); // by context and list
    private final ServerLies lies = new ServerLies();
    private final List<WireMessage<?>> said = new ArrayList<>();
    private SignedRoster roster;
    private ServerPhase phase = ServerPhase.noEpoch();
    private ToyState state = ToyState.INITIAL;
    private List<PlatformId> members = List.of();
    private Digest epoch = Digest.of();
    private long epochs;
    private int fruitless;
    private long armed;
    private boolean inEpoch;
    private boolean membershipChanges;
    private boolean ended;
    private byte[] storedEpoch = {};
    private byte[] storedOutcome = {};
    private Optional<EarlierSum> storedSum = Optional.empty();
    private byte[] olderEpoch = {};

    FaultedServer(FaultedRun run) {
        this.run = run;
        this.parameters = parametersOf(run.schedule.mode());
        this.party = new ServerParty(
                FederationId.ofAuthority(authority.verifyingKey().spki()),
                key,
                new SeededRandom(run.schedule.seed() + 3),
                DEADLINE_MILLIS);
    }

    static EpochParameters parametersOf(AggregationMode mode) {
        return mode == AggregationMode.RECOVERABLE
                ? Simulation.recoverableParameters(3, COLLUDERS)
                : Simulation.parameters(3, Simulation.INPUT_WORDS);
    }

    void start() {
        List<RosterEntry> entries = new ArrayList<>();
        ByteString auditKey = ByteString.of(new byte[32]);
        entries.add(new RosterEntry(Role.SERVER, "server", key.verifyingKey(), auditKey, List.of()));
        for (Hospital hospital : run.hospitals) {
            entries.add(new RosterEntry(
                    Role.PLATFORM,
                    "hospital " + hospital.id,
                    hospital.key.verifyingKey(),
                    auditKey,
                    List.of(Digest.of(hospital.id.bytes()))));
        }
        entries.sort(Comparator.comparing(RosterEntry::id));
        Roster plain = new Roster(party.federation(), 1, Simulation.NOW - 1, Simulation.NOW + 1, entries);
        roster = SignedRoster.sign(plain, authority);
        arm(DEADLINE_MILLIS);
    }

    boolean hasEnded() {
        return ended;
    }

    void connected(PlatformId id, Standing standing) {
        present.add(id);
        if (members.contains(id)) {
            take(phase.on(new ServerEvent.Reconnected(id, standing)));
        }
        if (!inEpoch && present.size() == run.hospitals.size()) {
            begin();
        }
    }

    void lost(PlatformId id) {
        present.remove(id);
    }

    void received(PlatformId from, WireMessage<?> message) {
        message.as(Upload.class).ifPresent(upload -> lies.heard(upload.message()));
        take(phase.on(new ServerEvent.Received(from, message)));
        message.as(Ack.class)
                .filter(ack -> run.suffersAny(Fault.Kind.OTHER_SURVIVORS))
                .ifPresent(this::secondQuorum);
    }

    /** Whoever signed another list than the others hears at once that all who signed that one are enough. */
    private void secondQuorum(WireMessage<Ack> wire) {
        Ack ack = wire.message();
        List<WireMessage<Ack>> same =
                acks.computeIfAbsent(List.of(ack.context(), ack.survivors()), list -> new ArrayList<>());
        if (same.stream().noneMatch(other -> other.message().platform().equals(ack.platform()))) {
            same.add(wire);
        }
        same.sort(Comparator.comparing(signed -> signed.message().platform()));
        List<QuorumMember> members = same.stream()
                .map(signed -> new QuorumMember(signed.message().platform(), signed.signature(), Optional.empty()))
                .toList();
        WireMessage<Quorum> quorum = WireMessage.relayed(new Quorum(ack.context(), ack.survivors(), members));
        same.forEach(signed -> run.send(signed.message().platform(), false, quorum));
    }

    /** The server's own faults at the moment they begin. */
    void begins(Fault fault) {
        switch (fault.kind()) {
            case CRASH_SERVER -> resume(storedEpoch, storedOutcome);
            case ROLLED_BACK -> resume(olderEpoch, new byte[0]);
            case EARLY_VOID -> take(phase.on(new ServerEvent.DeadlinePassed()));
            case ABORTED -> take(phase.on(new ServerEvent.StopRequested(AbortReason.STOPPED)));
            case NEW_EPOCH ->
                begin(run.victims(fault).stream().map(hospital -> hospital.id).toList());
            case REPLAY ->
                run.victims(fault).forEach(hospital -> {
                    if (!said.isEmpty()) {
                        run.send(hospital.id, false, said.get((int) (fault.atMillis() % said.size())));
                    }
                });
            default -> {
                // what is said from now on until its end
            }
        }
    }

    private ServerPhase resume(ServerEpoch stored, WireMessage<?> outcome) throws MalformedMessageException {
        Optional<EarlierSum> earlier = storedSum.filter(sum -> outcome.message() instanceof RoundVoid);
        return ServerPhase.resume(party, stored, outcome, earlier, continuation(stored));
    }

    private void resume(byte[] epochBytes, byte[] outcome) {
        List<PlatformId> connected = List.copyOf(present);
        try {
            if (epochBytes.length == 0) {
                phase = ServerPhase.noEpoch();
            } else {
                ServerEpoch stored = ServerEpoch.decode(epochBytes);
                phase = outcome.length == 0
                        ? ServerPhase.resume(party, stored)
                        : resume(stored, WireMessage.parse(outcome));
                members = stored.members();
                epoch = stored.roster().message().epochDigest();
            }
        } catch (MalformedMessageException e) {
            throw new AssertionError(e);
        }
        if (!phase.isInEpoch()) {
            inEpoch = false;
        }
        connected.forEach(id -> run.connect(run.hospital(id), 300));
        arm(DEADLINE_MILLIS);
    }

    private ServerEvent.Continuation continuation(ServerEpoch at) {
        return at.modelRound() >= run.schedule.rounds()
                ? ServerEvent.Continuation.FINISH
                : ServerEvent.Continuation.SAME_EPOCH;
    }

    private void begin() {
        begin(List.copyOf(present));
    }

    private void begin(List<PlatformId> wanted) {
        List<PlatformId> chosen = wanted.stream()
                .filter(id -> present.contains(id) && !excluded.contains(id))
                .sorted()
                .toList();
        if (ended || chosen.size() < parameters.minPlatforms()) {
            inEpoch = false;
            arm(GATHER_MILLIS);
            return;
        }
        inEpoch = true;
        epochs++;
        members = chosen;
        take(ServerPhase.beginEpoch(phase, party, epochs, parameters, chosen, roster));
    }

    /** One deadline is armed at any moment; a later one replaces it. */
    private void arm(long millis) {
        long own = ++armed;
        run.time.after(millis, () -> {
            if (own == armed && !ended) {
                deadline();
            }
        });
    }

    private void deadline() {
        if (inEpoch) {
            arm(DEADLINE_MILLIS);
            take(phase.on(new ServerEvent.DeadlinePassed()));
        } else if (present.stream().filter(id -> !excluded.contains(id)).count() >= parameters.minPlatforms()) {
            begin();
        } else {
            ended = true;
        }
    }

    private void take(ServerStep step) {
        phase = step.next();
        if (!step.messages().isEmpty()) {
            arm(DEADLINE_MILLIS);
        }
        for (Outgoing outgoing : step.messages()) {
            if (outgoing.message().message() instanceof EpochRoster proposal) {
                epoch = proposal.epochDigest();
            }
            lies.said(outgoing.message());
            WireMessage<?> message = lied(outgoing).orElse(outgoing.message());
            said.add(message);
            if (present.contains(outgoing.to())) {
                run.send(outgoing.to(), false, message);
            }
        }
        step.notices().forEach(this::react);
    }

    /** Each lie is told once to each victim. */
    private Optional<WireMessage<?>> lied(Outgoing outgoing) {
        int index = run.hospitals.indexOf(run.hospital(outgoing.to()));
        for (Fault fault : run.schedule.faults()) {
            boolean fits = fault.kind().by() == Fault.By.SERVER
                    && fault.isActiveAt(run.time.nowMillis())
                    && fault.concerns(index)
                    && !toldTo.contains(List.of(fault, index));
            Optional<Message> lie =
                    fits ? lies.instead(fault.kind(), outgoing.message(), outgoing.to()) : Optional.empty();
            if (lie.isPresent()) {
                toldTo.add(List.of(fault, index));
                return Optional.of(wire(lie.get()));
            }
        }
        return Optional.empty();
    }

    private WireMessage<?> wire(Message lie) {
        if (lie instanceof RelayedMessage relayed) {
            return WireMessage.relayed(relayed);
        }
        Digest signedFor = lie instanceof EpochRoster other ? other.epochDigest() : epoch;
        return WireMessage.sign((SignedMessage) lie, signedFor, key);
    }

    private void react(ServerNotice notice) {
        if (notice instanceof ServerNotice.EpochEstablished established) {
            olderEpoch = storedEpoch;
            storedSum = Optional.empty();
            storedEpoch = established.epoch().encode();
            storedOutcome = new byte[0];
        } else if (notice instanceof ServerNotice.SnapshotWanted wanted) {
            if (state.digest().equals(wanted.digest())) {
                take(phase.on(new ServerEvent.SnapshotReady(state.encode())));
            }
        } else if (notice instanceof ServerNotice.SumReady sum) {
            if (sum.kind() == RoundKind.TRAINING) {
                state = state.after(sum.sum());
                fruitless = 0;
            }
            storedSum = Optional.of(new EarlierSum(sum.round(), sum.result()));
            decided(sum.epoch(), sum.result().bytes());
        } else if (notice instanceof ServerNotice.VoidReady voided) {
            List<PlatformId> late = voided.outcome().message().missing();
            decided(voided.epoch(), voided.outcome().bytes());
            late.forEach(id -> run.connect(run.hospital(id), 200));
        } else if (notice instanceof ServerNotice.MemberBehind) {
            membershipChanges = true;
        } else if (notice instanceof ServerNotice.EpochEnded over) {
            if (over.cause() == EpochEnd.MEMBER_ABORTED) {
                excluded.addAll(over.platforms());
            }
            if (!(phase instanceof RoundDecided)) {
                over.platforms().forEach(id -> run.connect(run.hospital(id), 200));
                again();
            }
        }
    }

    private void decided(ServerEpoch after, byte[] outcome) {
        olderEpoch = storedEpoch;
        storedEpoch = after.encode();
        storedOutcome = outcome;
        boolean finished = after.modelRound() >= run.schedule.rounds();
        boolean asBefore = Set.copyOf(members).equals(wanted()) && !membershipChanges;
        membershipChanges = false;
        take(phase.on(new ServerEvent.OutcomeDurable(
                finished
                        ? ServerEvent.Continuation.FINISH
                        : asBefore ? ServerEvent.Continuation.SAME_EPOCH : ServerEvent.Continuation.END_EPOCH)));
        if (finished) {
            ended = true;
        } else if (!asBefore) {
            again();
        }
    }

    private Set<PlatformId> wanted() {
        Set<PlatformId> wanted = new HashSet<>(present);
        wanted.removeAll(excluded);
        return wanted;
    }

    /** Another epoch, or the end when too many have come to nothing. */
    private void again() {
        inEpoch = false;
        fruitless++;
        if (fruitless > MOST_FRUITLESS) {
            ended = true;
        } else {
            run.time.after(250, () -> {
                if (!inEpoch) {
                    begin();
                }
            });
        }
    }

    @Override
    public String toString() {
        return "%s, epoch %d, %d present".formatted(phase.getClass().getSimpleName(), epochs, present.size());
    }
}
