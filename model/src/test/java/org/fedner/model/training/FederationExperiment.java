package org.fedner.model.training;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.fedner.model.corpus.Corpus;
import org.fedner.model.corpus.Sentence;
import org.fedner.model.corpus.TagScheme;
import org.fedner.model.corpus.TagSet;
import org.fedner.model.corpus.WordVectors;
import org.fedner.model.network.NetworkThreads;
import org.fedner.model.network.Recogniser;
import org.fedner.model.parameters.CharacterLayer;
import org.fedner.model.parameters.LearningRateSchedule;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.RowGradient;
import org.fedner.model.parameters.SharedParameters;
import org.fedner.model.parameters.SharedState;
import org.fedner.model.parameters.WordCnn;
import org.fedner.model.parameters.WordFeature;
import org.fedner.model.parameters.WordInput;

/**
 * The federation of three corpora in the clear: plain float sums, no network, no cryptography. A program, not a test; it
 * says what quality and speed the model allows. Arguments are {@code key=value}: data (folder of the corpora), vectors
 * (comma-separated files), embeddings
 * (frozen, tuned, combined), rounds, seed, threads, federated (no), alone (yes), fraction
 * (of the training sentences), and sizes of the network.
 */
final class FederationExperiment {
    private static final int GLOBAL_BATCH = 64;

    private final Map<String, String> options = new HashMap<>();
    /** Processor time of all gradients; with one thread of TensorFlow's, a gradient is computed where it is asked for. */
    private final LongAdder gradientNanos = new LongAdder();

    private record Platform(String name, Corpus corpus, TagSet tags, LocalTrainer trainer) {}

    public static void main(String[] arguments) throws Exception {
        new FederationExperiment(arguments).run();
    }

    private FederationExperiment(String[] arguments) {
        for (String argument : arguments) {
            String[] pair = argument.split("=", 2);
            options.put(pair[0], pair[1]);
        }
    }

    private String option(String key, String otherwise) {
        return options.getOrDefault(key, otherwise);
    }

    private int number(String key, int otherwise) {
        return Integer.parseInt(option(key, "" + otherwise));
    }

    private double real(String key, double otherwise) {
        return Double.parseDouble(option(key, "" + otherwise));
    }

    private NetworkSpec spec(WordInput words) {
        NetworkSpec standard = NetworkSpec.fedner(words);
        CharacterLayer.Cnn characters =
                (CharacterLayer.Cnn) standard.characters().orElseThrow();
        WordCnn cnn = standard.wordCnn().orElseThrow();
        return new NetworkSpec(
                words,
                standard.capitalisationDimension(),
                Optional.of(new CharacterLayer.Cnn(
                        characters.tableSize(),
                        number("charDimension", characters.dimension()),
                        characters.wordLimit(),
                        number("charFilters", characters.filters()),
                        characters.width())),
                Optional.empty(),
                Optional.of(new WordCnn(number("filters", cnn.filters()), cnn.widths())),
                List.of(number("lstm", standard.lstmUnits().get(0))),
                real("dropout", words instanceof WordInput.Combined ? 0.4 : standard.dropout()),
                standard.cut(),
                standard.tags());
    }

    private WordInput.Hashed hashed(WordInput.Hashed standard) {
        if (!options.containsKey("tables")) {
            return standard;
        }
        // tables=FORM:3000:48,SUFFIX:...
        List<WordInput.Table> tables = Arrays.stream(option("tables", "").split(","))
                .map(table -> table.split(":"))
                .map(t ->
                        new WordInput.Table(WordFeature.valueOf(t[0]), Integer.parseInt(t[1]), Integer.parseInt(t[2])))
                .toList();
        return new WordInput.Hashed(
                tables, number("hashes", standard.hashes()), real("formDropout", standard.formDropout()));
    }

    private Recogniser recogniser(NetworkThreads threads) throws Exception {
        if (!options.containsKey("vectors")) {
            return Recogniser.hashed(spec(hashed(WordInput.Hashed.standard())), threads);
        }
        WordVectors vectors = WordVectors.read(
                Arrays.stream(option("vectors", "").split(",")).map(Path::of).toList());
        WordInput words =
                switch (option("embeddings", "combined")) {
                    case "tuned" -> vectors.asTunedInput();
                    case "frozen" -> projected(vectors);
                    default -> new WordInput.Combined(projected(vectors), hashed(WordInput.Hashed.besideVectors()));
                };
        return Recogniser.of(spec(words), Optional.of(vectors), threads);
    }

    private WordInput.FrozenVectors projected(WordVectors vectors) {
        WordInput.FrozenVectors standard = vectors.asInput();
        return new WordInput.FrozenVectors(
                standard.dimension(), number("projection", standard.projection()), standard.vectorsSha256());
    }

    private void run() throws Exception {
        int rounds = number("rounds", 1800);
        int threads = number("threads", 2);
        long seed = number("seed", 7);
        TrainingSettings settings = new TrainingSettings(
                seed, new LearningRateSchedule(real("rate", 0.004), real("final", 0.05), rounds), 1500);
        Path data = Path.of(option("data", "../shared/data"));
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (Recogniser recogniser = recogniser(NetworkThreads.single())) {
            List<Platform> platforms = new ArrayList<>();
            for (String name :
                    option("platforms", "ade-corpus-v2,maccrobat,bc5cdr").split(",")) {
                Corpus whole = Corpus.read(data.resolve(name), TagScheme.BIO);
                TagSet tags = whole.tagSet(TagScheme.BIO);
                Corpus corpus = part(whole, seed);
                platforms.add(new Platform(
                        name, corpus, tags, new LocalTrainer(recogniser, corpus, tags, name, settings, 1)));
            }
            if (option("federated", "yes").equals("yes")) {
                train(platforms, recogniser.spec(), settings, rounds, pool);
            }
            long sentences = platforms.stream()
                    .mapToLong(p -> p.trainer.trainingSentences())
                    .sum();
            if (option("alone", "no").equals("yes")) {
                for (Platform p : platforms) {
                    double passes = rounds * (double) GLOBAL_BATCH / sentences;
                    try (LocalTrainer alone = AloneTraining.train(
                            recogniser, p.corpus, p.tags, p.name, settings, passes, (round, f1) -> {})) {
                        print(
                                "%-14s alone dev %.2f test %.2f%n",
                                p.name,
                                alone.best().orElseThrow().devF1() * 100,
                                alone.evaluateBest(alone.best().orElseThrow().shared(), Split.TEST)
                                                .strict()
                                                .f1()
                                        * 100);
                    }
                }
            }
            platforms.forEach(p -> p.trainer.close());
        } finally {
            pool.shutdown();
        }
    }

