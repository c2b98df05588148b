package org.fedner.model.network;

import java.util.Arrays;
import org.fedner.model.corpus.TagSet;

/**
 * Linear-chain conditional random field (Lafferty, McCallum, Pereira 2001) over one tag set: exact negative
 * log-likelihood with its gradient, and Viterbi decoding.
 *
 * <p>Illegal moves have probability zero in training and in decoding alike. Works in doubles in scaled probability space
 * (Rabiner 1989, section V.A): emissions are shifted by their largest value of the step, the forward vector is normalised
 * at every step. All arrays are row-major; emissions are time-major, as the recurrent layer produces them.
 *
 * <p>Holds work space, so an instance belongs to one thread at a time.
 */
public final class LinearChainCrf {
    private final int labels;
    private final Moves moves;
    private final double[] weights; // [labels][labels], exp(transition - shift), zero where illegal
    private double[] scaled = new double[0]; // [steps][labels], exp(emission - largest of the step)
    private double[] forward = new double[0]; // [steps][labels], normalised
    private double[] norms = new double[0]; // [steps]
    private int[] back = new int[0]; // [steps][labels]

    /** A field whose legal starts, moves and ends are {@code moves}. */
    public LinearChainCrf(Moves moves) {
        this.moves = moves;
        labels = moves.labels();
        weights = new double[labels * labels];
    }

    /**
     * The legal starts, moves and ends of a tagging scheme.
     *
     * @param start {@code [labels]}, may open a sentence
     * @param move {@code [labels][labels]}, row-major, the row's label may be followed by the column's
     * @param end {@code [labels]}, may close a sentence
     */
    public record Moves(boolean[] start, boolean[] move, boolean[] end) {
        /** Refuses arrays whose sizes disagree. */
        public Moves {
            int labels = start.length;
            if (labels == 0 || move.length != labels * labels || end.length != labels) {
                throw new IllegalArgumentException("moves of %d labels need %d and %d entries, got %d and %d"
                        .formatted(labels, labels * labels, labels, move.length, end.length));
            }
        }

        /** The moves a tag set's scheme allows. */
        public static Moves of(TagSet tags) {
            int labels = tags.size();
            boolean[] start = new boolean[labels];
            boolean[] move = new boolean[labels * labels];
            boolean[] end = new boolean[labels];
            for (int from = 0; from < labels; from++) {
                start[from] = tags.allowsAtStart(from);
                end[from] = tags.allowsAtEnd(from);
                for (int to = 0; to < labels; to++) {
                    move[from * labels + to] = tags.allowsTransition(from, to);
                }
            }
            return new Moves(start, move, end);
        }

        int labels() {
            return start.length;
        }
    }

    /**
     * Adds up the negative log-likelihood of the sentences and writes its gradient.
     *
     * @param emissions {@code [steps][batch][labels]}
     * @param lengths {@code [batch]}, number of tokens, at least 1
     * @param tags {@code [batch][length]}, legal paths
     * @param transitions {@code [labels][labels]}
     * @param start {@code [labels]}
     * @param emissionGradient {@code [steps][batch][labels]}, overwritten; zero beyond a sentence's length
     * @param transitionGradient {@code [labels][labels]}, added to
     * @param startGradient {@code [labels]}, added to
     * @return the loss summed over the batch; may be NaN or infinite when the scores are
     */
    public double loss(
            float[] emissions,
            int[] lengths,
            int[][] tags,
            float[] transitions,
            float[] start,
            float[] emissionGradient,
            double[] transitionGradient,
            double[] startGradient) {
        int batch = lengths.length;
        double shift = exponentiate(transitions);
        Arrays.fill(emissionGradient, 0, emissions.length, 0f);
        double[] backward = new double[labels];
        double[] next = new double[labels];
        double total = 0;
        for (int b = 0; b < batch; b++) {
            int length = lengths[b];
            int[] path = tags[b];
            total += forward(emissions, b, batch, length, start) + shift * (length - 1);
            total -= pathScore(emissions, b, batch, path, length, transitions, start);
            for (int k = 0; k < labels; k++) {
                backward[k] = moves.end[k] ? 1 : 0;
            }
            double ending = endingMass(length);
            for (int k = 0; k < labels; k++) {
                backward[k] /= ending;
            }
            for (int t = length - 1; t >= 0; t--) {
                int at = (t * batch + b) * labels;
                int row = t * labels;
                for (int k = 0; k < labels; k++) {
                    emissionGradient[at + k] = (float) (forward[row + k] * backward[k]);
                }
                emissionGradient[at + path[t]] -= 1f;
                if (t == 0) {
                    for (int k = 0; k < labels; k++) {
                        startGradient[k] += forward[k] * backward[k];
                    }
                    startGradient[path[0]] -= 1;
                } else {
                    int previous = row - labels;
                    for (int j = 0; j < labels; j++) {
                        next[j] = scaled[row + j] * backward[j] / norms[t];
                    }
                    for (int i = 0; i < labels; i++) {
                        double sum = 0;
                        double from = forward[previous + i];
                        for (int j = 0; j < labels; j++) {
                            double through = weights[i * labels + j] * next[j];
                            sum += through;
                            transitionGradient[i * labels + j] += from * through;
                        }
                        backward[i] = sum;
                    }
                    transitionGradient[path[t - 1] * labels + path[t]] -= 1;
                }
            }
        }
        return total;
    }

