package org.fedner.model.network;

import java.util.List;
import org.fedner.model.layers.Packing;

/**
 * What the CRF sends back, sentence by sentence.
 *
 * @param emissionGradient {@code [places][labels]}
 * @param transitions of each sentence, {@code [batch][labels * labels]}
 * @param starts of each sentence, {@code [batch][labels]}
 */
record UnitScores(float[] emissionGradient, double[][] transitions, double[][] starts) {

    /** The loss's gradients at the emissions {@code [places][labels]}. */
    static UnitScores of(PlatformNetwork network, float[] emissions, Packing packing, List<EncodedSentence> sentences)
            throws DivergedException {
        int labels = network.labels;
        float[] back = new float[emissions.length];
        double[][] transitions = new double[sentences.size()][labels * labels];
        double[][] starts = new double[sentences.size()][labels];
        for (int b = 0; b < sentences.size(); b++) {
            int length = packing.length(b);
            float[] scores = new float[length * labels];
            float[] gradient = new float[length * labels];
            for (int t = 0; t < length; t++) {
                System.arraycopy(emissions, packing.place(b, t) * labels, scores, t * labels, labels);
            }
            double loss = network.crf.loss(
                    scores,
                    new int[] {length},
                    new int[][] {sentences.get(b).tags},
                    network.transitions,
                    network.start,
                    gradient,
                    transitions[b],
                    starts[b]);
            if (!Double.isFinite(loss)) {
                throw new DivergedException("the loss of a batch");
            }
            for (int t = 0; t < length; t++) {
                System.arraycopy(gradient, t * labels, back, packing.place(b, t) * labels, labels);
            }
        }
        return new UnitScores(back, transitions, starts);
    }
}
