package org.fedner.aggregation.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.encoding.RowTable;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Roster;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.signing.SigningKey;
import org.fedner.crypto.signing.VerifyingKey;

/** A simulated platform's process: it keeps a toy shared state, makes inputs, and remembers what it accepted. */
final class Hospital implements ParameterPolicy {

    final SigningKey key;
    final PlatformId id;
    int sentences;
    final Random data;

    boolean isUp = true;
    long oldestRoster = 1;
    int largestInput = 1 << 20;
    int voidsAllowed = 1000;
    int epochsAllowed = 1000;
    boolean acceptsParameters = true;
    final Set<PlatformId> revoked = new HashSet<>();

    PlatformPhase phase;
    final List<AbortReason> stopped = new ArrayList<>();
    final List<PlatformNotice.RoundVoided> voids = new ArrayList<>();
    final List<PlatformNotice.SumVerified> sums = new ArrayList<>();
    int sumsChecked;
    final List<PlatformNotice.SumRefused> refusedSums = new ArrayList<>();
    final List<PlatformNotice.RowsVerified> rowsVerified = new ArrayList<>();
    final List<Long> sizes = new ArrayList<>();
    final List<PlatformNotice.DummyOpened> dummies = new ArrayList<>();
    boolean isFinished;

    private final PlatformParty party;
    private final Map<Digest, Map<PlatformId, RingVector>> inputsByContext;
    private final Map<Digest, Map<PlatformId, RowSet>> rowsByContext;
    private RowTable table = RowTable.NONE;
    private RowSet rows = RowSet.none(0);
    ToyState state = ToyState.INITIAL;
    private long lastEpoch;
    private Ring ring = Ring.Z32;
    private List<PlatformId> members = List.of();
    private List<PlatformId> verifiedWith = List.of();

    Hospital(
            VerifyingKey authority,
            long seed,
            Map<Digest, Map<PlatformId, RingVector>> inputsByContext,
            Map<Digest, Map<PlatformId, RowSet>> rowsByContext) {
        this.key = SigningKey.generate(new SeededRandom(seed));
        this.data = new Random(seed);
        this.sentences = 1 + data.nextInt(3000);
        this.party = new PlatformParty(authority, key, this, new SeededRandom(seed + 1));
        this.id = party.id();
        this.inputsByContext = inputsByContext;
        this.rowsByContext = rowsByContext;
        this.phase = PlatformPhase.awaitingRoster(party, 0);
    }

    /** The process dies and begins anew: its state is on disk, the epoch's secrets are gone. */
    void restart() {
        phase = PlatformPhase.awaitingRoster(party, lastEpoch);
        isUp = true;
    }

    /** Its disk is empty: it vouches for nothing. */
    void forgetWhoVerified() {
        verifiedWith = List.of();
    }

    List<WireMessage<?>> receive(WireMessage<?> message) {
        return handle(new PlatformEvent.Received(message));
    }

    List<WireMessage<?>> handle(PlatformEvent event) {
        PlatformStep step = phase.on(event);
        phase = step.next();
        List<WireMessage<?>> messages = new ArrayList<>(step.messages());
        for (PlatformNotice notice : step.notices()) {
            messages.addAll(react(notice));
        }
        return messages;
    }

