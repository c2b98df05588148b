package org.fedner.node.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.fedner.model.corpus.TagSet;
import org.fedner.model.parameters.Cut;
import org.fedner.model.parameters.NetworkPreset;

/**
 * What a federation trains, agreed by all: the content that the authority signs.
 *
 * <p>A job is data. It names networks, optimisers and protocol modes that both sides already have; no code travels.
 *
 * @param name printable name of the federation's job
 * @param seed fixes the initial parameters, derived alike by every party
 * @param rounds verified training rounds until the job is finished
 */
public record Job(
        String name,
        long seed,
        int rounds,
        Network network,
        Training training,
        Aggregation aggregation,
        Privacy privacy) {

    private static final int MOST_ROUNDS = 10_000_000;
    private static final int DUMMY_ROUNDS = 3;
    private static final int MOST_DUMMY_ROUNDS = 100;

    /** Numbers of a table of tuned vectors. */
    private static final int LARGEST_TABLE = 1 << 27;

    private static final int MOST_WORDS = 1 << 24;

    public Job {
        Checks.name("name", name);
        Checks.range("rounds", rounds, 1, MOST_ROUNDS);
        network = network == null ? new Network(null, null, null, null, null, null) : network;
        training = training == null ? new Training(null, null, null, null) : training;
        aggregation = aggregation == null ? new Aggregation(null, null, null, null, null, null, null) : aggregation;
        privacy = privacy == null ? new Privacy(null) : privacy;
        boolean allowsRows = privacy.mode().equals("off")
                && !aggregation.mode().equals("recovering")
                && aggregation.serverSees().equals("sum");
        Checks.that(
                allowsRows || !network.embeddings().equals("tuned"),
                "network.embeddings: 'tuned' lets the server see which words occur somewhere in the federation; it is built for"
                        + " mode one-flight with serverSees sum, and refused in private modes");
    }

    /**
     * The recogniser.
     *
     * @param preset {@code fedner}, the network of the paper's section 3.1, or another of its table 2
     * @param cut where shared ends and private begins; {@code word-cnn} is the paper's
     * @param embeddings {@code frozen} needs word vectors; {@code tuned} needs them too, trains on them by rows and discloses
     *     which words occur somewhere in the federation; {@code random} trains hashed buckets and discloses which buckets
     *     occur somewhere in the federation
     * @param vectors the word vectors all parties must hold, by digest; absent with {@code random}
     * @param elmo the language model all parties must hold, by digest; with {@code fedner}, and required with {@code elmo-ner}
     * @param tags of every platform in the order of their numbers; only with the cut {@code all}, and there required
     */
    public record Network(
            String preset,
            String cut,
            Vectors vectors,
            String embeddings,
            Elmo elmo,
            @JsonInclude(JsonInclude.Include.NON_NULL) List<String> tags) {
        public Network {
            preset = preset == null ? "fedner" : preset;
            cut = cut == null ? "word-cnn" : cut;
            embeddings = embeddings == null ? (vectors == null ? "random" : "frozen") : embeddings;
            tags = tags == null ? null : List.copyOf(tags);
            List<String> presets = new ArrayList<>(List.of(names(NetworkPreset.values(), NetworkPreset::wireName)));
            presets.add(NetworkPreset.ELMO_NER);
            Checks.oneOf("network.preset", preset, presets.toArray(String[]::new));
            Checks.oneOf("network.cut", cut, names(Cut.values(), Cut::wireName));
            Checks.oneOf("network.embeddings", embeddings, "frozen", "tuned", "random");
            Checks.that(
                    elmo == null || preset.equals("fedner") || preset.equals(NetworkPreset.ELMO_NER),
                    "network.elmo: the presets fedner and elmo-ner read a language model, and no other does");
            Checks.that(
                    elmo != null || !preset.equals(NetworkPreset.ELMO_NER),
                    "network.elmo: the preset elmo-ner needs a language model; name its folder, or take fedner");
            Checks.that(
                    embeddings.equals("random") == (vectors == null),
                    "network.embeddings: 'frozen' and 'tuned' need word vectors, 'random' takes none");
            Checks.that(
                    embeddings.equals("tuned") == (vectors != null && vectors.words() != null),
                    "network.vectors.words: 'tuned' needs the number of words, and nothing else takes it");
            Checks.that(
                    !(embeddings.equals("tuned") && cut.equals("none")),
                    "network.cut: 'none' shares nothing, and 'tuned' vectors are trained together; name another cut or embeddings");
            Checks.that(
                    cut.equals("all") == (tags != null),
                    "network.tags: the cut 'all' shares the tag scores and needs the tags that every platform has; no other cut"
                            + " takes them");
            Checks.that(
                    tags == null || areOfAScheme(tags),
                    "network.tags: must be all tags of one scheme, in the order"
                            + " O, B-A, I-A, B-C, I-C with the types sorted");
        }

        private static <T> String[] names(T[] values, Function<T, String> name) {
            return Arrays.stream(values).map(name).toArray(String[]::new);
        }

        private static boolean areOfAScheme(List<String> tags) {
            try {
                return TagSet.ofTags(tags).tags().equals(tags);
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                return false;
            }
        }

        /** Empty unless everything is shared. */
        public List<String> sharedTags() {
            return tags == null ? List.of() : tags;
        }

        public Optional<Vectors> wordVectors() {
            return Optional.ofNullable(vectors);
        }

        public Optional<Elmo> languageModel() {
            return Optional.ofNullable(elmo);
        }
    }

    /**
     * A language model by content.
     *
     * @param sha256 over both of its files
     * @param layers of vectors
     * @param dimension of one vector
     */
    public record Elmo(String sha256, int layers, int dimension) {
        public Elmo {
            Checks.hex("network.elmo.sha256", sha256, 32);
            Checks.range("network.elmo.layers", layers, 1, 64);
            Checks.range("network.elmo.dimension", dimension, 1, 1 << 20);
        }
    }

    /**
     * Word vectors by content.
     *
     * @param sha256 of their canonical form
     * @param dimension of one vector
     * @param words how many there are; only with {@code tuned}
     */
    public record Vectors(String sha256, int dimension, Integer words) {
        public Vectors {
            Checks.hex("network.vectors.sha256", sha256, 32);
            Checks.range("network.vectors.dimension", dimension, 1, 4096);
            Checks.range(
                    "network.vectors.words",
                    words == null ? 1 : words,
                    1,
                    Math.min(MOST_WORDS, LARGEST_TABLE / dimension - 1));
        }

        /** The same for a job to which their number does not matter. */
        Vectors ofAnyNumber() {
            return new Vectors(sha256, dimension, null);
        }
    }

    /**
     * How the network is trained.
     *
     * @param globalBatch sentences of one round over all platforms
     * @param dropout probability that a unit is dropped, 0 (inclusive) to 1
     */
    public record Training(Integer globalBatch, Optimizer optimizer, Double dropout, Integer localSteps) {
        public Training {
            globalBatch = globalBatch == null ? 64 : globalBatch;
            optimizer = optimizer == null ? new Optimizer(null, null) : optimizer;
            dropout = dropout == null ? 0.3 : dropout;
            localSteps = localSteps == null ? 1 : localSteps;
            Checks.range("training.globalBatch", globalBatch, 1, 65_536);
            Checks.that(dropout >= 0 && dropout < 1, "training.dropout: must be at least 0 and below 1");
            Checks.that(localSteps == 1, "training.localSteps: only 1 is built; several local steps come later");
        }
    }

    /** The optimiser of shared and private parameters; the rate falls linearly to a twentieth over the job's rounds. */
    public record Optimizer(String name, Double learningRate) {
        public Optimizer {
            name = name == null ? "adam" : name;
            learningRate = learningRate == null ? 0.004 : learningRate;
            Checks.oneOf("training.optimizer.name", name, "adam");
            Checks.that(
                    learningRate > 0 && learningRate <= 1,
                    "training.optimizer.learningRate: must be above 0, at most 1");
        }
    }

    /**
     * The secure sum.
     *
     * @param mode one-flight: a round in which a platform is missing is void; recovering: the sum of those who are there is
     *     recovered in two further flights, and in up to 128 platforms up to about half of them may drop out; diagnostic:
     *     nothing is trained, rounds on public dummy inputs find a platform whose fault is persistent
     * @param minPlatforms smallest membership of an epoch, never below 3: with two, each sees the other's gradient
     * @param colluders platforms assumed to work with the server
     * @param ring bits of a word of the sum: 32, or 64 where nothing may ever saturate, at twice the bytes
     * @param serverSees {@code sum}, or {@code nothing}: then results are hidden from a server with which no member colludes,
     *     and the shared module exists at the platforms only
     * @param sizeUnit platform sizes are rounded up to a multiple of this many sentences before they enter the size round
     * @param dummyRounds rounds on dummies until the finding; only with mode diagnostic
     */
    public record Aggregation(
            String mode,
            Integer minPlatforms,
            Integer colluders,
            Integer ring,
            String serverSees,
            Integer sizeUnit,
            @JsonInclude(JsonInclude.Include.NON_NULL) Integer dummyRounds) {
        public Aggregation {
            mode = mode == null ? "one-flight" : mode;
            minPlatforms = minPlatforms == null ? 3 : minPlatforms;
            colluders = colluders == null ? 1 : colluders;
            ring = ring == null ? 32 : ring;
            serverSees = serverSees == null ? "sum" : serverSees;
            sizeUnit = sizeUnit == null ? 256 : sizeUnit;
            Checks.oneOf("aggregation.mode", mode, "one-flight", "recovering", "diagnostic");
            boolean diagnostic = mode.equals("diagnostic");
            Checks.that(
                    diagnostic || dummyRounds == null,
                    "aggregation.dummyRounds: only mode 'diagnostic' has dummy rounds; remove the key");
            dummyRounds = diagnostic && dummyRounds == null ? Integer.valueOf(DUMMY_ROUNDS) : dummyRounds;
            Checks.range("aggregation.dummyRounds", diagnostic ? dummyRounds : 1, 1, MOST_DUMMY_ROUNDS);
            Checks.range("aggregation.minPlatforms", minPlatforms, 3, 1000);
            Checks.range("aggregation.colluders", colluders, 0, minPlatforms - 2);
            Checks.that(ring == 32 || ring == 64, "aggregation.ring: must be 32 or 64");
            Checks.oneOf("aggregation.serverSees", serverSees, "sum", "nothing");
            Checks.range("aggregation.sizeUnit", sizeUnit, 1, 1_000_000);
        }
    }

    /** Differential privacy; only {@code off} is built. */
    public record Privacy(String mode) {
        public Privacy {
            mode = mode == null ? "off" : mode;
            Checks.oneOf("privacy.mode", mode, "off");
        }
    }
}
