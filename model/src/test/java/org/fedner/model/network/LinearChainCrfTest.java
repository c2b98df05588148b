package org.fedner.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.fedner.model.corpus.TagScheme;
import org.fedner.model.corpus.TagSet;
import org.junit.jupiter.api.Test;

class LinearChainCrfTest {

    @Property(tries = 60)
    void lossIsTheBruteForceSumOverLegalPaths(
            @ForAll long seed, @ForAll boolean bioes, @ForAll @IntRange(min = 1, max = 5) int length) {
        Case c = new Case(seed, bioes, length, 4);
        double expected = 0;
        for (int b = 0; b < c.lengths.length; b++) {
            double largest = Double.NEGATIVE_INFINITY;
            List<Double> scores = new ArrayList<>();
            for (int[] path : c.legalPaths(c.lengths[b])) {
                scores.add(c.score(b, path));
                largest = Math.max(largest, scores.get(scores.size() - 1));
            }
            double sum = 0;
            for (double score : scores) {
                sum += Math.exp(score - largest);
            }
            expected += largest + Math.log(sum) - c.score(b, c.tags[b]);
        }
        assertThat(c.loss()).isCloseTo(expected, within(1e-9 * Math.max(1, expected)));
    }

    @Property(tries = 30)
    void gradientIsTheBruteForceExpectationMinusTheGoldPath(@ForAll long seed, @ForAll boolean bioes) {
        Case c = new Case(seed, bioes, 4, 2);
        c.loss();
        double[] emissions = new double[c.emissions.length];
        double[] transitions = new double[c.transitions.length];
        double[] start = new double[c.labels];
        for (int b = 0; b < c.lengths.length; b++) {
            double partition = 0;
            for (int[] path : c.legalPaths(c.lengths[b])) {
                partition += Math.exp(c.score(b, path));
            }
            for (int[] path : c.legalPaths(c.lengths[b])) {
                c.count(b, path, Math.exp(c.score(b, path)) / partition, emissions, transitions, start);
            }
            c.count(b, c.tags[b], -1, emissions, transitions, start);
        }
        for (int i = 0; i < emissions.length; i++) {
            assertThat(c.emissionGradient[i]).isCloseTo((float) emissions[i], within(1e-6f));
        }
        assertThat(c.transitionGradient).containsExactly(transitions, within(1e-9));
        assertThat(c.startGradient).containsExactly(start, within(1e-9));
    }

    @Property(tries = 60)
    void viterbiFindsTheBestLegalPath(
            @ForAll long seed, @ForAll boolean bioes, @ForAll @IntRange(min = 1, max = 5) int length) {
        Case c = new Case(seed, bioes, length, 3);
        int[][] found = c.crf.decode(c.emissions, c.lengths, c.transitions, c.start);
        for (int b = 0; b < c.lengths.length; b++) {
            double best = Double.NEGATIVE_INFINITY;
            int[] expected = new int[0];
            for (int[] path : c.legalPaths(c.lengths[b])) {
                if (c.score(b, path) > best) {
                    best = c.score(b, path);
                    expected = path;
                }
            }
            assertThat(found[b]).isEqualTo(expected);
        }
    }

    @Test
    void centralDifferencesAgreeWithTheGradient() {
        Case c = new Case(5, true, 4, 3);
        c.loss();
        double[] gradient = c.transitionGradient.clone();
        float[] emissionGradient = c.emissionGradient.clone();
        float h = 1f / 256;
        for (int i = 0; i < c.transitions.length; i++) {
            assertThat(c.difference(c.transitions, i, h)).isCloseTo(gradient[i], within(1e-4));
        }
        for (int i = 0; i < c.emissions.length; i++) {
            assertThat(c.difference(c.emissions, i, h)).isCloseTo(emissionGradient[i], within(1e-4));
        }
    }

