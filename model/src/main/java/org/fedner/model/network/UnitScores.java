package org.fedner.model.network;

/**
 * What the CRF sends back, sentence by sentence.
 *
 * @param emissionGradient {@code [steps][batch][labels]}, zero after a sentence's end
 * @param transitions of each sentence, {@code [batch][labels * labels]}
 * @param starts of each sentence, {@code [batch][labels]}
 */
record UnitScores(float[] emissionGradient, double[][] transitions, double[][] starts) {

    /** The loss's gradients at the emissions {@code [steps][batch][labels]}. */
    static UnitScores of(PlatformNetwork network, float[] emissions, Batch batch) throws DivergedException {
        int labels = network.labels;
        int sentences = batch.lengths.length;
        float[] back = new float[emissions.length];
        double[][] transitions = new double[sentences][labels * labels];
        double[][] starts = new double[sentences][labels];
        for (int b = 0; b < sentences; b++) {
            int length = batch.lengths[b];
            float[] scores = new float[length * labels];
            float[] gradient = new float[length * labels];
            for (int t = 0; t < length; t++) {
                System.arraycopy(emissions, (t * sentences + b) * labels, scores, t * labels, labels);
            }
            double loss = network.crf.loss(
                    scores,
                    new int[] {length},
                    new int[][] {batch.tags[b]},
                    network.transitions,
                    network.start,
                    gradient,
                    transitions[b],
                    starts[b]);
            if (!Double.isFinite(loss)) {
                throw new DivergedException("the loss of a batch");
            }
            for (int t = 0; t < length; t++) {
                System.arraycopy(gradient, t * labels, back, (t * sentences + b) * labels, labels);
            }
        }
        return new UnitScores(back, transitions, starts);
    }
}