    private List<WireMessage<?>> react(PlatformNotice notice) {
        if (notice instanceof PlatformNotice.EpochAccepted accepted) {
            lastEpoch = accepted.number();
            members = accepted.members();
            table = accepted.parameters().table();
            rows = RowSet.none(table.rows());
            ring = accepted.parameters().ring();
        } else if (notice instanceof PlatformNotice.EpochPrepared prepared) {
            lastEpoch = prepared.number();
        } else if (notice instanceof PlatformNotice.StateWanted wanted) {
            return handle(new PlatformEvent.StateReported(
                    wanted.epoch(), state.digest(), state.modelRound(), verifiedWith, sentences));
        } else if (notice instanceof PlatformNotice.SnapshotOffered offered) {
            state = ToyState.decode(offered.state());
            verifiedWith = List.of();
            return handle(new PlatformEvent.StateReported(
                    offered.epoch(), state.digest(), state.modelRound(), List.of(), sentences));
        } else if (notice instanceof PlatformNotice.SealingWanted wanted) {
            return handle(new PlatformEvent.StateForSealing(wanted.epoch(), wanted.to(), state.encode()));
        } else if (notice instanceof PlatformNotice.InputWanted wanted) {
            return handle(new PlatformEvent.InputReady(
                    wanted.context(), input(wanted.context()), announced(wanted.context())));
        } else if (notice instanceof PlatformNotice.RowsWanted wanted) {
            return handle(new PlatformEvent.RowsReady(wanted.context(), announced(wanted.context())));
        } else if (notice instanceof PlatformNotice.RowsVerified verified) {
            rowsVerified.add(verified);
            rows = verified.next();
        } else if (notice instanceof PlatformNotice.SizesVerified verified) {
            sizes.add(verified.totalSentences());
            verifiedWith = members;
        } else if (notice instanceof PlatformNotice.SumVerified verified) {
            sums.add(verified);
            state = state.after(verified.sum());
            verifiedWith = members;
        } else if (notice instanceof PlatformNotice.RoundVoided voided) {
            voids.add(voided);
            rows = RowSet.none(table.rows());
        } else if (notice instanceof PlatformNotice.SumRefused refused) {
            refusedSums.add(refused);
        } else if (notice instanceof PlatformNotice.DummyOpened opened) {
            dummies.add(opened);
        } else if (notice instanceof PlatformNotice.Stopped stop) {
            stopped.add(stop.reason());
        } else if (notice instanceof PlatformNotice.JobFinished) {
            isFinished = true;
        }
        return List.of();
    }

    private RowSet announced(Digest context) {
        RowSet wanted = RowSet.of(
                table.rows(),
                table.exists() ? data.ints(data.nextInt(5), 0, table.rows()).toArray() : new int[0]);
        rowsByContext.computeIfAbsent(context, c -> new HashMap<>()).put(id, wanted);
        return wanted;
    }

    private RingVector input(Digest context) {
        RingVector words = ring.zero(Simulation.INPUT_WORDS + rows.size() * table.width());
        words.set(0, data.nextInt(Simulation.LARGEST_EXAMPLES + 1));
        long bound = ring.largestSum() / members.size();
        for (int j = 1; j < words.size(); j++) {
            words.set(
                    j,
                    switch (data.nextInt(4)) {
                        case 0 -> bound;
                        case 1 -> -bound;
                        default -> Math.floorMod(data.nextLong(), bound) - bound / 2;
                    });
        }
        inputsByContext.computeIfAbsent(context, c -> new HashMap<>()).put(id, words.copy());
        return words;
    }

    @Override
    public boolean accepts(Roster roster) {
        return roster.version() >= oldestRoster && roster.isValidAt(Simulation.NOW);
    }

    @Override
    public boolean stillAccepts(Roster ofEpoch, List<PlatformId> epochMembers) {
        return accepts(ofEpoch) && epochMembers.stream().noneMatch(revoked::contains);
    }

    @Override
    public boolean accepts(EpochParameters parameters, int memberCount) {
        return acceptsParameters && parameters.inputWords() <= largestInput;
    }

    @Override
    public boolean allowsAnotherEpoch() {
        return epochsAllowed-- > 0;
    }

    @Override
    public boolean allowsAnotherVoid() {
        return voidsAllowed-- > 0;
    }

    /** What stands for the shared module: a hash of everything it learned, and its round. */
    record ToyState(ByteString learned, long modelRound) {

        static final ToyState INITIAL = new ToyState(ByteString.of(new byte[32]), 0);

        ToyState after(RingVector sum) {
            ByteBuffer words = ByteBuffer.allocate(sum.size() * sum.ring().wordBytes());
            sum.write(words);
            byte[] next = Digest.of(learned.toBytes(), words.array()).bytes();
            return new ToyState(ByteString.of(next), modelRound + 1);
        }

        ByteString encode() {
            return ByteString.of(ByteBuffer.allocate(40)
                    .put(learned.toBytes())
                    .putLong(modelRound)
                    .array());
        }

        static ToyState decode(ByteString bytes) {
            ByteBuffer in = ByteBuffer.wrap(bytes.toBytes());
            byte[] learned = new byte[32];
            in.get(learned);
            return new ToyState(ByteString.of(learned), in.getLong());
        }

        Digest digest() {
            return Digest.of(encode().toBytes());
        }
    }
}
