package org.fedner.model.parameters;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How a word enters the network, before its characters are added. */
public sealed interface WordInput {

    /** Numbers per word that enter the concatenation. */
    int outputDimension();

    /** Digest of the pre-trained vectors that every platform must hold, in lower-case hex; empty if it needs none. */
    default Optional<String> vectors() {
        return Optional.empty();
    }

    /** The projected frozen vectors among what a word is read by. */
    default Optional<FrozenVectors> projected() {
        return Optional.empty();
    }

    /** The hashed tables among what a word is read by. */
    default Optional<Hashed> hashed() {
        return Optional.empty();
    }

    /**
     * Pre-trained vectors that stay as they are. They are not among the parameters, so nothing about which words occur is
     * disclosed; only a projection {@code [dimension, projection]} is trained.
     *
     * @param dimension width of the (concatenated) vectors
     * @param vectorsSha256 digest of the vectors in lower-case hex; every platform must hold the same
     */
    record FrozenVectors(int dimension, int projection, String vectorsSha256) implements WordInput {
        public FrozenVectors {
            if (dimension < 1 || projection < 1 || !vectorsSha256.matches("[0-9a-f]{64}")) {
                throw new IllegalArgumentException(
                        "frozen vectors of dimension %d, projection %d, digest of %d characters"
                                .formatted(dimension, projection, vectorsSha256.length()));
            }
        }

        @Override
        public int outputDimension() {
            return projection;
        }

        @Override
        public Optional<FrozenVectors> projected() {
            return Optional.of(this);
        }

        @Override
        public Optional<String> vectors() {
            return Optional.of(vectorsSha256);
        }
    }

    /**
     * Pre-trained vectors that are trained on (the paper's choice). What is shared is by how much each differs from the agreed
     * vector: a table {@code [words + 1, dimension]} that starts at zero and is trained by rows. So whoever holds no vectors
     * can keep the table, and a word nobody has trained costs nothing. Discloses which words occur somewhere in the
     * federation.
     *
     * @param words with a vector; row 0 is for all words without one
     * @param dimension width of the (concatenated) vectors
     * @param vectorsSha256 digest of the vectors in lower-case hex; every platform must hold the same
     */
    record TunedVectors(int words, int dimension, String vectorsSha256) implements WordInput {
        private static final int LARGEST_TABLE = 1 << 27;
        /** Several times the largest vocabulary published; a table keeps a number for each of its rows. */
        private static final int MOST_WORDS = 1 << 24;

        public TunedVectors {
            boolean isTable =
                    words >= 1 && words <= MOST_WORDS && dimension >= 1 && dimension <= LARGEST_TABLE / (words + 1);
            if (!isTable || !vectorsSha256.matches("[0-9a-f]{64}")) {
                throw new IllegalArgumentException("tuned vectors of %d words, dimension %d, digest of %d characters"
                        .formatted(words, dimension, vectorsSha256.length()));
            }
        }

        /** Rows of the table. */
        public int rows() {
            return words + 1;
        }

        @Override
        public int outputDimension() {
            return dimension;
        }

        @Override
        public Optional<String> vectors() {
            return Optional.of(vectorsSha256);
        }
    }

    /**
     * Bloom embeddings (Serra and Karatzoglou 2017; spaCy's HashEmbed): no vocabulary at all. Each feature of the word is
     * hashed by {@code hashes} seeded functions into the rows of one small trained table, and the rows are summed; the
     * features are concatenated. Dense gradient: which rows moved is hidden in the secure sum, but the members of the
     * federation see the sum.
     *
     * @param formDropout probability that, in training, a distinct word of a batch is read without its {@link
     *     WordFeature#FORM}, so that the network also learns to judge words it does not know
     */
    record Hashed(List<Table> tables, int hashes, double formDropout) implements WordInput {
        public Hashed {
            tables = List.copyOf(tables);
            Set<WordFeature> features = new HashSet<>();
            tables.forEach(table -> features.add(table.feature()));
            if (tables.isEmpty() || features.size() != tables.size() || hashes < 1 || hashes > 16) {
                throw new IllegalArgumentException(
                        "%d tables of %d features, %d hashes".formatted(tables.size(), features.size(), hashes));
            }
            if (!(formDropout >= 0 && formDropout < 1)) {
                throw new IllegalArgumentException("dropout of word forms " + formDropout);
            }
        }

        /** The default, the best of those tried on the corpora of docs/experiments.md: 197,000 coordinates. */
        public static Hashed standard() {
            return new Hashed(
                    List.of(
                            new Table(WordFeature.FORM, 3072, 32),
                            new Table(WordFeature.PREFIX, 512, 32),
                            new Table(WordFeature.SUFFIX, 1024, 32),
                            new Table(WordFeature.SHAPE, 256, 32),
                            new Table(WordFeature.SHORT_SUFFIX, 256, 32),
                            new Table(WordFeature.LONG_SUFFIX, 1024, 32)),
                    2,
                    0.2);
        }

        /**
         * The default beside word vectors, likewise chosen: fewer numbers, and every second time without the form, since what
         * is learnt by heart of a form does not carry over to words that only the vectors know. 143,000 coordinates.
         */
        public static Hashed besideVectors() {
            return new Hashed(
                    List.of(
                            new Table(WordFeature.FORM, 3072, 32),
                            new Table(WordFeature.PREFIX, 512, 16),
                            new Table(WordFeature.SUFFIX, 1024, 16),
                            new Table(WordFeature.SHAPE, 256, 16),
                            new Table(WordFeature.LONG_SUFFIX, 1024, 16)),
                    2,
                    0.5);
        }

        @Override
        public int outputDimension() {
            return tables.stream().mapToInt(Table::dimension).sum();
        }

        @Override
        public Optional<Hashed> hashed() {
            return Optional.of(this);
        }
    }

    /**
     * Frozen vectors and hashed features side by side: the vectors say what a word means in large texts, the tables learn what
     * the federation's own texts do with it, and with words that have no vector. Dense gradient, as of {@link Hashed}.
     */
    record Combined(FrozenVectors frozen, Hashed tables) implements WordInput {
        @Override
        public int outputDimension() {
            return frozen.outputDimension() + tables.outputDimension();
        }

        @Override
        public Optional<String> vectors() {
            return frozen.vectors();
        }

        @Override
        public Optional<FrozenVectors> projected() {
            return Optional.of(frozen);
        }

        @Override
        public Optional<Hashed> hashed() {
            return Optional.of(tables);
        }
    }

    /** One table {@code [rows, dimension]}. */
    record Table(WordFeature feature, int rows, int dimension) {
        public Table {
            if (rows < 1 || dimension < 1) {
                throw new IllegalArgumentException(
                        "a hashed table of %d rows and %d columns".formatted(rows, dimension));
            }
        }
    }
}
