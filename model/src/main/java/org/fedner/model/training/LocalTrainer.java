package org.fedner.model.training;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.fedner.model.corpus.Corpus;
import org.fedner.model.corpus.Sentence;
import org.fedner.model.corpus.TagSet;
import org.fedner.model.network.DivergedException;
import org.fedner.model.network.EncodedSentence;
import org.fedner.model.network.PlatformNetwork;
import org.fedner.model.network.Recogniser;
import org.fedner.model.network.SentenceEncoder;
import org.fedner.model.parameters.Adam;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.PrivateParameters;
import org.fedner.model.parameters.SharedParameters;
import org.fedner.model.scoring.Evaluation;

/**
 * One platform's side of training. Holds its sentences, its private module and its place in the data; is given the shared
 * module's values and gives back their gradient.
 *
 * <p>For one seed, name, corpus and number of threads every result has the same bits, unless a batch was discarded.
 * Confined to one thread at a time; several trainers may run at once on one {@link Recogniser}.
 */
public final class LocalTrainer implements AutoCloseable {
    private final PlatformNetwork network;
    private final TagSet tags;
    private final TrainingSettings settings;
    private final Seeds seeds;
    private final List<EncodedSentence> train;
    private final Examples dev;
    private final Examples test;
    private final BatchSchedule schedule;
    private final NetworkSpec spec;
    private final float[] sharedGradient;
    private final float[] privateGradient;

    private PrivateParameters own;
    private Adam adam;
    private Optional<Best> best = Optional.empty();
    private OptionalLong pendingRound = OptionalLong.empty();

    private record Examples(List<Sentence> gold, List<EncodedSentence> encoded) {}

    /**
     * A trainer at the start of its job. Close it before the recogniser.
     *
     * @param corpus training sentences, at least one and each legal in the tags' scheme; a dev split that decides which
     *     state is kept (if empty, the last one is); a test split that is only ever scored
     * @param tags the platform's tags; they number the private module's labels
     * @param name the platform's name in the job; seeds its random streams
     * @param batchSize until {@link #batchSize(int)} says otherwise
     */
    public LocalTrainer(
            Recogniser recogniser, Corpus corpus, TagSet tags, String name, TrainingSettings settings, int batchSize) {
        this(recogniser, corpus, tags, name, settings, batchSize, new SecureRandom());
    }

    /** As above, with the source that scatters voided batches; it must be secret outside of tests. */
    LocalTrainer(
            Recogniser recogniser,
            Corpus corpus,
            TagSet tags,
            String name,
            TrainingSettings settings,
            int batchSize,
            RandomGenerator secret) {
        this.settings = settings;
        this.tags = tags;
        seeds = new Seeds(settings.seed(), name);
        SentenceEncoder encoder = recogniser.encoder();
        train = encode(corpus.train(), encoder);
        requireLegal(corpus.train());
        List<Sentence> scored = sample(corpus.dev());
        dev = new Examples(scored, encode(scored, encoder));
        test = new Examples(corpus.test(), encode(corpus.test(), encoder));
        int[] lengths = train.stream().mapToInt(EncodedSentence::length).toArray();
        schedule = new BatchSchedule(lengths, seeds, batchSize, secret);
        own = PrivateParameters.initial(recogniser.spec(), tags.size(), seeds.initialisation());
        adam = new Adam(own.size());
        spec = recogniser.spec();
        sharedGradient = new float[spec.sharedLayout().size()];
        privateGradient = new float[own.size()];
        network = recogniser.forTags(tags);
    }

    private List<EncodedSentence> encode(List<Sentence> sentences, SentenceEncoder encoder) {
        return sentences.stream()
                .map(sentence -> encoder.encode(sentence.tokens(), tags.indicesOf(sentence.tags())))
                .toList();
    }

    private void requireLegal(List<Sentence> sentences) {
        if (sentences.isEmpty()) {
            throw new IllegalArgumentException("a platform needs at least one sentence to train on");
        }
        for (Sentence sentence : sentences) {
            int[] path = tags.indicesOf(sentence.tags());
            boolean isLegal = tags.allowsAtStart(path[0]) && tags.allowsAtEnd(path[path.length - 1]);
            for (int t = 1; t < path.length; t++) {
                isLegal &= tags.allowsTransition(path[t - 1], path[t]);
            }
            if (!isLegal) {
                throw new IllegalArgumentException("a training sentence breaks the scheme " + tags.scheme());
            }
        }
    }

    private List<Sentence> sample(List<Sentence> sentences) {
        int most = settings.devSentences();
        if (most == 0 || sentences.size() <= most) {
            return sentences;
        }
        List<Sentence> shuffled = new ArrayList<>(sentences);
        Collections.shuffle(shuffled, new Random(seeds.devSample()));
        return List.copyOf(shuffled.subList(0, most));
    }

