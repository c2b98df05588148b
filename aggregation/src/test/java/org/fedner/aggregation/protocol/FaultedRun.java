package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.evidence.Exhibit;
import org.fedner.aggregation.evidence.Inquiry;
import org.fedner.aggregation.evidence.Verdict;
import org.fedner.aggregation.masking.AggregationMode;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Answer;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.KeySet;
import org.fedner.aggregation.message.Keys;
import org.fedner.aggregation.message.Link;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Shares;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;

/**
 * One {@link Schedule} from its first connection to its end, in virtual time. The platforms' phases and the server's are the
 * real ones; the network and the liars are the schedule's. Rules are checked after every event and fail as {@link
 * BrokenInvariant}.
 */
final class FaultedRun {

    private static final long LATEST_END_MILLIS = 300_000;
    private static final long SILENCE_MILLIS = 40_000;
    private static final int BUDGET = 25;
    private static final int MOST_EVENTS = 2_000_000;

    final VirtualTime time = new VirtualTime();
    final Schedule schedule;
    final FaultedServer server;
    final List<Hospital> hospitals = new ArrayList<>();
    private final Map<Digest, Map<PlatformId, RingVector>> inputs = new HashMap<>();
    private final Set<PlatformId> liars = new HashSet<>();
    private final Map<PlatformId, Long> heardMillis = new HashMap<>();
    private final Map<PlatformId, Place> places = new HashMap<>();
    private final Map<PlatformId, EpochRoster> epochs = new HashMap<>();
    private final Map<List<Object>, Digest> states = new HashMap<>(); // after a round of an epoch
    private final Map<PlatformId, Integer> connection = new HashMap<>();
    private final Map<List<Object>, Long> lastArrival = new HashMap<>();
    private final Set<PlatformId> gone = new HashSet<>();
    private final Ledger ledger;
    private int packets;
    private int sumsVerified;

