package org.fedner.aggregation.benchmark;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.AEADBadTagException;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.PairsSecret;
import org.fedner.aggregation.masking.RoundContext;
import org.fedner.aggregation.masking.SelfSecret;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.masking.Unmasking;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.sealing.OpeningKey;
import org.fedner.crypto.sealing.SealingKey;
import org.fedner.crypto.sharing.Share;
import org.fedner.crypto.signing.SigningKey;

/**
 * What mode R adds to one platform's arithmetic of a round: dealing for all members, the self mask, opening what all others
 * dealt, its own three signatures, and the quorum's.
 */
final class RecoveringBenchmark {

    private static final int WARM_UP_ROUNDS = 150;
    private static final int MEASURED_ROUNDS = 51;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int OWN_SIGNATURES = 3;
    private static final byte[] OWN_ID = new byte[RoundContext.ID_BYTES];

    private final SecureRandom random = new SecureRandom();
    private final SigningKey signer = SigningKey.generate(random);
    private final byte[] message = new byte[64];
    private final byte[] signature = signer.sign(message);
    private final byte[] key = new byte[SealingKey.KEY_BYTES];
    private final RingVector vector;
    private final int platforms;
    private final int threshold;
    private long round;

    private RecoveringBenchmark(int words, int platforms, int colluders, Ring ring) {
        this.vector = ring.zero(words);
        this.platforms = platforms;
        this.threshold = (platforms + colluders) / 2 + 1;
    }

    /** Median milliseconds. */
    static double addedMillis(int words, int platforms, int colluders, Ring ring) {
        RecoveringBenchmark benchmark = new RecoveringBenchmark(words, platforms, colluders, ring);
        double[] nanos = new double[MEASURED_ROUNDS];
        for (int repetition = -WARM_UP_ROUNDS; repetition < MEASURED_ROUNDS; repetition++) {
            long start = System.nanoTime();
            benchmark.platformsPart();
            if (repetition >= 0) {
                nanos[repetition] = System.nanoTime() - start;
            }
        }
        Arrays.sort(nanos);
        return nanos[MEASURED_ROUNDS / 2] / NANOS_PER_MILLI;
    }

    private void platformsPart() {
        round++;
        Digest context =
                Digest.of(ByteBuffer.allocate(Long.BYTES).putLong(round).array());
        try (SelfSecret self = SelfSecret.draw(random);
                PairsSecret pairs = PairsSecret.draw(random)) {
            List<byte[]> sealed = dealt(self, pairs, context);
            Unmasking mask = new Unmasking(context); // as much work as putting it on
            mask.takeOffSelf(self);
            mask.apply(JointVector.of(vector), Tag.ZERO);
            for (byte[] one : sealed) {
                open(one);
            }
            for (int i = 0; i < OWN_SIGNATURES; i++) {
                signer.sign(message);
            }
            for (int i = 0; i < threshold; i++) {
                signer.verifyingKey().verify(message, signature);
            }
        }
    }

    private List<byte[]> dealt(SelfSecret self, PairsSecret pairs, Digest transcript) {
        List<Share> first = self.split(threshold, platforms, random);
        List<Share> second = pairs.split(threshold, platforms, random);
        List<byte[]> sealed = new ArrayList<>();
        List<SecretBytes> maskingKeys = new ArrayList<>();
        for (int i = 1; i < platforms; i++) {
            try (SealingKey sealing = SealingKey.of(SecretBytes.copyOf(key));
                    SecretBytes a = first.get(i).values().encode();
                    SecretBytes b = second.get(i).values().encode()) {
                byte[] both = ByteBuffer.allocate(a.lengthBytes() + b.lengthBytes())
                        .put(a.exposeSecret())
                        .put(b.exposeSecret())
                        .array();
                try (SecretBytes plaintext = SecretBytes.owning(both)) {
                    sealed.add(sealing.seal(nonce(), message, plaintext));
                }
            }
            maskingKeys.add(SecretBytes.copyOf(key));
        }
        self.commitment(transcript, round, OWN_ID);
        pairs.commitment(transcript, round, OWN_ID);
        pairs.seal(transcript, round, OWN_ID, maskingKeys);
        return sealed;
    }

    private void open(byte[] sealed) {
        try (OpeningKey opening = OpeningKey.of(SecretBytes.copyOf(key));
                SecretBytes plaintext = opening.open(nonce(), message, sealed)) {
            message[0] ^= plaintext.exposeSecret()[0];
            message[0] ^= plaintext.exposeSecret()[0];
        } catch (AEADBadTagException e) {
            throw new IllegalStateException("the benchmark's own seal was refused", e);
        }
    }

    private byte[] nonce() {
        return ByteBuffer.allocate(SealingKey.NONCE_BYTES)
                .putInt(1)
                .putLong(round)
                .array();
    }
}