    /** Number of training sentences. */
    public int trainingSentences() {
        return train.size();
    }

    /** Passes over the training sentences begun so far. */
    public long passes() {
        return schedule.passes();
    }

    /** Changes the size of the batches to come, between two rounds. */
    public void batchSize(int examples) {
        schedule.resize(examples);
    }

    /**
     * Draws the next batch one round ahead, for a network with a table by rows. {@link #gradient} then takes this batch; {@link
     * #discard} scatters it like the one whose gradient is pending.
     *
     * @return the rows of the table that its words read, ascending, each once
     */
    public int[] drawRows() {
        return Arrays.stream(schedule.draw())
                .mapToObj(train::get)
                .flatMapToInt(EncodedSentence::vectorRows)
                .sorted()
                .distinct()
                .toArray();
    }

    /**
     * Forms the next batch and computes its gradient. The private module's step is computed too but taken only by {@link
     * #commit()}; before the next gradient one of {@code commit} and {@link #discard()} must be called.
     *
     * @param shared the shared module
     * @param round the round's number in the job, from 0: seeds dropout, sets the learning rate
     * @throws DivergedException when a loss or gradient is not finite; the batch may still be discarded
     */
    public SharedGradient gradient(SharedParameters shared, long round) throws DivergedException {
        int[] numbers = schedule.form();
        List<EncodedSentence> batch =
                Arrays.stream(numbers).mapToObj(train::get).toList();
        network.load(shared, own);
        double loss = network.gradient(batch, seeds.dropout(round), sharedGradient, privateGradient);
        float scale = 1f / batch.size();
        for (int i = 0; i < privateGradient.length; i++) {
            privateGradient[i] *= scale;
        }
        pendingRound = OptionalLong.of(round);
        return new SharedGradient(sharedGradient, network.rowGradient(), batch.size(), loss);
    }

    /** The round's result is verified: takes the private step; the batch is spent. */
    public void commit() {
        if (pendingRound.isEmpty()) {
            throw new IllegalStateException("there is no gradient to commit");
        }
        adam.step(own.valuesForTraining(), privateGradient, settings.schedule().rate(pendingRound.getAsLong()));
        pendingRound = OptionalLong.empty();
        schedule.spend();
    }

    /** The round is void: no step is taken; the examples of every open batch are scattered by secret randomness. */
    public void discard() {
        pendingRound = OptionalLong.empty();
        schedule.scatter();
    }

    /**
     * Scatters all that is left of the pass. For a platform that was restored from a saved state: any of the batches to
     * come may have been uploaded before the interruption, and none may be formed again.
     */
    public void scatterRest() {
        schedule.scatterRest();
    }

    /** Scores the given shared module with the current private module; dev may be a sample, see the settings. */
    public Evaluation evaluate(SharedParameters shared, Split split) {
        network.load(shared, own);
        return evaluate(split);
    }

    /** Scores the best snapshot, or the given shared module with the current private one if there is none. */
    public Evaluation evaluateBest(SharedParameters shared, Split split) {
        network.load(best.map(Best::shared).orElse(shared), best.map(Best::own).orElse(own));
        return evaluate(split);
    }

    private Evaluation evaluate(Split split) {
        Examples examples = split == Split.DEV ? dev : test;
        return Evaluation.ofSentences(examples.gold(), Tagger.tags(network, examples.encoded(), tags));
    }

    /**
     * Scores dev and keeps a copy of both modules if strict F1 is the highest so far (the later one of equals; always,
     * when there is no dev split).
     */
    public Evaluation keepIfBest(SharedParameters shared, long round) {
        Evaluation evaluation = evaluate(shared, Split.DEV);
        double f1 = evaluation.strict().f1();
        if (best.isEmpty() || f1 >= best.get().devF1()) {
            best = Optional.of(new Best(round, f1, shared.copy(), own.copy()));
        }
        return evaluation;
    }

    /** The best snapshot so far. */
    public Optional<Best> best() {
        return best;
    }

    /** The private module as it is now. */
    public PrivateParameters privateParameters() {
        return own;
    }

    /** Everything needed to go on from here, to the bit; only between two rounds. Secret: stays on the platform. */
    public byte[] exportState() {
        if (pendingRound.isPresent()) {
            throw new IllegalStateException("a gradient is pending");
        }
        return LocalStateCodec.encode(adam, own, schedule, best);
    }

    /** Goes on from an exported state of the same job, platform and corpus. */
    public void importState(byte[] state) throws LocalStateException {
        LocalStateCodec.Decoded decoded = LocalStateCodec.decode(state, own, spec, schedule);
        own = decoded.own();
        adam = decoded.adam();
        best = decoded.best();
        pendingRound = OptionalLong.empty();
    }

    @Override
    public void close() {
        network.close();
    }
}
