package org.fedner.node.platform;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.fedner.aggregation.encoding.BatchGradient;
import org.fedner.aggregation.encoding.FixedPointEncoder;
import org.fedner.aggregation.encoding.ImplausibleSumException;
import org.fedner.aggregation.encoding.InputLayout;
import org.fedner.aggregation.encoding.NotFiniteException;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.encoding.SumCapacity;
import org.fedner.aggregation.encoding.SumCounts;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.audit.event.DatasetId;
import org.fedner.audit.event.Event;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Keystream;
import org.fedner.model.corpus.Corpus;
import org.fedner.model.corpus.Sentence;
import org.fedner.model.encoder.ContextualVectors;
import org.fedner.model.network.DivergedException;
import org.fedner.model.network.Recogniser;
import org.fedner.model.parameters.ModuleFormatException;
import org.fedner.model.training.BatchShare;
import org.fedner.model.training.LocalStateException;
import org.fedner.model.training.LocalTrainer;
import org.fedner.model.training.SharedGradient;
import org.fedner.model.training.TrainingSettings;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.config.Job;
import org.fedner.node.egress.Where;
import org.fedner.node.job.FederationState;
import org.fedner.node.job.JobTerms;
import org.fedner.node.loop.Median;
import org.fedner.node.loop.RunEvent;
import org.fedner.node.privacy.PrivacyLedger;
import org.fedner.node.report.PlatformReport;
import org.fedner.node.report.PlatformReport.CurvePoint;

/**
 * A platform's training between the protocol's notices: an input is computed, then committed with its verified sum or
 * discarded and scattered with its void. Confined to the platform's loop.
 */
final class PlatformTraining implements AutoCloseable {
    /** Dev sentences scored to find the best state; a fixed sample of a larger dev split. */
    private static final int DEV_SENTENCES = 1500;

    private static final long NOT_SAVED = -1;

    private final JobTerms terms;
    private final PlatformSetup setup;
    private final PlatformStore store;
    private final TrainingSettings settings;
    private final Optional<ContextualVectors> context;
    private final Recogniser recogniser;
    private final LocalTrainer trainer;
    private final FixedPointEncoder encoder;
    private final PlatformRows rows;
    private final long trainingSeed;
    private final Map<String, Median> phaseMillis = new LinkedHashMap<>();
    private final List<CurvePoint> devCurve = new ArrayList<>();
    private final Optional<PrivacyLedger> ledger;
    private final Optional<PrivateRounds> noised;
    private FederationState state;
    private List<PlatformId> vouchedMembers = List.of();
    private List<PlatformId> epochMembers = List.of();
    private int batchShare = 1;
    private long savedRound = NOT_SAVED;
    private int roundsTakenPart;
    private int roundsSinceScored;
    private boolean encoded;

    /** @param log writes an event durably */
    PlatformTraining(PlatformSetup setup, JobTerms terms, Recogniser shared, PlatformStore store, Consumer<Event> log) {
        this.setup = setup;
        this.terms = terms;
        this.store = store;
        this.encoder = new FixedPointEncoder(terms.layout());
        this.rows = new PlatformRows(terms.table());
        for (String phase : List.of("gradient", "encode", "mask", "upload", "verify", "update")) {
            phaseMillis.put(phase, new Median());
        }
        var saved = store.load(terms.jobDigest());
        trainingSeed = saved.map(PlatformState::trainingSeed)
                .orElseGet(() -> setup.randomness().trainingSeed());
        Job.Training chosen = terms.job().training();
        settings = new TrainingSettings(
                trainingSeed,
                terms.update(),
                DEV_SENTENCES,
                chosen.dropsBySentence(),
                chosen.localSteps(),
                chosen.mostScoringsWithoutARise());
        context = context(setup, terms);
        recogniser = context.map(shared::reading).orElse(shared);
        trainer = new LocalTrainer(
                recogniser,
                setup.corpus(),
                setup.corpus().tagSet(setup.scheme()),
                setup.identity().name(),
                settings,
                batchShare,
                setup.randomness().scattering());
        state = FederationState.initial(terms);
        ledger = terms.privacy().map(privacy -> setup.privacy().openLedger(setup.audit()));
        noised = ledger.map(opened -> new PrivateRounds(
                terms,
                trainer,
                state.parameters().size(),
                setup.privacy().units(terms, trainer.trainingSentences()),
                opened,
                setup.policy().privacy().epsilonNano(),
                log));
        saved.ifPresent(this::restore);
    }

