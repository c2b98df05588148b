package org.fedner.model.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.fedner.model.corpus.TagScheme;
import org.fedner.model.corpus.TagSet;
import org.fedner.model.network.DivergedException;
import org.fedner.model.network.EncodedSentence;
import org.fedner.model.network.GradientTimes;
import org.fedner.model.network.MatrixProducts;
import org.fedner.model.network.MatrixProducts.Product;
import org.fedner.model.network.NetworkThreads;
import org.fedner.model.network.PlatformNetwork;
import org.fedner.model.network.Recogniser;
import org.fedner.model.network.SentenceEncoder;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.PrivateParameters;
import org.fedner.model.parameters.SharedParameters;
import org.fedner.model.parameters.WordInput;

/** One gradient of the {@code fedner} network with hashed words, taken in turn with the machine's own limit. */
public final class TrainingBenchmark {
    private static final int WARM_UP = 20;
    private static final int LETTERS = 26;
    static final TagSet TAGS = TagSet.of(TagScheme.BIO, List.of("A", "B", "C", "D", "E", "F"));

    private TrainingBenchmark() {}

    /**
     * Runs it.
     *
     * @param sentences of a batch, each of {@code tokens} tokens, half of which are words of their own
     * @param rounds that are measured, after some that are not
     */
    public static TrainingResult run(int sentences, int tokens, int rounds, NetworkThreads threads)
            throws DivergedException {
        NetworkSpec spec = NetworkSpec.fedner(WordInput.Hashed.standard());
        LongSupplier clock = clock(threads);
        List<Product> products = StepProducts.of(spec, TAGS.size(), sentences, tokens);
        List<Long> steps = new ArrayList<>();
        List<Long> shapes = new ArrayList<>();
        List<Long> probes = new ArrayList<>();
        List<GradientTimes> parts = new ArrayList<>();
        float[] shared = new float[spec.sharedLayout().size()];
        float[] own = new float[spec.privateLayout(TAGS.size()).size()];
        try (Recogniser recogniser = Recogniser.hashed(spec, threads);
                PlatformNetwork network = recogniser.forTags(TAGS);
                MatrixProducts ofShapes = new MatrixProducts(products, threads);
                MatrixProducts ofLarge = new MatrixProducts(List.of(StepProducts.LARGE), threads)) {
            network.load(SharedParameters.initial(spec, 1), PrivateParameters.initial(spec, TAGS.size(), 1));
            List<EncodedSentence> batch = batch(recogniser.encoder(), sentences, tokens);
            for (int round = 0; round < WARM_UP + rounds; round++) { // in turn, so that all see the same machine
                long started = clock.getAsLong();
                network.gradient(batch, round, shared, own);
                long computed = clock.getAsLong();
                ofShapes.run();
                long shaped = clock.getAsLong();
                ofLarge.run();
                long probed = clock.getAsLong();
                if (round >= WARM_UP) {
                    steps.add(computed - started);
                    shapes.add(shaped - computed);
                    probes.add(probed - shaped);
                    parts.add(network.lastTimes());
                }
            }
        }
        double operations = StepProducts.operations(products);
        double gflops = StepProducts.LARGE.operations() / (median(probes) * 1e6);
        double floor = operations / (gflops * 1e6);
        return new TrainingResult(
                sentences,
                tokens,
                distinct(sentences, tokens),
                threads.intra(),
                shared.length,
                gflops,
                operations / 1e9,
                floor,
                median(shapes),
                median(steps),
                median(parts, GradientTimes::load),
                median(parts, GradientTimes::forward),
                median(parts, GradientTimes::crf),
                median(parts, GradientTimes::backward),
                median(parts, GradientTimes::weights),
                median(steps) / floor,
                median(steps) / median(shapes));
    }

    /** One thread computes all of it, so its processor time tells it whatever else the machine does. */
    static LongSupplier clock(NetworkThreads threads) {
        ThreadMXBean processor = ManagementFactory.getThreadMXBean();
        boolean isOne = threads.equals(NetworkThreads.single()) && processor.isCurrentThreadCpuTimeSupported();
        return isOne ? processor::getCurrentThreadCpuTime : System::nanoTime;
    }

    private static int distinct(int sentences, int tokens) {
        return Math.max(1, sentences * tokens / 2);
    }

    static List<EncodedSentence> batch(SentenceEncoder encoder, int sentences, int tokens) {
        Random random = new Random(1);
        int distinct = distinct(sentences, tokens);
        List<String> words = new ArrayList<>();
        for (int w = 0; w < distinct; w++) {
            StringBuilder word = new StringBuilder();
            for (int rest = w, letter = 0; letter < 3 + w % 10; letter++, rest /= LETTERS) {
                word.append((char) ('a' + rest % LETTERS));
            }
            words.add(word.append(w).toString());
        }
        List<EncodedSentence> batch = new ArrayList<>();
        for (int b = 0; b < sentences; b++) {
            List<String> sentence = new ArrayList<>();
            int[] tags = new int[tokens];
            for (int t = 0; t < tokens; t++) {
                sentence.add(words.get((b * tokens + t) % distinct));
                tags[t] = random.nextInt(4) > 0
                        ? 0
                        : 1 + 2 * random.nextInt(TAGS.types().size());
            }
            batch.add(encoder.encode(sentence, tags));
        }
        return batch;
    }

    static double median(List<GradientTimes> times, ToLongFunction<GradientTimes> part) {
        return median(times.stream().map(part::applyAsLong).toList());
    }

    /** Milliseconds. */
    static double median(List<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return Arrays.stream(sorted).skip(sorted.length / 2).findFirst().orElseThrow() / 1e6;
    }
}
