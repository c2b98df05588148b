package org.fedner.node.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.fedner.aggregation.encoding.BatchGradient;
import org.fedner.aggregation.encoding.Exponents;
import org.fedner.aggregation.encoding.FixedPointEncoder;
import org.fedner.aggregation.encoding.InputLayout;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.encoding.RowEncoder;
import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.encoding.RowTable;
import org.fedner.aggregation.encoding.SumCapacity;
import org.fedner.aggregation.encoding.SumDecoder;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Keystream;
import org.fedner.model.parameters.Adam;
import org.fedner.model.parameters.ModuleFormatException;
import org.fedner.model.parameters.SharedParameters;
import org.fedner.node.config.Job;
import org.junit.jupiter.api.Test;

/**
 * From three platforms' gradients to the shared state, by rows of the union and by the whole table: the same bits. The dense
 * path is the product's own: its encoder, decoder, exponents and optimiser over a layout in which the table is one more
 * dense tensor.
 */
class SparseRowsStateTest {
    private static final int WORDS = 39;
    private static final int WIDTH = 4;
    private static final int PLATFORMS = 3;
    private static final SumCapacity CAPACITY = SumCapacity.of(Ring.Z32, PLATFORMS);
    private static final JobTerms TERMS = JobTerms.of(new Job(
            "test",
            7,
            200,
            new Job.Network(null, null, new Job.Vectors("ab".repeat(32), WIDTH, WORDS), "tuned", null, null),
            null,
            null,
            null));
    private static final RowTable TABLE = TERMS.table();

    @Property(tries = 3)
    void twoHundredRandomRoundsGiveTheBitsOfTheDensePath(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        FederationState byRows = FederationState.initial(TERMS);
        InputLayout dense = TERMS.layout().withRows(TABLE.rows() * WIDTH);
        float[] parameters = Arrays.copyOf(byRows.parameters().values(), dense.coordinates());
        Adam adam = new Adam(parameters.length);
        Exponents exponents = Exponents.initial(dense, CAPACITY);
        float[] mean = new float[dense.coordinates()];
        FixedPointEncoder[] denseEncoders = encoders(dense);
        FixedPointEncoder[] restEncoders = encoders(TERMS.layout());
        RowEncoder[] rowEncoders = new RowEncoder[PLATFORMS];
        Arrays.setAll(rowEncoders, platform -> new RowEncoder(TABLE));
        for (int round = 0; round < 200; round++) {
            RowSet[] touched = new RowSet[PLATFORMS];
            Arrays.setAll(touched, platform -> rows(random));
            RowSet union = Arrays.stream(touched).reduce(rows(random), RowSet::union); // and some padding
            InputLayout layout = TERMS.layout(union);
            RingVector sum = Ring.Z32.zero(layout.size());
            RingVector denseSum = Ring.Z32.zero(dense.size());
            for (int platform = 0; platform < PLATFORMS; platform++) {
                float[] gradient = new float[dense.coordinates()];
                int rest = TERMS.layout().coordinates();
                for (int i = 0; i < rest; i++) {
                    gradient[i] = onGrid(random);
                }
                float[] ofRows = new float[touched[platform].size() * WIDTH];
                for (int i = 0; i < ofRows.length; i++) {
                    ofRows[i] = onGrid(random);
                    gradient[rest + touched[platform].row(i / WIDTH) * WIDTH + i % WIDTH] = ofRows[i];
                }
                int examples = 1 + random.nextInt(30);
                RingVector input = Ring.Z32.zero(layout.size());
                restEncoders[platform].encode(
                        new BatchGradient(examples, List.of(5), Arrays.copyOf(gradient, rest)),
                        layout,
                        byRows.exponents(),
                        CAPACITY,
                        stream(round, platform),
                        input);
                rowEncoders[platform].encode(
                        touched[platform],
                        ofRows,
                        union,
                        layout,
                        byRows.exponents(),
                        CAPACITY,
                        stream(round, 10 + platform),
                        input);
                restEncoders[platform].commit();
                rowEncoders[platform].commit();
                sum.add(input);
                RingVector denseInput = Ring.Z32.zero(dense.size());
                denseEncoders[platform].encode(
                        new BatchGradient(examples, List.of(5), gradient),
                        exponents,
                        CAPACITY,
                        stream(round, 20 + platform),
                        denseInput);
                denseEncoders[platform].commit();
                denseSum.add(denseInput);
            }
            double rate = byRows.rate();
            byRows.apply(sum, union, PLATFORMS);
            new SumDecoder(dense).decode(denseSum, exponents, mean);
            adam.step(parameters, mean, rate);
            exponents = exponents.next(denseSum, dense, CAPACITY);
            if (random.nextInt(20) == 0) {
                byRows = FederationState.decode(TERMS, byRows.encode());
            }
            assertThat(byRows.exponents()).isEqualTo(exponents);
            assertThat(whole(byRows.parameters())).isEqualTo(parameters);
        }
    }