    /** The language model's vectors of all of this platform's sentences, in a file of its own folder. */
    private static Optional<ContextualVectors> context(PlatformSetup setup, JobTerms terms) {
        if (terms.network().contextual().isEmpty()) {
            return Optional.empty();
        }
        Corpus corpus = setup.corpus();
        List<List<String>> sentences = Stream.of(corpus.train(), corpus.dev(), corpus.test())
                .flatMap(List::stream)
                .map(Sentence::tokens)
                .toList();
        Path folder = setup.work().resolve("cache");
        try {
            return Optional.of(
                    ContextualVectors.cachedIn(folder, setup.languageModel().orElseThrow(), sentences));
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION,
                    folder
                            + ": the file of contextual vectors cannot be written or read; free disk space or check permissions",
                    e);
        }
    }

    /** The network with this platform's contextual vectors, where the job has such. */
    Recogniser recogniser() {
        return recogniser;
    }

    private void restore(PlatformState saved) {
        try {
            state = FederationState.decode(terms, saved.federation());
            trainer.importState(saved.local());
            encoder.restoreResidual(saved.residual());
            rows.restoreState(saved.rows());
        } catch (ModuleFormatException | LocalStateException | IllegalArgumentException e) {
            throw new FailureException(
                    ExitCode.INTEGRITY,
                    "the checkpoint does not fit this job or this data: " + e.getMessage()
                            + "; restore the data it was made with, or remove the work folder's state to begin anew",
                    e);
        }
        vouchedMembers = saved.members();
        roundsTakenPart = saved.roundsTakenPart();
        roundsSinceScored = saved.roundsSinceScored();
        devCurve.addAll(saved.devCurve());
        // The batches that came next may have been uploaded before the interruption, so none may be formed again.
        trainer.scatterRest();
    }

    FederationState state() {
        return state;
    }

    LocalTrainer trainer() {
        return trainer;
    }

    TrainingSettings settings() {
        return settings;
    }

    Median phase(String name) {
        return phaseMillis.get(name);
    }

    Map<String, Median> phases() {
        return phaseMillis;
    }

    /** Under which id steps of privacy are booked; none in a job without noise. */
    Optional<DatasetId> dataset() {
        return ledger.map(PrivacyLedger::dataset);
    }

    int roundsTakenPart() {
        return roundsTakenPart;
    }

    List<CurvePoint> devCurve() {
        return List.copyOf(devCurve);
    }

    /** The members with whom this platform itself verified the present state; empty if it did not. */
    List<PlatformId> vouchedMembers() {
        return vouchedMembers;
    }

    /** What this platform's data has cost, and what that promises. */
    PlatformReport.PrivacyReport privacyReport() {
        return ledger.map(spent -> PlatformReport.PrivacyReport.of(
                        terms.job().privacy().mode(), terms.job().privacy().unit(), spent.entries()))
                .orElse(PlatformReport.PrivacyReport.OFF);
    }

    /** What the size round is told: in a private mode nothing about this site. */
    int announcedSize() {
        return terms.isPrivate() ? 1 : trainer.trainingSentences();
    }

    /** A batch that was drawn for a round of the epoch before is scattered. */
    void beginEpoch(List<PlatformId> members) {
        discard();
        noised.ifPresent(rounds -> rounds.beginEpoch(members.size()));
        epochMembers = members;
    }

    /** Takes over a state that enough members of the previous epoch vouch for. */
    Digest adopt(byte[] snapshot) {
        long before = state.modelRound();
        try {
            state = FederationState.decode(terms, snapshot);
        } catch (ModuleFormatException e) {
            throw new FailureException(ExitCode.INTEGRITY, "the snapshot offered by the server: " + e.getMessage(), e);
        }
        vouchedMembers = List.of();
        savedRound = NOT_SAVED; // it may be an earlier round than the last one kept
        long undone = before - state.modelRound();
        if (undone > 0) {
            roundsTakenPart = (int) Math.max(0, roundsTakenPart - undone);
            forgetAfter(state.modelRound());
        }
        return state.digest();
    }

    private void forgetAfter(long round) {
        int scorings = devCurve.size();
        devCurve.removeIf(point -> point.round() > round);
        trainer.forgetAfter(round, scorings - devCurve.size());
    }

    /**
     * The sum of all rounded sizes is known: this platform's share of every batch follows, and it vouches for the present state
     * with the members of the epoch, from now on also after a restart.
     */
    void sizes(long totalSentences) {
        if (!terms.isPrivate()) {
            shareBatches(totalSentences);
        }
        vouchedMembers = epochMembers; // all of them named this very state before the size round could verify
        savedRound = NOT_SAVED;
        save(); // after a crash in the first round it is to be on disk that this platform vouches for this state
    }

    private void shareBatches(long totalSentences) {
        int unit = terms.job().aggregation().sizeUnit();
        long rounded = (trainer.trainingSentences() + unit - 1L) / unit * unit;
        if (totalSentences < rounded) {
            throw new FailureException(
                    ExitCode.INTEGRITY, "the verified sum of sizes is below this platform's own; ask the coordinator");
        }
        batchShare = BatchShare.of(terms.job().training().globalBatch(), rounded, totalSentences);
        trainer.batchSize(batchShare);
    }

    /** The next batch's gradient, encoded; pending until {@link #apply} or {@link #discard}. */
    RingVector input(int attempt, Where where) {
        long started = System.nanoTime();
        if (noised.isPresent()) {
            RingVector input = noised.get().input(state, where);
            phase("gradient").addMillisSince(started);
            return input;
        }
        SharedGradient gradient;
        try {
            gradient = trainer.gradient(state.parameters(), state.modelRound());
        } catch (DivergedException e) {
            throw new FailureException(ExitCode.BAD_DATA, e.getMessage(), e);
        }
        phase("gradient").addMillisSince(started);
        started = System.nanoTime();
        InputLayout layout = terms.layout(rows.known());
        RingVector target = terms.ring().zero(layout.size());
        SumCapacity capacity = SumCapacity.of(terms.ring(), epochMembers.size());
        long largestLoss = Math.min(Integer.MAX_VALUE, capacity.largestWord());
        int loss = (int) Math.min(largestLoss, Math.round(gradient.loss() * JobTerms.LOSS_FRACTIONS));
        try (Keystream rounding = setup.randomness().rounding(state.modelRound(), attempt)) {
            List<Integer> metrics = terms.metrics(loss, trainer.hasStalled(), capacity, rounding);
            BatchGradient batch = new BatchGradient(gradient.examples(), metrics, gradient.shared());
            encoder.encode(batch, layout, state.exponents(), capacity, rounding, target);
            encoded = true;
            rows.encode(gradient.rows(), layout, state.exponents(), capacity, rounding, target);
        } catch (NotFiniteException e) {
            throw new FailureException(
                    ExitCode.BAD_DATA, e.getMessage() + ": lower the learning rate, or check the word vectors", e);
        }
        phase("encode").addMillisSince(started);
        return target;
    }

    /** Draws the batch of the next round: the rows that it needs then, of a job with a table by rows. */
    RowSet nextRows(long modelRound, int attempt) {
        try (Keystream random = setup.randomness().padding(modelRound, attempt)) {
            return rows.ask(trainer, random);
        }
    }

    /** The members together asked for these rows. */
    void rowsVerified(RowSet next) {
        rows.verified(next);
    }

    /**
     * The sum is the true sum: takes the shared and the private step, and plans a checkpoint.
     *
     * @param isIn whether this platform's own input is in it; if not, it was discarded, and only the shared module moves
     */
    SumCounts apply(RingVector verifiedSum, boolean isIn) {
        long started = System.nanoTime();
        SumCounts counts;
        try {
            counts = state.apply(verifiedSum, rows.known(), epochMembers.size());
        } catch (ImplausibleSumException e) {
            throw implausible(e);
        }
        if (counts.examples()
                > (long) epochMembers.size() * terms.epochParameters().largestExamples()) {
            throw implausible(null);
        }
        if (isIn && noised.isPresent()) {
            noised.get().commit();
            roundsTakenPart++;
        } else if (isIn) {
            trainer.commit();
            encoder.commit();
            rows.commit();
            encoded = false;
            roundsTakenPart++;
        }
        vouchedMembers = epochMembers;
        phase("update").addMillisSince(started);
        scoreAtEndOfPass();
        if (state.modelRound() % setup.checkpointEvery() == 0) {
            save();
        }
        return counts;
    }

    private static FailureException implausible(Exception cause) {
        return new FailureException(
                ExitCode.INTEGRITY,
                "the verified sum counts a number of sentences that the members cannot have; one of them submitted nonsense",
                cause);
    }

    /** The attempt was void: no step is taken and the batch's examples are scattered. */
    void discard() {
        if (encoded) {
            encoder.discard();
        }
        rows.discard();
        noised.ifPresentOrElse(PrivateRounds::discard, trainer::discard);
        encoded = false;
    }

    private void scoreAtEndOfPass() {
        roundsSinceScored++;
        boolean passEnded = (long) roundsSinceScored * sentencesOfRound() >= trainer.trainingSentences();
        if (passEnded || state.isLast()) {
            score();
        }
    }

    private void score() {
        forgetAfter(state.modelRound() - 1); // scored again, it counts once
        roundsSinceScored = 0;
        CurvePoint point =
                CurvePoint.of((int) state.modelRound(), trainer.score(state.parameters(), state.modelRound()));
        devCurve.add(point);
        setup.watcher()
                .heard(new RunEvent.DevScored(
                        state.modelRound(), point.strictF1(), point.trainLoss(), point.devLoss()));
    }

    /** The present state is scored, also where it was taken over from others: a model can be written from here on. */
    void scoreUnlessScored() {
        boolean isScored =
                !devCurve.isEmpty() && devCurve.get(devCurve.size() - 1).round() == state.modelRound();
        if (!isScored || trainer.best().isEmpty()) {
            score();
        }
    }

    /** Begins to write a checkpoint of the present state, unless it was the last one written. */
    void save() {
        if (savedRound == state.modelRound()) {
            return;
        }
        savedRound = state.modelRound();
        store.save(new PlatformState(
                terms.jobDigest(),
                trainingSeed,
                state.encode(),
                trainer.exportState(),
                encoder.exportResidual(),
                rows.exportState(),
                vouchedMembers,
                roundsTakenPart,
                roundsSinceScored,
                List.copyOf(devCurve)));
    }

    private static void close(PrivacyLedger ledger) {
        try {
            ledger.close();
        } catch (IOException e) {
            throw new FailureException(ExitCode.BAD_CONFIGURATION, "the privacy ledger cannot be closed", e);
        }
    }

    /** Passes over this platform's own data that its part of the job amounts to. */
    double passes() {
        return (double) terms.job().rounds() * sentencesOfRound() / trainer.trainingSentences();
    }

    private int sentencesOfRound() {
        return batchShare * settings.localSteps();
    }

    @Override
    public void close() {
        ledger.ifPresent(PlatformTraining::close);
        trainer.close();
        context.ifPresent(ContextualVectors::close);
    }
}
