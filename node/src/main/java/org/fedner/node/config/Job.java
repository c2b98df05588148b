package org.fedner.node.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.fedner.model.corpus.TagSet;
import org.fedner.model.parameters.Cut;
import org.fedner.model.parameters.LearningRateSchedule;
import org.fedner.model.parameters.LearningRateSchedule.Decay;
import org.fedner.model.parameters.NetworkPreset;
import org.fedner.model.parameters.UpdateRule;

/**
 * What a federation trains, agreed by all: the content that the authority signs.
 *
 * <p>A job is data. It names networks, optimisers and protocol modes that both sides already have; no code travels.
 *
 * @param name printable name of the federation's job
 * @param seed fixes the initial parameters, derived alike by every party
 * @param rounds verified training rounds until the job is finished
 * @param privacy differential privacy; off unless it is asked for
 * @param membership who must take part; absent if nobody in particular
 */
public record Job(
        String name,
        long seed,
        int rounds,
        Network network,
        Training training,
        Aggregation aggregation,
        JobPrivacy privacy,
        @JsonInclude(JsonInclude.Include.NON_NULL) JobMembership membership) {

    private static final int MOST_ROUNDS = 10_000_000;
    private static final int DUMMY_ROUNDS = 3;
    private static final int MOST_DUMMY_ROUNDS = 100;

    /** Numbers of a table of tuned vectors. */
    private static final int LARGEST_TABLE = 1 << 27;

    private static final int MOST_WORDS = 1 << 24;
    private static final double LARGEST_NORM = 1e6;

    public Job {
        Checks.name("name", name);
        Checks.range("rounds", rounds, 1, MOST_ROUNDS);
        network = network == null ? new Network(null, null, null, null, null, null) : network;
        training = (training == null ? new Training(null, null, null, null) : training)
                .withDropoutFor(network.embeddings());
        aggregation = aggregation == null ? new Aggregation(null, null, null, null, null, null, null) : aggregation;
        privacy = privacy == null ? JobPrivacy.OFF : privacy.planned(rounds);
        privacy.requireFits(network, training, aggregation);
        boolean allowsRows = !privacy.isPrivate()
                && !aggregation.mode().equals("recovering")
                && aggregation.serverSees().equals("sum");
        Checks.that(
                allowsRows || !network.embeddings().equals("tuned"),
                "network.embeddings: 'tuned' lets the server see which words occur somewhere in the federation; it is built for"
                        + " mode one-flight with serverSees sum, and refused in private modes");
        requireTogether(rounds, network, training, aggregation, privacy);
        membership = JobMembership.NONE.equals(membership) ? null : membership;
        if (membership != null) {
            membership.requireFits(aggregation);
        }
    }

    /** A job that nobody in particular must take part in. */
    public Job(
            String name,
            long seed,
            int rounds,
            Network network,
            Training training,
            Aggregation aggregation,
            JobPrivacy privacy) {
        this(name, seed, rounds, network, training, aggregation, privacy, null);
    }

    /** Who must take part. */
    public JobMembership members() {
        return membership == null ? JobMembership.NONE : membership;
    }

    /** Fewest members of an epoch, for whatever reason. */
    public int fewestMembers() {
        Integer quorum = members().quorum();
        return quorum == null ? aggregation.minPlatforms() : quorum;
    }

    /** Values of training that are each allowed by themselves and not with all others. */
    private static void requireTogether(
            int rounds, Network network, Training training, Aggregation aggregation, JobPrivacy privacy) {
        Integer warmup = training.optimizer().warmupRounds();
        Checks.that(
                warmup == null || warmup < rounds, "training.optimizer.warmupRounds: must be below the job's rounds");
        Checks.that(
                training.localSteps() == 1
                        || !network.embeddings().equals("tuned")
                                && privacy.mode().equals("off"),
                "training.localSteps: several local steps are not for 'tuned' embeddings, whose rows are asked for batch by"
                        + " batch, nor for private modes");
        Checks.that(
                training.patience() == null || aggregation.serverSees().equals("sum"),
                "training.patience: a server that sees nothing cannot know when to end the job; take serverSees sum, or"
                        + " remove the key");
        Checks.that(
                privacy.mode().equals("off") || !training.dropsBySentence(),
                "training.dropoutBySentence: private modes draw masks by word; remove the key");
        boolean readsByLstm = !List.of("cnn-crf", "gram-cnn").contains(network.preset());
        Checks.that(
                readsByLstm || !training.dropsBySentence(),
                "training.dropoutBySentence: masks by sentence stand at a Bi-LSTM, and this preset has none");
    }

    /**
     * The recogniser.
     *
     * @param preset {@code fedner}, the network of the paper's section 3.1, or another of its table 2
     * @param cut where shared ends and private begins; {@code word-cnn} is the paper's
     * @param embeddings {@code frozen} needs word vectors; {@code tuned} needs them too, trains on them by rows and discloses
     *     which words occur somewhere in the federation; {@code random} trains hashed buckets and discloses which buckets
     *     occur somewhere in the federation; {@code combined} is frozen vectors and hashed buckets, and discloses the same
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
            embeddings = embeddings == null ? (vectors == null ? "random" : "combined") : embeddings;
            tags = tags == null ? null : List.copyOf(tags);
            List<String> presets = new ArrayList<>(List.of(names(NetworkPreset.values(), NetworkPreset::wireName)));
            presets.add(NetworkPreset.ELMO_NER);
            Checks.oneOf("network.preset", preset, presets.toArray(String[]::new));
            Checks.oneOf("network.cut", cut, names(Cut.values(), Cut::wireName));
            Checks.oneOf("network.embeddings", embeddings, "frozen", "tuned", "random", "combined");
            Checks.that(
                    elmo == null || preset.equals("fedner") || preset.equals(NetworkPreset.ELMO_NER),
                    "network.elmo: the presets fedner and elmo-ner read a language model, and no other does");
            Checks.that(
                    elmo != null || !preset.equals(NetworkPreset.ELMO_NER),
                    "network.elmo: the preset elmo-ner needs a language model; name its folder, or take fedner");
            Checks.that(
                    embeddings.equals("random") == (vectors == null),
                    "network.embeddings: 'frozen', 'tuned' and 'combined' need word vectors, 'random' takes none");
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
     * @param globalBatch sentences of one step over all platforms
     * @param dropout probability that a unit is dropped, 0 (inclusive) to 1
     * @param localSteps steps that a platform takes by itself in one round; above 1 the round's sum is of changes
     * @param dropoutBySentence one mask for all words of a sentence at the Bi-LSTMs; absent if not
     * @param patience scorings of the dev split without a better one after which a platform has nothing to gain; the job ends
     *     when that is so for all of them, at the latest after its rounds. Absent for never
     */
    public record Training(
            Integer globalBatch,
            Optimizer optimizer,
            Double dropout,
            Integer localSteps,
            @JsonInclude(JsonInclude.Include.NON_NULL) Boolean dropoutBySentence,
            @JsonInclude(JsonInclude.Include.NON_NULL) Integer patience) {
        private static final int MOST_SENTENCES = 65_536;

        public Training {
            globalBatch = globalBatch == null ? 64 : globalBatch;
            optimizer = optimizer == null ? new Optimizer(null, null) : optimizer;
            localSteps = localSteps == null ? 1 : localSteps;
            Checks.range("training.globalBatch", globalBatch, 1, MOST_SENTENCES);
            Checks.that(
                    dropout == null || dropout >= 0 && dropout < 1, "training.dropout: must be at least 0 and below 1");
            Checks.range("training.localSteps", localSteps, 1, 1000);
            Checks.that(
                    (long) globalBatch * localSteps <= MOST_SENTENCES,
                    "training.localSteps: localSteps times globalBatch must be at most " + MOST_SENTENCES);
            Checks.range("training.patience", patience == null ? 0 : patience, 0, 10_000);
            dropoutBySentence = dropoutBySentence == null || !dropoutBySentence ? null : dropoutBySentence;
            patience = patience == null || patience == 0 ? null : patience;
        }

        /** Dropout by word, and all rounds whatever the dev scores. */
        public Training(Integer globalBatch, Optimizer optimizer, Double dropout, Integer localSteps) {
            this(globalBatch, optimizer, dropout, localSteps, null, null);
        }

        /** With a dropout: the one given, or what served these embeddings best (docs/experiments.md). */
        Training withDropoutFor(String embeddings) {
            double used = dropout != null ? dropout : embeddings.equals("combined") ? 0.4 : 0.3;
            return new Training(globalBatch, optimizer, used, localSteps, dropoutBySentence, patience);
        }

        /** Whether the words of a sentence share their masks at the Bi-LSTMs. */
        public boolean dropsBySentence() {
            return dropoutBySentence != null;
        }

        /** 0 for a job that takes all its rounds. */
        public int mostScoringsWithoutARise() {
            return patience == null ? 0 : patience;
        }
    }

    /**
     * The optimiser of shared and private parameters. What is at its default is absent, so that a job has one form.
     *
     * @param schedule {@code linear}, {@code constant}, {@code cosine} or {@code inverse-sqrt}
     * @param warmupRounds of a linear rise before the schedule begins
     * @param finalFraction of the rate in the last round, for {@code linear} and {@code cosine}
     * @param clipNorm largest L2 norm of the mean gradient, of each module by itself
     * @param weightDecay decoupled: what a step takes off the weights, in units of the learning rate
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Optimizer(
            String name,
            Double learningRate,
            String schedule,
            Integer warmupRounds,
            Double finalFraction,
            Double clipNorm,
            Double weightDecay) {
        private static final double FINAL_FRACTION = 0.05;

        public Optimizer {
            name = name == null ? "adam" : name;
            learningRate = learningRate == null ? 0.004 : learningRate;
            Checks.oneOf("training.optimizer.name", name, "adam");
            Checks.that(
                    learningRate > 0 && learningRate <= 1,
                    "training.optimizer.learningRate: must be above 0, at most 1");
            schedule = schedule == null || schedule.equals(Decay.LINEAR.wireName()) ? null : schedule;
            Checks.oneOf(
                    "training.optimizer.schedule",
                    schedule == null ? Decay.LINEAR.wireName() : schedule,
                    Arrays.stream(Decay.values()).map(Decay::wireName).toArray(String[]::new));
            Checks.that(
                    finalFraction == null || decay(schedule).hasFinalFraction(),
                    "training.optimizer.finalFraction: only the schedules linear and cosine end at a fraction; remove the key");
            Checks.that(
                    finalFraction == null || finalFraction >= 0 && finalFraction <= 1,
                    "training.optimizer.finalFraction: must lie between 0 and 1");
            finalFraction = finalFraction == null || finalFraction == FINAL_FRACTION ? null : finalFraction;
            Checks.range("training.optimizer.warmupRounds", warmupRounds == null ? 0 : warmupRounds, 0, MOST_ROUNDS);
            warmupRounds = warmupRounds == null || warmupRounds == 0 ? null : warmupRounds;
            Checks.that(
                    clipNorm == null || clipNorm > 0 && clipNorm <= LARGEST_NORM,
                    "training.optimizer.clipNorm: must be above 0, at most a million");
            Checks.that(
                    weightDecay == null || weightDecay >= 0 && weightDecay <= 1,
                    "training.optimizer.weightDecay: must lie between 0 and 1");
            weightDecay = weightDecay == null || weightDecay == 0 ? null : weightDecay;
        }

        /** Linear to a twentieth, without rise, clipping and weight decay. */
        public Optimizer(String name, Double learningRate) {
            this(name, learningRate, null, null, null, null, null);
        }

        private static Decay decay(String schedule) {
            return schedule == null ? Decay.LINEAR : Decay.named(schedule).orElseThrow();
        }

        /** What it does in a job of so many rounds. */
        public UpdateRule rule(int rounds) {
            LearningRateSchedule rates = new LearningRateSchedule(
                    decay(schedule),
                    learningRate,
                    finalFraction == null ? FINAL_FRACTION : finalFraction,
                    warmupRounds == null ? 0 : warmupRounds,
                    rounds);
            return new UpdateRule(
                    rates,
                    clipNorm == null ? Double.POSITIVE_INFINITY : clipNorm,
                    weightDecay == null ? 0 : weightDecay);
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
}
