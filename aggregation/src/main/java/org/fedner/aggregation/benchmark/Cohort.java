package org.fedner.aggregation.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.masking.AggregationMode;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.FederationId;
import org.fedner.aggregation.message.Link;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Role;
import org.fedner.aggregation.message.Roster;
import org.fedner.aggregation.message.RosterEntry;
import org.fedner.aggregation.message.SignedRoster;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.aggregation.protocol.EpochParameters;
import org.fedner.aggregation.protocol.Outgoing;
import org.fedner.aggregation.protocol.RoundKind;
import org.fedner.aggregation.protocol.ServerEvent;
import org.fedner.aggregation.protocol.ServerNotice;
import org.fedner.aggregation.protocol.ServerParty;
import org.fedner.aggregation.protocol.ServerPhase;
import org.fedner.aggregation.protocol.ServerStep;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.signing.SigningKey;

/**
 * A whole federation in one process, without sockets: messages go as bytes between the parties, so that server and platforms
 * share nothing but, among the platforms, one decoded copy of what the server sends to all.
 *
 * <p>The platforms take turns, two at a time, and the server hears each pair's answers before the next pair's turn: no more than
 * two uploads are on their way at once. What a platform keeps of its own upload, to be able to repeat it, it does keep.
 *
 * <p>Nothing random: the same cohort every time.
 */
final class Cohort {

    private static final ThreadMXBean PROCESSOR = ManagementFactory.getThreadMXBean();
    static final int COLLUDERS = 1;
    private static final int SIZE_UNIT = 256;
    private static final int AT_ONCE = 2;
    private static final int GARBAGE_COLLECTIONS = 3;

    /** What the server said of the last round. */
    enum Decision {
        NONE,
        SUM,
        VOID
    }

    private final SigningKey authority = SigningKey.generate(new SeededRandom(1));
    private final SigningKey serverKey = SigningKey.generate(new SeededRandom(2));
    private final ServerParty server = new ServerParty(
            FederationId.ofAuthority(authority.verifyingKey().spki()), serverKey, new SeededRandom(3), 0);
    private final Map<PlatformId, CohortPlatform> platforms = new TreeMap<>();
    private final EpochParameters parameters;
    private final SignedRoster roster;
    private final CohortInputs inputs;
    private ServerPhase phase = ServerPhase.noEpoch();
    private List<Outgoing> pending = List.of();
    private Set<PlatformId> silent = Set.of();
    private ServerEvent.Continuation continuation = ServerEvent.Continuation.SAME_EPOCH;
    private Decision decision = Decision.NONE;
    private boolean isSetUp;
    private int epochs;
    private long linkBytes;
    private long serverNanos;

    Cohort(AggregationMode mode, int size, int coordinates) {
        int words = coordinates + 2; // examples and saturated coordinates first
        this.inputs = new CohortInputs(words, size);
        for (int number = 0; number < size; number++) {
            CohortPlatform platform = new CohortPlatform(authority.verifyingKey(), 100 + number, inputs);
            platforms.put(platform.id(), platform);
        }
        this.parameters = new EpochParameters(
                mode,
                Ring.Z32,
                EpochParameters.SMALLEST_MEMBERSHIP,
                COLLUDERS,
                SIZE_UNIT,
                words,
                CohortInputs.LARGEST_EXAMPLES,
                Digest.of(new byte[] {1}),
                Digest.of(new byte[] {2}));
        this.roster = enrol();
    }

    private SignedRoster enrol() {
        ByteString auditKey = ByteString.of(new byte[32]);
        List<RosterEntry> entries = new ArrayList<>();
        entries.add(new RosterEntry(Role.SERVER, "server", serverKey.verifyingKey(), auditKey, List.of()));
        platforms.forEach((id, platform) -> entries.add(
                new RosterEntry(Role.PLATFORM, "platform " + id, platform.key.verifyingKey(), auditKey, List.of())));
        entries.sort(Comparator.comparing(RosterEntry::id));
        return SignedRoster.sign(new Roster(server.federation(), 1, 0, Long.MAX_VALUE, entries), authority);
    }

    int epochs() {
        return epochs;
    }

    /** Sets an epoch of all platforms that are not silent up, as far as the first OPEN. */
    void setUp() {
        epochs++;
        List<PlatformId> members = platforms.keySet().stream()
                .filter(member -> !silent.contains(member))
                .toList();
        serve(() -> ServerPhase.beginEpoch(phase, server, epochs, parameters, members, roster));
        isSetUp = false;
        while (!isSetUp) {
            deliver();
        }
    }

    /** One round, of whatever kind is due. Members who fall silent are given up when nothing else can happen. */
    Decision round() {
        decision = Decision.NONE;
        while (decision == Decision.NONE) {
            if (pending.isEmpty()) {
                serve(() -> phase.on(new ServerEvent.DeadlinePassed()));
            } else {
                deliver();
            }
        }
        return decision;
    }

