package org.fedner.aggregation.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.AEADBadTagException;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.PairsSecret;
import org.fedner.aggregation.masking.SelfSecret;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.masking.Unmasking;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.sharing.Limbs;
import org.fedner.crypto.sharing.MalformedShareException;
import org.fedner.crypto.sharing.Shamir;
import org.fedner.crypto.sharing.Share;

/**
 * What the server has to do once the answers of a round of mode R are there: every secret from its shares, checked against its
 * commitment, the drop-outs' deposits opened, and all masks off the sum. The drop-outs stand evenly around the ring.
 */
final class ServerRecoveryBenchmark {

    private static final ThreadMXBean PROCESSOR = ManagementFactory.getThreadMXBean();
    private static final int REPETITIONS = 5;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final long ROUND = 1;
    private static final Digest CONTEXT = Digest.of();

    /** One participant's part as the server has it. */
    private record Participant(PlatformId id, List<byte[]> shares, Digest commitment, byte[] deposit) {}

    private final SecureRandom random = new SecureRandom();
    private final RecoveringShape shape;
    private final int dropouts;
    private final RingVector sum;
    private final List<Participant> participants = new ArrayList<>();

    private ServerRecoveryBenchmark(int words, RecoveringShape shape, int dropouts, Ring ring) {
        this.shape = shape;
        this.dropouts = dropouts;
        this.sum = ring.zero(words);
        for (int member = 0; member < shape.platforms(); member++) {
            PlatformId id = new PlatformId(0, member);
            participants.add(isDropped(member) ? dropped(id) : survivor(id));
        }
    }

    /** Median milliseconds of one thread. */
    static double millis(int words, RecoveringShape shape, int dropouts, Ring ring) {
        ServerRecoveryBenchmark benchmark = new ServerRecoveryBenchmark(words, shape, dropouts, ring);
        double[] nanos = new double[REPETITIONS];
        for (int repetition = -1; repetition < REPETITIONS; repetition++) {
            long start = PROCESSOR.getCurrentThreadCpuTime();
            benchmark.recover();
            nanos[Math.max(0, repetition)] = PROCESSOR.getCurrentThreadCpuTime() - start;
        }
        Arrays.sort(nanos);
        return nanos[REPETITIONS / 2] / NANOS_PER_MILLI;
    }

    private boolean isDropped(int member) {
        long n = shape.platforms();
        return (member + 1) * (long) dropouts / n > member * (long) dropouts / n;
    }

    private Participant survivor(PlatformId id) {
        try (SelfSecret self = SelfSecret.draw(random)) {
            List<Share> shares = self.split(shape.shareThreshold(), shape.holders(), random);
            return new Participant(id, encoded(shares), self.commitment(CONTEXT, ROUND, id.bytes()), new byte[0]);
        }
    }

    private Participant dropped(PlatformId id) {
        try (PairsSecret pairs = PairsSecret.draw(random)) {
            List<Share> shares = pairs.split(shape.shareThreshold(), shape.holders(), random);
            List<SecretBytes> maskingKeys = new ArrayList<>();
            for (int neighbour = 0; neighbour < shape.neighbours(); neighbour++) {
                maskingKeys.add(SecretBytes.random(32, random));
            }
            return new Participant(
                    id,
                    encoded(shares),
                    pairs.commitment(CONTEXT, ROUND, id.bytes()),
                    pairs.seal(CONTEXT, ROUND, id.bytes(), maskingKeys));
        }
    }

    private List<byte[]> encoded(List<Share> shares) {
        return shares.stream()
                .limit(shape.shareThreshold())
                .map(share -> share.values().encode().exposeSecret())
                .toList();
    }

    private void recover() {
        try (Unmasking unmasking = new Unmasking(CONTEXT)) {
            for (int member = 0; member < participants.size(); member++) {
                Participant participant = participants.get(member);
                if (isDropped(member)) {
                    takeOffPairs(participant, member, unmasking);
                } else {
                    takeOffSelf(participant, unmasking);
                }
            }
            unmasking.apply(JointVector.of(sum), Tag.ZERO);
        } catch (MalformedShareException | AEADBadTagException e) {
            throw new IllegalStateException("the benchmark's own shares were refused", e);
        }
    }

    private void takeOffSelf(Participant participant, Unmasking unmasking) throws MalformedShareException {
        try (SelfSecret self = SelfSecret.of(reconstructed(participant))) {
            require(self.commitment(CONTEXT, ROUND, participant.id().bytes()), participant);
            unmasking.takeOffSelf(self);
        }
    }

    private void takeOffPairs(Participant participant, int member, Unmasking unmasking)
            throws MalformedShareException, AEADBadTagException {
        byte[] id = participant.id().bytes();
        try (PairsSecret pairs = PairsSecret.of(reconstructed(participant))) {
            require(pairs.commitment(CONTEXT, ROUND, id), participant);
            List<SecretBytes> maskingKeys = pairs.open(CONTEXT, ROUND, id, participant.deposit(), shape.neighbours());
            for (int place = 0; place < maskingKeys.size(); place++) {
                int distance = place % 2 == 0 ? 1 + place / 2 : -1 - place / 2;
                int neighbour = Math.floorMod(member + distance, shape.platforms());
                if (!isDropped(neighbour)) {
                    unmasking.takeOffPair(id, participants.get(neighbour).id().bytes(), maskingKeys.get(place));
                }
                maskingKeys.get(place).close();
            }
        }
    }

    private Limbs reconstructed(Participant participant) throws MalformedShareException {
        List<Share> shares = new ArrayList<>();
        for (byte[] share : participant.shares()) {
            try (SecretBytes encoded = SecretBytes.copyOf(share)) {
                shares.add(new Share(1 + shares.size(), Limbs.decode(encoded)));
            }
        }
        return Shamir.reconstruct(shares, shape.shareThreshold());
    }

    private static void require(Digest commitment, Participant participant) {
        if (!commitment.equals(participant.commitment())) {
            throw new IllegalStateException("the benchmark's own secret was not found");
        }
    }
}
