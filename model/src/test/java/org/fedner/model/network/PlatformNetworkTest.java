package org.fedner.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.fedner.model.network.SmallBatch.TAGS;
import static org.fedner.model.network.SmallBatch.lively;

import java.util.List;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.PrivateParameters;
import org.fedner.model.parameters.RowGradient;
import org.fedner.model.parameters.SharedParameters;
import org.fedner.model.parameters.SharedState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlatformNetworkTest {
    @ParameterizedTest
    @EnumSource(SmallNetworks.class)
    void gradientAgreesWithCentralDifferences(SmallNetworks words) throws DivergedException {
        try (Recogniser recogniser = words.recogniser(0.2);
                PlatformNetwork network = recogniser.forTags(TAGS)) {
            NetworkSpec spec = recogniser.spec();
            List<EncodedSentence> batch = SmallBatch.of(recogniser);
            float[] shared = SharedParameters.initial(spec, 3).values();
            PrivateParameters own = lively(PrivateParameters.initial(spec, TAGS.size(), 4));
            float[] sharedGradient = new float[shared.length];
            float[] privateGradient = new float[own.size()];
            network.load(shared, own);
            network.gradient(batch, 11, sharedGradient, privateGradient);

            CentralDifferences.Loss loss = () -> loss(network, batch, shared, own);
            CentralDifferences.agree(spec.sharedLayout(), shared, sharedGradient, 1e-3, 0.02, loss);
            CentralDifferences.agree(
                    spec.privateLayout(TAGS.size()), own.valuesForTraining(), privateGradient, 1e-3, 0.02, loss);
        }
    }

    /** Of the loss as {@link PlainForward} computes it in doubles, so that the steps can be too short for kinks. */
    @ParameterizedTest
    @EnumSource(
            value = SmallNetworks.class,
            names = {"FROZEN", "COMBINED"})
    void withVectorsTheGradientAgreesWithThatOfALossInDoubles(SmallNetworks words) throws DivergedException {
        try (Recogniser recogniser = words.recogniser(0);
                PlatformNetwork network = recogniser.forTags(TAGS)) {
            NetworkSpec spec = recogniser.spec();
            List<EncodedSentence> batch = SmallBatch.of(recogniser);
            float[] shared = lively(SharedParameters.initial(spec, 3).values());
            PrivateParameters own = lively(PrivateParameters.initial(spec, TAGS.size(), 4));
            float[] sharedGradient = new float[shared.length];
            float[] privateGradient = new float[own.size()];
            network.load(shared, own);
            double loss = network.gradient(batch, 11, sharedGradient, privateGradient);
            PlainForward plain = new PlainForward(spec, shared, own.valuesForTraining(), TAGS.size());
            assertThat(plain.loss(batch, TAGS)).isCloseTo(loss, within(1e-4));
            CentralDifferences.Loss exact = () -> plain.loss(batch, TAGS);
            CentralDifferences.agree(spec.sharedLayout(), shared, sharedGradient, 1e-5, 1e-3, exact);
            CentralDifferences.agree(
                    spec.privateLayout(TAGS.size()), own.valuesForTraining(), privateGradient, 1e-5, 1e-3, exact);
        }
    }

    /** By central differences in each coordinate of each row that the batch reads; other rows are not in the gradient. */
    @Test
    void theGradientByRowsAgreesWithCentralDifferences() throws DivergedException {
        try (Recogniser recogniser = SmallNetworks.TUNED.recogniser(0.2);
                PlatformNetwork network = recogniser.forTags(TAGS)) {
            List<EncodedSentence> batch = SmallBatch.of(recogniser);
            SharedState state = SharedState.initial(recogniser.spec(), 3);
            PrivateParameters own = lively(PrivateParameters.initial(recogniser.spec(), TAGS.size(), 4));
            float[] still = new float[state.parameters().size()];
            network.load(state.parameters(), own);
            network.gradient(batch, 11, new float[still.length], new float[own.size()]);
            RowGradient gradient = network.rowGradient();
            assertThat(gradient.rows())
                    .isEqualTo(batch.stream()
                            .flatMapToInt(EncodedSentence::vectorRows)
                            .sorted()
                            .distinct()
                            .toArray());
            for (int i = 0; i < gradient.size(); i++) {
                int row = gradient.rows()[i / gradient.width()];
                double[] losses = new double[2];
                float[] moved = new float[2];
                for (int side = 0; side < 2; side++) {
                    // Adam's first step moves a coordinate by its rate, whatever the size of the gradient.
                    SharedState other = state.copy();
                    float[] towards = new float[gradient.width()];
                    towards[i % gradient.width()] = side == 0 ? -1 : 1;
                    other.apply(still, RowGradient.of(new int[] {row}, gradient.width(), towards), 2e-2);
                    float[] now = new float[gradient.width()];
                    other.parameters().rows().addTo(row, now, 0);
                    moved[side] = now[i % gradient.width()];
                    network.load(other.parameters(), own);
                    losses[side] = network.gradient(batch, 11, new float[still.length], new float[own.size()]);
                }
                double expected = (losses[0] - losses[1]) / (moved[0] - moved[1]);
                assertThat((double) gradient.values()[i]).isCloseTo(expected, within(0.02 * (1 + Math.abs(expected))));
            }
        }
    }

    private static double loss(
            PlatformNetwork network, List<EncodedSentence> batch, float[] shared, PrivateParameters own)
            throws DivergedException {
        network.load(shared, own);
        return network.gradient(batch, 11, new float[shared.length], new float[own.size()]);
    }

    @ParameterizedTest
    @EnumSource(SmallNetworks.class)
    void resultsDoNotDependOnThePaddingOfTheBatch(SmallNetworks words) throws DivergedException {
        try (Recogniser recogniser = words.recogniser(0);
                PlatformNetwork network = recogniser.forTags(TAGS)) {
            NetworkSpec spec = recogniser.spec();
            float[] shared = SharedParameters.initial(spec, 3).values();
            PrivateParameters own = lively(PrivateParameters.initial(spec, TAGS.size(), 4));
            network.load(shared, own);
            List<EncodedSentence> batch = SmallBatch.of(recogniser);
            float[] together = new float[shared.length];
            float[] togetherOwn = new float[own.size()];
            double loss = network.gradient(batch, 11, together, togetherOwn);
            double single = 0;
            double[] sum = new double[shared.length];
            double[] sumOwn = new double[own.size()];
            for (EncodedSentence sentence : batch) {
                float[] g = new float[shared.length];
                float[] p = new float[own.size()];
                single += network.gradient(List.of(sentence), 11, g, p);
                for (int i = 0; i < g.length; i++) {
                    sum[i] += g[i];
                }
                for (int i = 0; i < p.length; i++) {
                    sumOwn[i] += p[i];
                }
            }
            assertThat(single).isCloseTo(loss, within(1e-4));
            for (int i = 0; i < sum.length; i++) {
                assertThat(sum[i]).isCloseTo(together[i], within(2e-5 + 1e-4 * Math.abs(together[i])));
            }
            for (int i = 0; i < sumOwn.length; i++) {
                assertThat(sumOwn[i]).isCloseTo(togetherOwn[i], within(2e-5 + 1e-4 * Math.abs(togetherOwn[i])));
            }
        }
    }

    @Test
    void oneSeedGivesTheSameBitsAndAnotherSeedOthers() throws DivergedException {
        float[][] runs = new float[3][];
        for (int run = 0; run < 3; run++) {
            try (Recogniser recogniser = SmallNetworks.HASHED.recogniser(0.3);
                    PlatformNetwork network = recogniser.forTags(TAGS)) {
                float[] shared = SharedParameters.initial(recogniser.spec(), 3).values();
                PrivateParameters own = PrivateParameters.initial(recogniser.spec(), TAGS.size(), 4);
                network.load(shared, own);
                runs[run] = new float[shared.length];
                network.gradient(SmallBatch.of(recogniser), run == 2 ? 12 : 11, runs[run], new float[own.size()]);
            }
        }
        assertThat(runs[1]).isEqualTo(runs[0]);
        assertThat(runs[2]).isNotEqualTo(runs[0]);
    }

    @Test
    void refusesParametersThatAreNotNumbersAndShowsNone() {
        try (Recogniser recogniser = SmallNetworks.FROZEN.recogniser(0.3);
                PlatformNetwork network = recogniser.forTags(TAGS)) {
            float[] shared = SharedParameters.initial(recogniser.spec(), 3).values();
            PrivateParameters own = PrivateParameters.initial(recogniser.spec(), TAGS.size(), 4);
            shared[0] = Float.NaN;
            network.load(shared, own);
            List<EncodedSentence> batch = SmallBatch.of(recogniser);
            assertThatThrownBy(() -> network.gradient(batch, 1, new float[shared.length], new float[own.size()]))
                    .isInstanceOf(DivergedException.class)
                    .hasMessageContaining("is not finite");
        }
    }
}