    /** The first of the platforms hear once more, and are never heard again; the round that misses them ends its epoch. */
    void silence(int count) {
        Set<PlatformId> leaving =
                new HashSet<>(platforms.keySet().stream().limit(count).toList());
        answer(pending.stream().filter(sent -> leaving.contains(sent.to())).toList(), lost -> {});
        silent = leaving;
        continuation = ServerEvent.Continuation.END_EPOCH;
    }

    /** Lets everything that was sent arrive. */
    void settle() {
        continuation = ServerEvent.Continuation.SAME_EPOCH;
        List<Outgoing> last = pending;
        pending = List.of();
        answer(last, lost -> {});
        inputs.settle();
    }

    /** Training rounds whose sum, equal to the inputs' in the clear, every member accepted. */
    int sums() {
        return inputs.sums();
    }

    double linkMegabytes() {
        return linkBytes / 1e6;
    }

    long takeServerNanos() {
        long taken = serverNanos;
        serverNanos = 0;
        return taken;
    }

    /** Of all platforms together, since the last call. */
    long takePlatformNanos() {
        return platforms.values().stream().mapToLong(CohortPlatform::takeNanos).sum();
    }

    /** What only the server keeps alive when it has all uploads of a round but one. It is given up by this. */
    long retireServer() {
        uploadAllButOne(); // a method of its own, so that no variable here keeps a message alive
        long with = liveBytes();
        phase = ServerPhase.noEpoch();
        return with - liveBytes();
    }

    private void uploadAllButOne() {
        List<Outgoing> last = pending;
        pending = List.of();
        PlatformId awaited = last.get(last.size() - 1).to();
        answer(last, answer -> {
            if (!answer.to().equals(awaited)) {
                hear(answer);
            }
        });
        inputs.settle();
    }

    private static long liveBytes() {
        for (int i = 0; i < GARBAGE_COLLECTIONS; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** The platforms answer what is pending, and the server hears their answers one after the other. */
    private void deliver() {
        List<Outgoing> sent = pending;
        pending = List.of();
        answer(sent, this::hear);
    }

    private void hear(Outgoing answer) {
        WireMessage<?> message = decoded(answer.message());
        linkBytes += message.message() instanceof Link ? message.bytes().length : 0;
        serve(() -> phase.on(new ServerEvent.Received(answer.to(), message)));
    }

    private void answer(List<Outgoing> sent, Consumer<Outgoing> server) {
        Map<WireMessage<?>, WireMessage<?>> copies = new IdentityHashMap<>();
        Map<PlatformId, List<WireMessage<?>>> mail = new TreeMap<>();
        for (Outgoing outgoing : sent) {
            if (!silent.contains(outgoing.to())) {
                WireMessage<?> copy = copies.computeIfAbsent(outgoing.message(), Cohort::decoded);
                mail.computeIfAbsent(outgoing.to(), to -> new ArrayList<>()).add(copy);
            }
        }
        List<PlatformId> turns = List.copyOf(mail.keySet());
        for (int first = 0; first < turns.size(); first += AT_ONCE) {
            turns.subList(first, Math.min(first + AT_ONCE, turns.size())).parallelStream()
                    .flatMap(platform -> mail.get(platform).stream()
                            .flatMap(message -> platforms.get(platform).receive(message).stream())
                            .map(answer -> new Outgoing(platform, answer)))
                    .toList()
                    .forEach(server);
        }
    }

    private static WireMessage<?> decoded(WireMessage<?> message) {
        try {
            return WireMessage.parse(message.bytes().clone());
        } catch (MalformedMessageException e) {
            throw new IllegalStateException("a party sent what no party reads", e);
        }
    }

    private interface ServerWork {
        ServerStep run();
    }

    private void serve(ServerWork work) {
        long before = PROCESSOR.getCurrentThreadCpuTime();
        ServerStep step = work.run();
        serverNanos += PROCESSOR.getCurrentThreadCpuTime() - before;
        phase = step.next();
        if (!step.messages().isEmpty()) {
            List<Outgoing> more = new ArrayList<>(pending);
            more.addAll(step.messages());
            pending = more;
        }
        step.notices().forEach(this::react);
    }

    private void react(ServerNotice notice) {
        if (notice instanceof ServerNotice.SumReady sum) {
            if (sum.kind() == RoundKind.TRAINING) {
                inputs.expect(new HashSet<>(sum.contributors()), platforms.size() - silent.size());
            }
            decide(Decision.SUM);
        } else if (notice instanceof ServerNotice.VoidReady) {
            decide(Decision.VOID);
        } else if (notice instanceof ServerNotice.EpochEnded ended && decision == Decision.NONE) {
            throw new IllegalStateException("the epoch ended: " + ended.cause());
        } else if (notice instanceof ServerNotice.EpochEstablished) {
            isSetUp = true;
        }
    }

    private void decide(Decision made) {
        decision = made;
        serve(() -> phase.on(new ServerEvent.OutcomeDurable(continuation)));
    }
}
