package org.fedner.model.training;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How training went so far: the loss since the last scoring, and every dev score. Private to the platform. */
final class TrainingHistory {
    private final List<Double> scores = new ArrayList<>(); // strict F1 on dev, oldest first
    private double loss; // since the last scoring, summed
    private long examples;

    /** A batch went into a verified result. */
    void trained(double batchLoss, int batchExamples) {
        loss += batchLoss;
        examples += batchExamples;
    }

    /** The dev split was scored; returns the mean training loss of a sentence since it was scored before, NaN if none. */
    double scored(double f1) {
        scores.add(f1);
        double mean = loss / examples;
        loss = 0;
        examples = 0;
        return mean;
    }

    /** As if the last scorings had not been, so many or all. */
    void forget(int scorings) {
        int kept = Math.max(0, scores.size() - scorings);
        scores.subList(kept, scores.size()).clear();
    }

    boolean hasStalled(int patience) {
        return Patience.isExhausted(scores, patience);
    }

    void write(DataOutputStream out) throws IOException {
        out.writeDouble(loss);
        out.writeLong(examples);
        out.writeInt(scores.size());
        for (double score : scores) {
            out.writeDouble(score);
        }
    }

    static TrainingHistory read(DataInputStream in) throws IOException {
        TrainingHistory history = new TrainingHistory();
        history.loss = in.readDouble();
        history.examples = in.readLong();
        int count = in.readInt();
        if (history.examples < 0 || count < 0 || count > in.available() / Double.BYTES) {
            throw new IOException("it is cut short or altered");
        }
        for (int i = 0; i < count; i++) {
            history.scores.add(in.readDouble());
        }
        return history;
    }
}
