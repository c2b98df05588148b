package org.fedner.node.platform;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Keystream;
import org.fedner.crypto.expansion.Labels;
import org.fedner.crypto.expansion.Sha256;

/** Where batches, dropout and stochastic rounding come from. Never keys, masks, shares or noise: those are always secret. */
public interface TrainingRandomness {

    /** Seeds initial private values, batches and dropout of a platform that has no saved state. */
    long trainingSeed();

    /** A fresh stream of rounding bits for one attempt. */
    Keystream rounding(long modelRound, int attempt);

    /** A fresh stream for the rows that are asked for besides those a batch of this round reads. */
    Keystream padding(long modelRound, int attempt);

    /** Spreads the examples of void batches; secret, so that nobody knows which batches come instead. */
    default RandomGenerator scattering() {
        return new SecureRandom();
    }

    /** A hospital's own: secret, drawn from {@link SecureRandom}. */
    static TrainingRandomness secret() {
        SecureRandom random = new SecureRandom();
        return new TrainingRandomness() {
            @Override
            public long trainingSeed() {
                return random.nextLong();
            }

            @Override
            public Keystream rounding(long modelRound, int attempt) {
                return Keystream.consuming(SecretBytes.random(Keystream.KEY_BYTES, random));
            }

            @Override
            public Keystream padding(long modelRound, int attempt) {
                return rounding(modelRound, attempt);
            }
        };
    }

    /** A simulation's: a run with the same seed gives the same bits. */
    static TrainingRandomness seeded(long seed, String platform) {
        return new TrainingRandomness() {
            @Override
            public long trainingSeed() {
                return ByteBuffer.wrap(derive("training", 0, 0)).getLong();
            }

            @Override
            public Keystream rounding(long modelRound, int attempt) {
                return Keystream.consuming(SecretBytes.owning(derive("rounding", modelRound, attempt)));
            }

            @Override
            public Keystream padding(long modelRound, int attempt) {
                return Keystream.consuming(SecretBytes.owning(derive("padding", modelRound, attempt)));
            }

            private byte[] derive(String purpose, long modelRound, int attempt) {
                byte[] numbers = ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES)
                        .putLong(seed)
                        .putLong(modelRound)
                        .putInt(attempt)
                        .array();
                return Sha256.of(
                        Labels.label("simulated-" + purpose, numbers, platform.getBytes(StandardCharsets.UTF_8)));
            }
        };
    }
}