    /** The same loss without its gradient; a path that is not legal gives a number that is not the loss of any. */
    public double loss(float[] emissions, int[] lengths, int[][] tags, float[] transitions, float[] start) {
        double shift = exponentiate(transitions);
        double total = 0;
        for (int b = 0; b < lengths.length; b++) {
            total += forward(emissions, b, lengths.length, lengths[b], start) + shift * (lengths[b] - 1);
            total -= pathScore(emissions, b, lengths.length, tags[b], lengths[b], transitions, start);
        }
        return total;
    }

    /** Fills {@code scaled}, {@code forward}, {@code norms}; returns the log partition sum without the transition shift. */
    private double forward(float[] emissions, int b, int batch, int length, float[] start) {
        reserve(length);
        double log = 0;
        for (int t = 0; t < length; t++) {
            int at = (t * batch + b) * labels;
            int row = t * labels;
            double largest = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < labels; k++) {
                double score = t == 0 ? (double) emissions[at + k] + start[k] : emissions[at + k];
                boolean possible = t > 0 || moves.start[k];
                scaled[row + k] = possible ? score : Double.NEGATIVE_INFINITY;
                largest = Math.max(largest, scaled[row + k]);
            }
            double norm = 0;
            for (int k = 0; k < labels; k++) {
                scaled[row + k] = Math.exp(scaled[row + k] - largest);
                double arriving = 1;
                if (t > 0) {
                    arriving = 0;
                    for (int i = 0; i < labels; i++) {
                        arriving += forward[row - labels + i] * weights[i * labels + k];
                    }
                }
                forward[row + k] = arriving * scaled[row + k];
                norm += forward[row + k];
            }
            for (int k = 0; k < labels; k++) {
                forward[row + k] /= norm;
            }
            norms[t] = norm;
            log += Math.log(norm) + largest;
        }
        return log + Math.log(endingMass(length));
    }

    private double endingMass(int length) {
        double mass = 0;
        for (int k = 0; k < labels; k++) {
            mass += moves.end[k] ? forward[(length - 1) * labels + k] : 0;
        }
        return mass;
    }

    private double pathScore(
            float[] emissions, int b, int batch, int[] path, int length, float[] transitions, float[] start) {
        double score = start[path[0]];
        for (int t = 0; t < length; t++) {
            score += emissions[(t * batch + b) * labels + path[t]];
            if (t > 0) {
                score += transitions[path[t - 1] * labels + path[t]];
            }
        }
        return score;
    }

    /** Fills {@code weights} and returns what was subtracted from every transition. */
    private double exponentiate(float[] transitions) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int m = 0; m < weights.length; m++) {
            largest = moves.move[m] ? Math.max(largest, transitions[m]) : largest;
        }
        for (int m = 0; m < weights.length; m++) {
            weights[m] = moves.move[m] ? Math.exp(transitions[m] - largest) : 0;
        }
        return largest;
    }

    /**
     * The most probable legal path of every sentence (Viterbi 1967); of equal paths the one with the smaller last labels.
     *
     * @return {@code [batch][length]}
     */
    public int[][] decode(float[] emissions, int[] lengths, float[] transitions, float[] start) {
        int batch = lengths.length;
        int[][] paths = new int[batch][];
        double[] best = new double[labels];
        double[] next = new double[labels];
        for (int b = 0; b < batch; b++) {
            int length = lengths[b];
            reserve(length);
            for (int k = 0; k < labels; k++) {
                best[k] = moves.start[k] ? (double) emissions[b * labels + k] + start[k] : Double.NEGATIVE_INFINITY;
            }
            for (int t = 1; t < length; t++) {
                int at = (t * batch + b) * labels;
                for (int j = 0; j < labels; j++) {
                    double largest = Double.NEGATIVE_INFINITY;
                    int from = 0;
                    for (int i = 0; i < labels; i++) {
                        double score = moves.move[i * labels + j]
                                ? best[i] + transitions[i * labels + j]
                                : Double.NEGATIVE_INFINITY;
                        if (score > largest) {
                            largest = score;
                            from = i;
                        }
                    }
                    next[j] = largest + emissions[at + j];
                    back[t * labels + j] = from;
                }
                System.arraycopy(next, 0, best, 0, labels);
            }
            int last = 0;
            double largest = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < labels; k++) {
                if (moves.end[k] && best[k] > largest) {
                    largest = best[k];
                    last = k;
                }
            }
            int[] path = new int[length];
            for (int t = length - 1; t >= 0; t--) {
                path[t] = last;
                last = t > 0 ? back[t * labels + last] : last;
            }
            paths[b] = path;
        }
        return paths;
    }

    /** These scores of moves, minus infinity where a move is not legal. */
    float[] legal(float[] transitions) {
        return legal(transitions, moves.move);
    }

    /** These scores of a first label, minus infinity where it is not legal. */
    float[] legalStart(float[] start) {
        return legal(start, moves.start);
    }

    /** Zero for a label that may be last, minus infinity for any other. */
    float[] legalEnd() {
        return legal(new float[labels], moves.end);
    }

    private static float[] legal(float[] scores, boolean[] isLegal) {
        float[] legal = scores.clone();
        for (int i = 0; i < legal.length; i++) {
            legal[i] = isLegal[i] ? legal[i] : Float.NEGATIVE_INFINITY;
        }
        return legal;
    }

    private void reserve(int length) {
        if (norms.length < length) {
            scaled = new double[length * labels];
            forward = new double[length * labels];
            norms = new double[length];
            back = new int[length * labels];
        }
    }
}
