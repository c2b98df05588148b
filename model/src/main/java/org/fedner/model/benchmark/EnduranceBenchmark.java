package org.fedner.model.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.fedner.model.corpus.Corpus;
import org.fedner.model.corpus.SyntheticHospital;
import org.fedner.model.corpus.SyntheticNotes;
import org.fedner.model.corpus.TagScheme;
import org.fedner.model.network.DivergedException;
import org.fedner.model.network.NetworkThreads;
import org.fedner.model.network.Recogniser;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.SharedState;
import org.fedner.model.parameters.WordInput;
import org.fedner.model.training.LocalTrainer;
import org.fedner.model.training.SharedGradient;
import org.fedner.model.training.TrainingSettings;

/**
 * What a platform's memory does while it trains for days: the {@code fedner} network with hashed words over synthetic notes,
 * whose sentences have the lengths of real ones, every step committed and the dev split scored at times.
 */
public final class EnduranceBenchmark {
    private static final SyntheticNotes.Sizes SIZES = new SyntheticNotes.Sizes(2000, 200, 1);
    private static final int MEGABYTE_KILOBYTES = 1024;
    private static final long MEGABYTE = 1 << 20;
    private static final Path STATUS = Path.of("/proc/self/status");

    private EnduranceBenchmark() {}

    /**
     * Memory after some steps.
     *
     * @param residentMegabytes of the whole process; 0 where the system does not say
     * @param heapMegabytes in use, garbage included
     * @param millisPerStep since the point before
     */
    public record Point(int steps, long residentMegabytes, long heapMegabytes, double millisPerStep) {}

    /**
     * Trains.
     *
     * @param sentences of a batch
     * @param every so many steps a point is taken and the dev split scored
     * @param watcher hears each point when it is taken
     */
    public static List<Point> run(int sentences, int steps, int every, NetworkThreads threads, Consumer<Point> watcher)
            throws DivergedException {
        Corpus corpus = new SyntheticNotes(1, SIZES).corpus(SyntheticHospital.values()[0]);
        NetworkSpec spec = NetworkSpec.fedner(WordInput.Hashed.standard());
        TrainingSettings settings = TrainingSettings.standard(1, steps);
        List<Point> points = new ArrayList<>();
        try (Recogniser recogniser = Recogniser.hashed(spec, threads);
                LocalTrainer trainer = new LocalTrainer(
                        recogniser, corpus, corpus.tagSet(TagScheme.BIO), "endurance", settings, sentences)) {
            SharedState shared = SharedState.initial(spec, 1);
            long started = System.nanoTime();
            for (int step = 1; step <= steps; step++) {
                step(trainer, shared, settings);
                if (step % every == 0 || step == steps) {
                    int since = step
                            - (points.isEmpty()
                                    ? 0
                                    : points.get(points.size() - 1).steps());
                    double millis = (System.nanoTime() - started) / 1e6 / since;
                    trainer.keepIfBest(shared.parameters(), step);
                    Point point = new Point(step, residentMegabytes(), heapMegabytes(), millis);
                    points.add(point);
                    watcher.accept(point);
                    started = System.nanoTime();
                }
            }
        }
        return points;
    }

    private static void step(LocalTrainer trainer, SharedState shared, TrainingSettings settings)
            throws DivergedException {
        SharedGradient gradient = trainer.gradient(shared.parameters(), shared.round());
        float[] mean = gradient.shared();
        for (int i = 0; i < mean.length; i++) {
            mean[i] /= gradient.examples();
        }
        shared.apply(mean, gradient.rows(), settings.update());
        trainer.commit();
    }

    private static long heapMegabytes() {
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / MEGABYTE;
    }

    /** VmRSS of Linux. */
    private static long residentMegabytes() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / MEGABYTE_KILOBYTES)
                    .findAny()
                    .orElse(0);
        } catch (IOException e) {
            return 0; // another system
        }
    }
}
