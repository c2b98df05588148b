package org.fedner.model.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.fedner.model.corpus.Corpus;
import org.fedner.model.corpus.TagScheme;
import org.fedner.model.corpus.TagSet;
import org.fedner.model.corpus.WordVectors;
import org.fedner.model.network.DivergedException;
import org.fedner.model.network.GradientTimes;
import org.fedner.model.network.MatrixProducts;
import org.fedner.model.network.NetworkThreads;
import org.fedner.model.network.Recogniser;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.RowGradient;
import org.fedner.model.parameters.SharedState;
import org.fedner.model.training.BatchShare;
import org.fedner.model.training.LocalTrainer;
import org.fedner.model.training.SharedGradient;
import org.fedner.model.training.TrainingSettings;

/**
 * The gradients of whole rounds over platforms' own sentences, in the clear: batches of their real lengths, parameters that
 * learn, one platform after the other on one machine.
 */
public final class RoundBenchmark {
    /** Rounds before those that are measured, for a figure that stands. */
    public static final int WARM_UP = 60;

    private static final int SEED = 7;

    private final NetworkSpec spec;
    private final List<Platform> platforms = new ArrayList<>();

    private record Platform(LocalTrainer trainer, int tags) {}

    /** One round's sums over the platforms. */
    private record Measured(int sentences, int tokens, long nanos, GradientTimes parts, long probe) {}

    private RoundBenchmark(NetworkSpec spec) {
        this.spec = spec;
    }

    /**
     * Runs it.
     *
     * @param corpora of the platforms
     * @param spec of a network without a table by rows
     * @param sentences of a round's batch, shared out by the number of training sentences
     * @param warmUp rounds that are not measured
     * @param rounds that are measured after them
     */
    public static RoundResult run(
            NetworkSpec spec,
            Optional<WordVectors> vectors,
            List<Corpus> corpora,
            int sentences,
            int warmUp,
            int rounds,
            NetworkThreads threads)
            throws DivergedException {
        if (spec.sharedLayout().byRows().isPresent()) {
            throw new IllegalArgumentException("a table by rows is not measured here");
        }
        RoundBenchmark benchmark = new RoundBenchmark(spec);
        long total = corpora.stream().mapToLong(corpus -> corpus.train().size()).sum();
        TrainingSettings settings = TrainingSettings.standard(SEED, warmUp + rounds);
        try (Recogniser recogniser = Recogniser.of(spec, vectors, threads);
                MatrixProducts probe = new MatrixProducts(List.of(StepProducts.LARGE), threads)) {
            for (Corpus corpus : corpora) {
                TagSet tags = corpus.tagSet(TagScheme.BIO);
                int share = BatchShare.of(sentences, corpus.train().size(), total);
                String name = "p" + benchmark.platforms.size();
                benchmark.platforms.add(
                        new Platform(new LocalTrainer(recogniser, corpus, tags, name, settings, share), tags.size()));
            }
            return benchmark.measure(settings, warmUp, rounds, threads, probe);
        } finally {
            benchmark.platforms.forEach(platform -> platform.trainer().close());
        }
    }

    private RoundResult measure(
            TrainingSettings settings, int warmUp, int rounds, NetworkThreads threads, MatrixProducts probe)
            throws DivergedException {
        LongSupplier clock = TrainingBenchmark.clock(threads);
        SharedState shared = SharedState.initial(spec, SEED);
        List<Measured> measured = new ArrayList<>();
        for (int round = 0; round < warmUp + rounds; round++) {
            Measured one = round(shared, settings, clock, probe);
            if (round >= warmUp) {
                measured.add(one);
            }
        }
        int tags = platforms.stream().mapToInt(Platform::tags).max().orElseThrow();
        double tokens = measured.stream().mapToInt(Measured::tokens).average().orElseThrow();
        double operations = StepProducts.operations(StepProducts.of(spec, tags, 1, (int) Math.round(tokens)));
        double gflops = StepProducts.LARGE.operations() / (median(measured, Measured::probe) * 1e6);
        double floor = operations / (gflops * 1e6);
        double gradients = median(measured, Measured::nanos);
        return new RoundResult(
                platforms.size(),
                measured.stream().mapToInt(Measured::sentences).average().orElseThrow(),
                tokens,
                threads.intra(),
                spec.sharedLayout().size(),
                gflops,
                operations / 1e9,
                floor,
                gradients,
                median(measured, one -> one.parts().load()),
                median(measured, one -> one.parts().forward()),
                median(measured, one -> one.parts().crf()),
                median(measured, one -> one.parts().backward()),
                median(measured, one -> one.parts().weights()),
                gradients / floor);
    }

    private Measured round(SharedState shared, TrainingSettings settings, LongSupplier clock, MatrixProducts probe)
            throws DivergedException {
        float[] sum = new float[spec.sharedLayout().size()];
        int sentences = 0;
        int tokens = 0;
        long nanos = 0;
        GradientTimes parts = GradientTimes.NONE;
        for (Platform platform : platforms) {
            long started = clock.getAsLong();
            SharedGradient gradient = platform.trainer().gradient(shared.parameters(), shared.round());
            nanos += clock.getAsLong() - started;
            GradientTimes times = platform.trainer().lastTimes();
            parts = parts.plus(times);
            sentences += gradient.examples();
            tokens += times.tokens();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += gradient.shared()[i];
            }
        }
        long before = clock.getAsLong();
        probe.run();
        long probed = clock.getAsLong() - before;
        int examples = sentences;
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= examples;
        }
        shared.apply(sum, RowGradient.none(), settings.update());
        platforms.forEach(platform -> platform.trainer().commit());
        return new Measured(sentences, tokens, nanos, parts, probed);
    }

    private static double median(List<Measured> measured, ToLongFunction<Measured> figure) {
        return TrainingBenchmark.median(
                measured.stream().map(figure::applyAsLong).toList());
    }
}