    /** The corpus with so many of its training sentences as {@code fraction} says, drawn by the seed. */
    private Corpus part(Corpus whole, long seed) {
        List<Sentence> train = new ArrayList<>(whole.train());
        Collections.shuffle(train, new Random(seed));
        int kept = (int) Math.round(train.size() * real("fraction", 1));
        return kept == train.size() ? whole : new Corpus(train.subList(0, kept), whole.dev(), whole.test());
    }

    private void train(
            List<Platform> platforms, NetworkSpec spec, TrainingSettings settings, int rounds, ExecutorService pool)
            throws Exception {
        long total =
                platforms.stream().mapToLong(p -> p.trainer.trainingSentences()).sum();
        platforms.forEach(p -> p.trainer.batchSize(BatchShare.of(GLOBAL_BATCH, p.trainer.trainingSentences(), total)));
        SharedState shared = SharedState.initial(spec, settings.seed());
        SharedParameters values = shared.parameters();
        float[] mean = new float[values.size()];
        Set<Integer> rowsSeen = new TreeSet<>();
        long rowsUploaded = 0;
        long everyPass = total / GLOBAL_BATCH;
        long began = System.nanoTime();
        long working = 0;
        double loss = 0;
        for (int round = 0; round < rounds; round++) {
            long start = System.nanoTime();
            int now = round;
            List<SharedGradient> gradients = all(platforms, pool, p -> {
                long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                SharedGradient gradient = p.trainer.gradient(values, now);
                gradientNanos.add(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before);
                return gradient;
            });
            Arrays.fill(mean, 0);
            int examples = gradients.stream().mapToInt(SharedGradient::examples).sum();
            for (SharedGradient gradient : gradients) {
                float[] g = gradient.shared();
                for (int i = 0; i < mean.length; i++) {
                    mean[i] += g[i] / examples;
                }
                loss += gradient.loss() / examples;
            }
            RowGradient rows = meanRows(gradients, examples);
            Arrays.stream(rows.rows()).forEach(rowsSeen::add);
            rowsUploaded += rows.rows().length;
            shared.apply(mean, rows, settings.schedule().rate(round));
            platforms.forEach(p -> p.trainer.commit());
            working += System.nanoTime() - start;
            if ((round + 1) % everyPass == 0 || round + 1 == rounds) {
                List<Double> scores = all(
                        platforms,
                        pool,
                        p -> p.trainer.keepIfBest(values, now + 1).strict().f1());
                print(
                        "round %d loss %.3f dev %s, %.1f ms of gradients a round%n",
                        round + 1,
                        loss / everyPass,
                        scores.stream().map(f1 -> "%.2f".formatted(f1 * 100)).toList(),
                        gradientNanos.sum() / 1e6 / (round + 1));
                loss = 0;
            }
        }
        List<Double> test = all(
                platforms,
                pool,
                p -> p.trainer.evaluateBest(values, Split.TEST).strict().f1());
        print("options %s%n", options);
        for (int i = 0; i < platforms.size(); i++) {
            Platform p = platforms.get(i);
            print(
                    "%-14s dev %.2f test %.2f%n",
                    p.name, p.trainer.best().orElseThrow().devF1() * 100, test.get(i) * 100);
        }
        print(
                "%d shared coordinates, %.1f rows a round, %d rows in all, %.1f ms of gradients a round (%.1f passed), %.0f s in all%n",
                values.size(),
                rowsUploaded / (double) rounds,
                rowsSeen.size(),
                gradientNanos.sum() / 1e6 / rounds,
                working / 1e6 / rounds,
                (System.nanoTime() - began) / 1e9);
    }

    private static RowGradient meanRows(List<SharedGradient> gradients, int examples) {
        SortedMap<Integer, float[]> sums = new TreeMap<>();
        int width = 0;
        for (SharedGradient gradient : gradients) {
            RowGradient rows = gradient.rows();
            width = Math.max(width, rows.width());
            for (int i = 0; i < rows.rows().length; i++) {
                float[] sum = sums.computeIfAbsent(rows.rows()[i], row -> new float[rows.width()]);
                for (int j = 0; j < rows.width(); j++) {
                    sum[j] += rows.values()[i * rows.width() + j] / examples;
                }
            }
        }
        return RowGradient.of(sums, width);
    }

    private interface Task<T> {
        T of(Platform platform) throws Exception;
    }

    private static <T> List<T> all(List<Platform> platforms, ExecutorService pool, Task<T> task) throws Exception {
        List<Future<T>> futures = new ArrayList<>();
        for (Platform platform : platforms) {
            futures.add(pool.submit(() -> task.of(platform)));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(future.get());
        }
        return results;
    }

    private static void print(String format, Object... arguments) {
        System.out.printf(Locale.ROOT, format, arguments);
    }
}
