package org.fedner.aggregation.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Roster;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.aggregation.protocol.EpochParameters;
import org.fedner.aggregation.protocol.ParameterPolicy;
import org.fedner.aggregation.protocol.PlatformEvent;
import org.fedner.aggregation.protocol.PlatformNotice;
import org.fedner.aggregation.protocol.PlatformParty;
import org.fedner.aggregation.protocol.PlatformPhase;
import org.fedner.aggregation.protocol.PlatformStep;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.signing.SigningKey;
import org.fedner.crypto.signing.VerifyingKey;

/** One platform of a cohort: random inputs, no data, and a clock of the processor time its protocol takes. */
final class CohortPlatform implements ParameterPolicy {

    private static final int SENTENCES = 1000;
    private static final ThreadMXBean PROCESSOR = ManagementFactory.getThreadMXBean();

    final PlatformParty party;
    final SigningKey key;
    private final CohortInputs inputs;
    private final SplittableRandom data;
    private PlatformPhase phase;
    private Digest state = Digest.of();
    private long modelRound;
    private List<PlatformId> members = List.of();
    private List<PlatformId> verifiedWith = List.of();
    private long nanos;

    CohortPlatform(VerifyingKey authority, long seed, CohortInputs inputs) {
        this.key = SigningKey.generate(new SeededRandom(seed));
        this.party = new PlatformParty(authority, key, this, new SeededRandom(-seed));
        this.data = new SplittableRandom(seed);
        this.inputs = inputs;
        this.phase = PlatformPhase.awaitingRoster(party, 0);
    }

    PlatformId id() {
        return party.id();
    }

    /** Processor nanoseconds since the last call. */
    long takeNanos() {
        long taken = nanos;
        nanos = 0;
        return taken;
    }

    /** What it answers. */
    List<WireMessage<?>> receive(WireMessage<?> message) {
        return handle(new PlatformEvent.Received(message));
    }

    private List<WireMessage<?>> handle(PlatformEvent event) {
        long before = PROCESSOR.getCurrentThreadCpuTime();
        PlatformStep step = phase.on(event);
        nanos += PROCESSOR.getCurrentThreadCpuTime() - before;
        phase = step.next();
        List<WireMessage<?>> answers = new ArrayList<>(step.messages());
        step.notices().forEach(notice -> answers.addAll(react(notice)));
        return answers;
    }

    private List<WireMessage<?>> react(PlatformNotice notice) {
        if (notice instanceof PlatformNotice.EpochAccepted accepted) {
            members = accepted.members();
        } else if (notice instanceof PlatformNotice.StateWanted wanted) {
            return handle(new PlatformEvent.StateReported(wanted.epoch(), state, modelRound, verifiedWith, SENTENCES));
        } else if (notice instanceof PlatformNotice.InputWanted wanted) {
            RingVector input = inputs.draw(id(), data);
            return handle(new PlatformEvent.InputReady(wanted.context(), input));
        } else if (notice instanceof PlatformNotice.SizesVerified) {
            verifiedWith = members;
        } else if (notice instanceof PlatformNotice.SumVerified verified) {
            inputs.verified(verified.sum());
            state = verified.stateAfter();
            modelRound = verified.modelRound();
            verifiedWith = members;
        } else if (notice instanceof PlatformNotice.Stopped stopped) {
            throw new IllegalStateException("a platform stopped: " + stopped.reason());
        }
        return List.of();
    }

    @Override
    public boolean accepts(Roster roster) {
        return true;
    }

    @Override
    public boolean stillAccepts(Roster ofEpoch, List<PlatformId> epochMembers) {
        return true;
    }

    @Override
    public boolean accepts(EpochParameters parameters, int memberCount) {
        return true;
    }

    @Override
    public boolean allowsAnotherEpoch() {
        return true;
    }

    @Override
    public boolean allowsAnotherVoid() {
        return true;
    }
}
