package org.fedner.model.training;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.random.RandomGenerator;
import org.fedner.model.corpus.Corpus;
import org.fedner.model.corpus.Sentence;
import org.fedner.model.corpus.TagSet;
import org.fedner.model.network.DivergedException;
import org.fedner.model.network.Dropout;
import org.fedner.model.network.EncodedSentence;
import org.fedner.model.network.GradientTimes;
import org.fedner.model.network.PlatformNetwork;
import org.fedner.model.network.Recogniser;
import org.fedner.model.network.SentenceEncoder;
import org.fedner.model.parameters.Adam;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.PrivateParameters;
import org.fedner.model.parameters.RowGradient;
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
    private Adam ofShared; // moments of local steps; without coordinates where a round is one step
    private TrainingHistory history = new TrainingHistory();
    private Optional<Best> best = Optional.empty();
    private Optional<Pending> pending = Optional.empty();

    /** What the last gradient leads to if its round is verified. */
    private record Pending(Runnable step, double loss, int examples) {}

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
    public LocalTrainer(
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
        if (settings.localSteps() > 1 && spec.sharedLayout().byRows().isPresent()) {
            throw new IllegalArgumentException("a table by rows takes one local step a round");
        }
        ofShared = new Adam(settings.localSteps() == 1 ? 0 : spec.sharedLayout().size());
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
     * Forms the next batch and computes its gradient, or, with several local steps, forms as many batches, takes the steps on
     * copies and gives the change they make, times their examples. The private module's steps are computed too but taken only
     * by {@link #commit()}; before the next gradient one of {@code commit} and {@link #discard()} must be called.
     *
     * @param shared the shared module
     * @param round the round's number in the job, from 0: seeds dropout, sets the learning rate
     * @throws DivergedException when a loss or gradient is not finite; the batch may still be discarded
     */
    public SharedGradient gradient(SharedParameters shared, long round) throws DivergedException {
        List<int[]> batches = schedule.form(settings.localSteps());
        if (batches.size() > 1) {
            return change(shared, round, batches);
        }
        List<EncodedSentence> batch = examples(batches.get(0));
        double loss = gradient(shared, own, batch, round);
        divide(privateGradient, batch.size());
        pending = Optional.of(new Pending(() -> step(own, adam, round), loss, batch.size()));
        return new SharedGradient(sharedGradient, network.rowGradient(), batch.size(), loss);
    }

    /** What the local steps take off the shared module, times their examples. */
    private SharedGradient change(SharedParameters shared, long round, List<int[]> batches) throws DivergedException {
        SharedParameters walked = shared.copy();
        PrivateParameters ownAfter = own.copy();
        Adam adamAfter = adam.copy();
        Adam ofSharedAfter = ofShared.copy();
        double loss = 0;
        int seen = 0;
        for (int step = 0; step < batches.size(); step++) {
            List<EncodedSentence> batch = examples(batches.get(step));
            loss += gradient(walked, ownAfter, batch, round * batches.size() + step);
            divide(sharedGradient, batch.size());
            divide(privateGradient, batch.size());
            settings.update().step(walked.layout(), walked.values(), ofSharedAfter, sharedGradient, round);
            step(ownAfter, adamAfter, round);
            seen += batch.size();
        }
        for (int i = 0; i < sharedGradient.length; i++) {
            sharedGradient[i] = (shared.values()[i] - walked.values()[i]) * seen;
        }
        Runnable taking = () -> {
            own = ownAfter;
            adam = adamAfter;
            ofShared = ofSharedAfter;
        };
        pending = Optional.of(new Pending(taking, loss, seen));
        return new SharedGradient(sharedGradient, RowGradient.none(), seen, loss);
    }

    private List<EncodedSentence> examples(int[] numbers) {
        return Arrays.stream(numbers).mapToObj(train::get).toList();
    }

    /** Fills both gradients, summed over the batch, and returns its loss. */
    private double gradient(SharedParameters shared, PrivateParameters at, List<EncodedSentence> batch, long step)
            throws DivergedException {
        network.load(shared, at);
        Dropout dropout = new Dropout(seeds.dropout(step), settings.bySentence());
        return network.gradient(batch, dropout, sharedGradient, privateGradient);
    }

    private void step(PrivateParameters values, Adam optimiser, long round) {
        settings.update().step(values.layout(), values.valuesForTraining(), optimiser, privateGradient, round);
    }

    private static void divide(float[] gradient, int examples) {
        float scale = 1f / examples;
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] *= scale;
        }
    }

    /** The round's result is verified: takes the private step; the batch is spent. */
    public void commit() {
        Pending verified = pending.orElseThrow(() -> new IllegalStateException("there is no gradient to commit"));
        verified.step().run();
        history.trained(verified.loss(), verified.examples());
        pending = Optional.empty();
        schedule.spend();
    }

    /** The round is void: no step is taken; the examples of every open batch are scattered by secret randomness. */
    public void discard() {
        pending = Optional.empty();
        schedule.scatter();
    }

    /**
     * Scatters all that is left of the pass. For a platform that was restored from a saved state: any of the batches to
     * come may have been uploaded before the interruption, and none may be formed again.
     */
    public void scatterRest() {
        schedule.scatterRest();
    }

    /** This platform's training in a private mode, in place of {@link #gradient}, {@link #commit} and {@link #discard}. */
    public UnitTraining byUnits() {
        return new UnitTraining(this, network, train, settings.bySentence());
    }

    void stepPrivate(float[] gradient, long round) {
        settings.update().step(own.layout(), own.valuesForTraining(), adam, gradient, round);
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

    /** As {@link #score}, without the losses. */
    public Evaluation keepIfBest(SharedParameters shared, long round) {
        return score(shared, round).evaluation();
    }

    /**
     * Scores dev and keeps a copy of both modules if strict F1 is the highest so far (the later one of equals; always,
     * when there is no dev split).
     */
    public DevScore score(SharedParameters shared, long round) {
        network.load(shared, own);
        DoubleAdder loss = new DoubleAdder();
        Evaluation evaluation = Evaluation.ofSentences(dev.gold(), Tagger.tags(network, dev.encoded(), tags, loss));
        double f1 = evaluation.strict().f1();
        if (best.isEmpty() || f1 >= best.get().devF1()) {
            best = Optional.of(new Best(round, f1, shared.copy(), own.copy()));
        }
        return new DevScore(evaluation, loss.sum() / dev.gold().size(), history.scored(f1));
    }

    /** Whether as many scorings as the settings' patience have passed without a better one. */
    public boolean hasStalled() {
        return history.hasStalled(settings.patience());
    }

    /** The best snapshot so far. */
    public Optional<Best> best() {
        return best;
    }

    /** What the parts of the last gradient took; of local steps, of the last one. */
    public GradientTimes lastTimes() {
        return network.lastTimes();
    }

    /** The private module as it is now. */
    public PrivateParameters privateParameters() {
        return own;
    }

    /** The rounds after {@code round} are undone, and with them the last scorings and a best snapshot of one of them. */
    public void forgetAfter(long round, int scorings) {
        history.forget(scorings);
        best = best.filter(snapshot -> snapshot.round() <= round);
    }

    /** Everything needed to go on from here, to the bit; only between two rounds. Secret: stays on the platform. */
    public byte[] exportState() {
        if (pending.isPresent()) {
            throw new IllegalStateException("a gradient is pending");
        }
        return LocalStateCodec.encode(adam, ofShared, own, history, schedule, best);
    }

    /** Goes on from an exported state of the same job, platform and corpus. */
    public void importState(byte[] state) throws LocalStateException {
        LocalStateCodec.Decoded decoded = LocalStateCodec.decode(state, own, ofShared.size(), spec, schedule);
        own = decoded.own();
        adam = decoded.adam();
        ofShared = decoded.ofShared();
        history = decoded.history();
        best = decoded.best();
        pending = Optional.empty();
    }

    @Override
    public void close() {
        network.close();
    }
}