    @Test
    void scoresOfHundredsNeitherOverflowNorVanish() {
        Case c = new Case(6, false, 5, 3);
        for (int i = 0; i < c.emissions.length; i++) {
            c.emissions[i] *= 200;
        }
        assertThat(c.loss()).isFinite().isGreaterThanOrEqualTo(-1e-6);
    }

    @Test
    void paddingGetsNoGradient() {
        Case c = new Case(7, false, 5, 4);
        c.loss();
        int batch = c.lengths.length;
        for (int b = 0; b < batch; b++) {
            for (int t = c.lengths[b]; t < c.steps; t++) {
                for (int k = 0; k < c.labels; k++) {
                    assertThat(c.emissionGradient[(t * batch + b) * c.labels + k])
                            .isZero();
                }
            }
        }
    }

    /** Random scores and legal gold paths; small enough to list every path. */
    private static final class Case {
        final TagSet set;
        final int labels;
        final LinearChainCrf.Moves moves;
        final LinearChainCrf crf;
        final int steps;
        final int[] lengths;
        final int[][] tags;
        final float[] emissions;
        final float[] transitions;
        final float[] start;
        final float[] emissionGradient;
        double[] transitionGradient;
        double[] startGradient;

        Case(long seed, boolean bioes, int steps, int batch) {
            Random random = new Random(seed);
            set = TagSet.of(bioes ? TagScheme.BIOES : TagScheme.BIO, bioes ? List.of("A") : List.of("A", "B"));
            labels = set.size();
            moves = LinearChainCrf.Moves.of(set);
            crf = new LinearChainCrf(moves);
            this.steps = steps;
            lengths = new int[batch];
            tags = new int[batch][];
            emissions = gaussian(random, steps * batch * labels);
            transitions = gaussian(random, labels * labels);
            start = gaussian(random, labels);
            emissionGradient = new float[emissions.length];
            for (int b = 0; b < batch; b++) {
                lengths[b] = b == 0 ? steps : 1 + random.nextInt(steps);
                List<int[]> legal = legalPaths(lengths[b]);
                tags[b] = legal.get(random.nextInt(legal.size()));
            }
        }

        private static float[] gaussian(Random random, int size) {
            float[] values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = (float) (2 * random.nextGaussian());
            }
            return values;
        }

        double loss() {
            transitionGradient = new double[transitions.length];
            startGradient = new double[labels];
            return crf.loss(
                    emissions, lengths, tags, transitions, start, emissionGradient, transitionGradient, startGradient);
        }

        double difference(float[] scores, int index, float h) {
            float was = scores[index];
            scores[index] = was + h;
            double up = loss();
            scores[index] = was - h;
            double down = loss();
            scores[index] = was;
            return (up - down) / (2 * h);
        }

        List<int[]> legalPaths(int length) {
            List<int[]> paths = new ArrayList<>();
            int[] path = new int[length];
            int count = (int) Math.pow(labels, length);
            for (int n = 0; n < count; n++) {
                int rest = n;
                for (int t = 0; t < length; t++) {
                    path[t] = rest % labels;
                    rest /= labels;
                }
                boolean legal = set.allowsAtStart(path[0]) && set.allowsAtEnd(path[length - 1]);
                for (int t = 1; t < length; t++) {
                    legal &= set.allowsTransition(path[t - 1], path[t]);
                }
                if (legal) {
                    paths.add(path.clone());
                }
            }
            return paths;
        }

        double score(int b, int[] path) {
            double score = start[path[0]];
            for (int t = 0; t < path.length; t++) {
                score += emissions[(t * lengths.length + b) * labels + path[t]];
                score += t == 0 ? 0 : transitions[path[t - 1] * labels + path[t]];
            }
            return score;
        }

        void count(int b, int[] path, double weight, double[] em, double[] tr, double[] st) {
            st[path[0]] += weight;
            for (int t = 0; t < path.length; t++) {
                em[(t * lengths.length + b) * labels + path[t]] += weight;
                if (t > 0) {
                    tr[path[t - 1] * labels + path[t]] += weight;
                }
            }
        }
    }
}