    /** Where a platform stands; it never goes back. */
    private record Place(long epoch, long round, int attempt) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            return Comparator.comparingLong(Place::epoch)
                    .thenComparingLong(Place::round)
                    .thenComparingInt(Place::attempt)
                    .compare(this, other);
        }
    }

    FaultedRun(Schedule schedule) {
        this.schedule = schedule;
        this.server = new FaultedServer(this);
        for (int i = 0; i < schedule.platforms(); i++) {
            Hospital hospital = new Hospital(
                    server.authority.verifyingKey(), schedule.seed() * 1000 + 10L * i + 100, inputs, new HashMap<>());
            hospital.voidsAllowed = BUDGET;
            hospital.epochsAllowed = BUDGET;
            hospitals.add(hospital);
        }
        hospitals.sort(Comparator.comparing(hospital -> hospital.id));
        this.ledger = new Ledger(hospitals.subList(0, schedule.colluders()).stream()
                .map(h -> h.id)
                .collect(Collectors.toSet()));
    }

    /** Runs to the end. @throws BrokenInvariant if a rule breaks */
    FaultedRun run() {
        hospitals.forEach(hospital -> connect(hospital, 1 + time.nowMillis()));
        for (Fault fault : schedule.faults()) {
            time.after(fault.atMillis(), () -> begins(fault));
        }
        time.after(1_000, this::watch);
        server.start();
        int events = 0;
        while (!isOver() && time.step()) {
            checkPlaces();
            if (++events > MOST_EVENTS || time.nowMillis() > LATEST_END_MILLIS) {
                throw new BrokenInvariant("every run ends", standing());
            }
        }
        checkEnd();
        return this;
    }

    int sumsVerified() {
        return sumsVerified;
    }

    private boolean isOver() {
        return hospitals.stream().allMatch(this::hasEnded) || server.hasEnded() && time.nowMillis() > SILENCE_MILLIS;
    }

    private boolean hasEnded(Hospital hospital) {
        return gone.contains(hospital.id) || hospital.isFinished || !hospital.stopped.isEmpty();
    }

    /** Who hears nothing for long gives up; who is up again tries again. */
    private void watch() {
        for (Hospital hospital : hospitals) {
            long silent = time.nowMillis() - heardMillis.getOrDefault(hospital.id, 0L);
            if (!hasEnded(hospital) && silent > SILENCE_MILLIS) {
                gone.add(hospital.id);
                server.lost(hospital.id);
            }
        }
        time.after(1_000, this::watch);
    }

    private void begins(Fault fault) {
        switch (fault.kind()) {
            case CUT, PARTITION -> victims(fault).forEach(hospital -> connect(hospital, delayOf(fault)));
            case KILL ->
                victims(fault).stream().limit(1).forEach(hospital -> {
                    gone.add(hospital.id);
                    loseConnection(hospital.id);
                });
            case RESTART ->
                victims(fault).stream().limit(2).forEach(hospital -> {
                    if (!hasEnded(hospital)) {
                        hospital.restart();
                        epochs.remove(hospital.id);
                        connect(hospital, delayOf(fault));
                    }
                });
            default -> server.begins(fault);
        }
    }

    private static long delayOf(Fault fault) {
        return fault.untilMillis() - fault.atMillis();
    }

    List<Hospital> victims(Fault fault) {
        List<Hospital> victims = new ArrayList<>();
        for (int i = 0; i < hospitals.size(); i++) {
            if (fault.concerns(i)) {
                victims.add(hospitals.get(i));
            }
        }
        return victims;
    }

    Hospital hospital(PlatformId id) {
        return hospitals.stream().filter(h -> h.id.equals(id)).findFirst().orElseThrow();
    }

    /** Whether a fault of that kind is on for a platform now. */
    boolean suffers(PlatformId id, Fault.Kind kind) {
        int index = hospitals.indexOf(hospital(id));
        return schedule.faults().stream()
                .anyMatch(fault -> fault.kind() == kind && fault.isActiveAt(time.nowMillis()) && fault.concerns(index));
    }

    boolean suffersAny(Fault.Kind kind) {
        return hospitals.stream().anyMatch(hospital -> suffers(hospital.id, kind));
    }

    private void loseConnection(PlatformId id) {
        connection.merge(id, 1, Integer::sum);
        lastArrival.remove(List.of(id, true));
        lastArrival.remove(List.of(id, false));
        server.lost(id);
    }

    /** The connection is broken, if there is one, and made again later. */
    void connect(Hospital hospital, long afterMillis) {
        loseConnection(hospital.id);
        int made = connection.merge(hospital.id, 1, Integer::sum);
        time.after(afterMillis, () -> {
            if (!hasEnded(hospital) && connection.get(hospital.id) == made) {
                heardMillis.put(hospital.id, time.nowMillis());
                server.connected(hospital.id, hospital.phase.standing());
            }
        });
    }

    /** Puts bytes on their way, through whatever the network does at the moment. */
    void send(PlatformId platform, boolean toServer, WireMessage<?> message) {
        Random chance = new Random(schedule.seed() * 1_000_003 + packets++);
        int made = connection.getOrDefault(platform, 0);
        if (suffers(platform, Fault.Kind.PARTITION)) {
            return;
        }
        if (suffers(platform, Fault.Kind.DROP) && chance.nextInt(3) == 0) {
            connect(hospital(platform), 100 + chance.nextInt(400)); // bytes are lost with their connection only
            return;
        }
        long latency = 1 + chance.nextInt(20) + (suffers(platform, Fault.Kind.DELAY) ? chance.nextInt(6_000) : 0);
        byte[] bytes = message.bytes().clone();
        if (suffers(platform, Fault.Kind.CORRUPT) && chance.nextInt(4) == 0) {
            bytes[chance.nextInt(bytes.length)] ^= (byte) (1 << chance.nextInt(8));
        }
        long arrival = time.nowMillis() + latency;
        List<Object> line = List.of(platform, toServer);
        if (!suffers(platform, Fault.Kind.REORDER)) {
            arrival = Math.max(arrival, lastArrival.getOrDefault(line, 0L)); // a connection keeps its order
            lastArrival.put(line, arrival);
        }
        int copies = suffers(platform, Fault.Kind.DUPLICATE) ? 2 : 1;
        for (int copy = 0; copy < copies; copy++) {
            time.after(arrival - time.nowMillis() + copy * 7L, () -> arrive(platform, toServer, bytes.clone(), made));
        }
    }

    private void arrive(PlatformId platform, boolean toServer, byte[] bytes, int made) {
        Hospital hospital = hospital(platform);
        if (hasEnded(hospital) && !toServer || connection.getOrDefault(platform, 0) != made) {
            return; // the connection it was sent on is gone
        }
        WireMessage<?> message;
        try {
            message = WireMessage.parse(bytes);
        } catch (MalformedMessageException e) {
            connect(hospital, 200);
            return;
        }
        if (toServer) {
            server.received(platform, message);
        } else {
            heardMillis.put(platform, time.nowMillis());
            hear(hospital, message);
        }
    }

    private void hear(Hospital hospital, WireMessage<?> message) {
        long before = places.getOrDefault(hospital.id, new Place(0, 0, 0)).epoch();
        List<WireMessage<?>> answers = hospital.receive(message);
        message.as(EpochRoster.class).ifPresent(roster -> {
            if (roster.message().epoch() > before
                    && isOf(hospital, roster.message().epochDigest())) {
                epochs.put(hospital.id, roster.message());
                ledger.entered(roster.message());
                if (schedule.mode() == AggregationMode.RECOVERABLE) {
                    ledger.recoverable(
                            roster.message().epochDigest(),
                            ((MemberPhase) hospital.phase).membership().epoch().signatureThreshold());
                }
            }
        });
        message.as(KeySet.class).ifPresent(keySet -> {
            if (answers.stream().anyMatch(answer -> answer.message() instanceof Link)) {
                ledger.accepted(hospital.id, keySet.message());
            }
        });
        answers.forEach(answer -> say(hospital, answer));
        checkSums(hospital);
    }

    private static boolean isOf(Hospital hospital, Digest epoch) {
        Standing standing = hospital.phase.standing();
        return standing instanceof Standing.SettingUp at && at.epoch().equals(epoch);
    }

    private void say(Hospital hospital, WireMessage<?> message) {
        message.as(Keys.class).ifPresent(ledger::advertised);
        message.as(Shares.class).ifPresent(shares -> {
            EpochGraph graph = ((RoundPhase) hospital.phase).at().keyed().graph();
            ledger.dealt(
                    hospital.id,
                    shares.message().epoch(),
                    graph.holders(hospital.id),
                    graph.masks().parameters().shareThreshold());
        });
        message.as(Upload.class).ifPresent(upload -> {
            Standpoint at = ((RoundPhase) hospital.phase).at();
            KeyedMembership keyed = at.keyed();
            List<PlatformId> neighbours = new ArrayList<>(keyed.graph().neighbours(hospital.id));
            if (hospital.phase instanceof CalledPhase called) {
                neighbours.retainAll(called.round().participants());
            }
            ledger.uploaded(hospital.id, keyed.epoch().digest(), at.attempt().round(), neighbours, upload.message());
        });
        message.as(Answer.class).ifPresent(answer -> {
            Standpoint at = ((RoundPhase) hospital.phase).at();
            ledger.answered(
                    hospital.id, at.keyed().epoch().digest(), at.attempt().round(), answer.message());
        });
        List<WireMessage<?>> said = List.of(message);
        for (Fault fault : schedule.faults()) {
            boolean lies = fault.kind().by() == Fault.By.PLATFORM
                    && fault.isActiveAt(time.nowMillis())
                    && hospitals.indexOf(hospital) < schedule.colluders()
                    && fault.concerns(hospitals.indexOf(hospital));
            if (lies) {
                Digest epoch = epochs.get(hospital.id).epochDigest();
                said = MemberLies.instead(fault.kind(), message, epoch, hospital.key);
                if (!said.equals(List.of(message))) {
                    liars.add(hospital.id);
                }
            }
        }
        said.forEach(packet -> send(hospital.id, true, packet));
    }

    /** Every verified sum is the plain sum of all members' inputs, and leads all who verified it to one state. */
    private void checkSums(Hospital hospital) {
        for (PlatformNotice.SumVerified verified : hospital.sums) {
            Map<PlatformId, RingVector> made = inputs.get(verified.context());
            Digest epoch = epochs.get(hospital.id).epochDigest();
            RingVector plain = server.parameters.ring().zero(Simulation.INPUT_WORDS);
            boolean isTrue = made.keySet().containsAll(verified.contributors());
            if (isTrue) {
                verified.contributors().forEach(id -> plain.add(made.get(id)));
            }
            boolean isWhole = schedule.mode() == AggregationMode.RECOVERABLE
                    || Set.copyOf(verified.contributors()).equals(Set.copyOf(ledger.members(epoch)));
            if (!isTrue || !isWhole || !verified.sum().contentEquals(plain)) {
                throw new BrokenInvariant("every forged result is refused", hospital.id.toString());
            }
            Digest state = states.putIfAbsent(List.of(epoch, verified.round()), verified.stateAfter());
            if (state != null && !state.equals(verified.stateAfter())) {
                throw new BrokenInvariant("who verifies a round is in one state", hospital.id.toString());
            }
            sumsVerified++;
        }
        hospital.sums.clear();
    }

    /** A platform's epoch, round and attempt only increase. */
    private void checkPlaces() {
        for (Hospital hospital : hospitals) {
            EpochRoster roster = epochs.get(hospital.id);
            Standing standing = hospital.phase.standing();
            if (roster == null || standing instanceof Standing.Outside) {
                continue;
            }
            Place now = standing instanceof Standing.InRound at
                    ? new Place(roster.epoch(), at.round() + 1, at.attempt())
                    : new Place(roster.epoch(), 0, 0);
            Place before = places.put(hospital.id, now);
            if (before != null && now.compareTo(before) < 0) {
                throw new BrokenInvariant(
                        "phases only move forward", "%s: %s after %s".formatted(hospital.id, now, before));
            }
        }
    }

    private void checkEnd() {
        boolean isClean = !schedule.has(Fault.By.SERVER)
                && liars.isEmpty()
                && schedule.faults().stream().noneMatch(fault -> fault.kind().breaksTls());
        for (Hospital hospital : hospitals) {
            if (isClean && hospital.stopped.stream().anyMatch(reason -> reason != AbortReason.BUDGET_EXCEEDED)) {
                throw new BrokenInvariant("without a lie nobody stops", hospital.id + ": " + hospital.stopped);
            }
            if (isClean && !hospital.refusedSums.isEmpty()) {
                throw new BrokenInvariant("a true sum is never refused", hospital.id.toString());
            }
        }
        checkVerdicts();
    }

    /** Whatever happened, evidence convicts liars only. */
    private void checkVerdicts() {
        Inquiry inquiry = new Inquiry(server.authority.verifyingKey());
        for (Hospital hospital : hospitals) {
            for (PlatformNotice.SumRefused sum : hospital.refusedSums) {
                Inquiry.Hearing hearing = inquiry.hearing();
                hearing.hear(new Exhibit.Proposed(sum.proposal()));
                hearing.hear(new Exhibit.Uploaded(sum.upload()));
                hearing.hear(new Exhibit.Summed(sum.result()));
            }
        }
        for (Verdict verdict : inquiry.verdicts(false)) {
            boolean convictsServer = verdict.finding().outcome() == Verdict.Outcome.SERVER_CONVICTED;
            boolean convictsPlatform = verdict.finding().outcome() == Verdict.Outcome.PLATFORM_CONVICTED;
            if (convictsServer && !schedule.has(Fault.By.SERVER) || convictsPlatform && liars.isEmpty()) {
                throw new BrokenInvariant("evidence convicts liars only", verdict.toString());
            }
        }
    }

    private String standing() {
        StringBuilder text = new StringBuilder("at %d ms; server %s".formatted(time.nowMillis(), server));
        hospitals.forEach(
                hospital -> text.append("; ").append(hospital.phase.getClass().getSimpleName()));
        return text.toString();
    }
}