    @Test
    void aStateOfTunedVectorsComesBackFromItsBytes() throws Exception {
        FederationState state = FederationState.initial(TERMS);
        RowSet rows = RowSet.of(TABLE.rows(), 0, 7, 39);
        InputLayout layout = TERMS.layout(rows);
        RingVector sum = Ring.Z32.zero(layout.size());
        for (int i = 0; i < sum.size(); i++) {
            sum.set(i, i + 1);
        }
        state.apply(sum, rows, PLATFORMS);
        FederationState back = FederationState.decode(TERMS, state.encode());
        assertThat(back.digest()).isEqualTo(state.digest());
        assertThat(back.modelDigest()).isEqualTo(state.modelDigest());
        assertThat(state.modelDigest())
                .isNotEqualTo(FederationState.initial(TERMS).modelDigest());
        byte[] cut = Arrays.copyOf(state.encode(), state.encode().length - 1);
        assertThatThrownBy(() -> FederationState.decode(TERMS, cut)).isInstanceOf(ModuleFormatException.class);
    }

    @Test
    void theKindOfASumShowsInItsSize() {
        assertThat(TERMS.isTraining(Ring.Z32.zero(1))).isFalse();
        assertThat(TERMS.isTraining(Ring.Z32.zero(2 * TABLE.rows()))).isFalse();
        assertThat(TERMS.isTraining(Ring.Z32.zero(TERMS.travellingWords(0)))).isTrue();
        JobTerms without = JobTerms.of(new Job("test", 7, 10, null, null, null, null));
        assertThat(without.isTraining(Ring.Z32.zero(1))).isFalse();
        assertThat(without.isTraining(Ring.Z32.zero(without.layout().size()))).isTrue();
        assertThat(without.layout(without.noRows())).isEqualTo(without.layout());
    }

    private static FixedPointEncoder[] encoders(InputLayout layout) {
        return IntStream.range(0, PLATFORMS)
                .mapToObj(platform -> new FixedPointEncoder(layout))
                .toArray(FixedPointEncoder[]::new);
    }

    private static RowSet rows(Random random) {
        return RowSet.of(
                TABLE.rows(), random.ints(random.nextInt(8), 0, TABLE.rows()).toArray());
    }

    /** Multiples of 2^-8 below 2^4: no exponent in use leaves a rest of them, so no rounding bit matters. */
    private static float onGrid(Random random) {
        return (random.nextInt(1 << 13) - (1 << 12)) / 256f;
    }

    private static float[] whole(SharedParameters parameters) {
        int rest = parameters.values().length;
        float[] whole = Arrays.copyOf(parameters.values(), rest + TABLE.rows() * WIDTH);
        for (int row = 0; row < TABLE.rows(); row++) {
            parameters.rows().addTo(row, whole, rest + row * WIDTH);
        }
        return whole;
    }

    private static Keystream stream(int round, int number) {
        byte[] key = new byte[Keystream.KEY_BYTES];
        key[0] = (byte) round;
        key[1] = (byte) number;
        return Keystream.consuming(SecretBytes.owning(key));
    }
}
