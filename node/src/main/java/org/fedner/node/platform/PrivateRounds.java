package org.fedner.node.platform;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.fedner.aggregation.encoding.InputLayout;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.privacy.sampling.DiscreteGaussian;
import org.fedner.aggregation.privacy.sampling.PoissonSample;
import org.fedner.aggregation.privacy.sampling.UniformBits;
import org.fedner.aggregation.privacy.sampling.UnitNotFiniteException;
import org.fedner.aggregation.privacy.sampling.UnitSum;
import org.fedner.audit.event.DpBlock;
import org.fedner.audit.event.Event;
import org.fedner.model.corpus.Units;
import org.fedner.model.network.DivergedException;
import org.fedner.model.training.LocalTrainer;
import org.fedner.model.training.UnitTraining;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.egress.Where;
import org.fedner.node.job.FederationState;
import org.fedner.node.job.JobTerms;
import org.fedner.node.privacy.BudgetExhaustedException;
import org.fedner.node.privacy.LedgerPlace;
import org.fedner.node.privacy.PrivacyLedger;
import org.fedner.node.privacy.PrivacyTerms;

/**
 * A platform's inputs in a private mode. For each attempt, in this order: the step is reserved, in the ledger and in the audit
 * log; units are drawn; each one's gradient over both modules is clipped to an integer norm and added; noise is added to
 * both modules' sums, whoever was drawn and if nobody was; the shared one becomes the input, the other the private module's
 * step.
 *
 * <p>Neither who was drawn nor how many leaves this object. Confined to the platform's loop.
 */
final class PrivateRounds {
    private static final int NOTHING = 0; // examples, saturation: no counts leave in a private mode
    private static final int SHARED = 0;
    private static final int OWN = 1;

    private final JobTerms terms;
    private final PrivacyTerms privacy;
    private final Units units;
    private final UnitTraining training;
    private final PrivacyLedger ledger;
    private final long budgetNano;
    private final Consumer<Event> log;
    private final UnitSum sum;
    private final NoiseAhead noise;
    private final Pace pace = new Pace();

    /** @param log writes an event durably */
    PrivateRounds(
            JobTerms terms,
            LocalTrainer trainer,
            int sharedSize,
            Units units,
            PrivacyLedger ledger,
            long siteBudgetNano,
            Consumer<Event> log) {
        this.terms = terms;
        this.privacy = terms.privacy().orElseThrow();
        this.units = units;
        this.training = trainer.byUnits();
        this.ledger = ledger;
        this.budgetNano = siteBudgetNano;
        this.log = log;
        this.sum = new UnitSum(privacy.integerClip(), sharedSize, training.privateSize());
        this.noise = new NoiseAhead(
                List.of(
                        new DiscreteGaussian(privacy.mechanism().share()),
                        new DiscreteGaussian(privacy.mechanism().sigma())),
                sharedSize,
                training.privateSize());
    }

    /** Refuses, before a round, an epoch whose sums could wrap. */
    void beginEpoch(int members) {
        try {
            privacy.requireRoom(units.count(), terms.ring(), members);
        } catch (IllegalArgumentException e) {
            throw new FailureException(ExitCode.BAD_CONFIGURATION, e.getMessage(), e);
        }
    }

    /**
     * One attempt's input; the private module's step is pending until {@link #commit} or {@link #discard}.
     *
     * @throws FailureException with exit status 7 if the budget does not allow it; nothing was drawn then
     */
    RingVector input(FederationState state, Where where) {
        long started = System.nanoTime();
        reserve(where);
        noise.begin();
        try (UniformBits bits = UniformBits.from(new SecureRandom())) {
            sum.clear();
            List<int[]> drawn = new ArrayList<>();
            for (int unit :
                    PoissonSample.draw(units.count(), privacy.mechanism().rateBillionths(), bits)) {
                drawn.add(some(units.sentences().get(unit), bits));
            }
            training.gradients(state.parameters(), drawn, bits.seed(), privacy.together(), sum::add);
            long[] shared = sum.part(SHARED);
            noise.addTo(SHARED, shared);
            long[] own = sum.part(OWN);
            noise.addTo(OWN, own);
            training.stage(mean(own, privacy.ownScale()), state.modelRound());
            RingVector input = vector(shared);
            pace.keep(started);
            return input;
        } catch (DivergedException | UnitNotFiniteException e) {
            throw new FailureException(ExitCode.BAD_DATA, e.getMessage(), e);
        }
    }

    private void reserve(Where where) {
        LedgerPlace place = new LedgerPlace(where.job(), where.epoch(), where.round(), where.attempt());
        long delta = terms.job().privacy().deltaFemto();
        try {
            log.accept(
                    ledger.reserve(place, privacy, delta, terms.job().privacy().epsilonNano(), budgetNano));
        } catch (BudgetExhaustedException e) {
            log.accept(new DpBlock(
                    place.job(),
                    place.epoch(),
                    place.round(),
                    place.attempt(),
                    ledger.dataset(),
                    delta,
                    e.beforeNano(),
                    e.afterNano(),
                    e.budgetNano()));
            throw new FailureException(
                    ExitCode.BUDGET_EXHAUSTED,
                    "this site's privacy budget is exhausted: " + e.getMessage()
                            + "; nothing was drawn or sent, and this platform leaves the job",
                    e);
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION,
                    "the privacy ledger cannot be written; free disk space or check permissions, then start again",
                    e);
        }
    }

    private int[] some(int[] sentences, UniformBits bits) {
        return Arrays.stream(PoissonSample.choose(sentences.length, privacy.maxSentences(), bits))
                .map(i -> sentences[i])
                .toArray();
    }

    private RingVector vector(long[] shared) {
        InputLayout layout = terms.layout();
        RingVector input = terms.ring().zero(layout.size());
        input.set(InputLayout.EXAMPLES, NOTHING);
        input.set(InputLayout.SATURATED, NOTHING);
        for (int j = 0; j < shared.length; j++) {
            input.set(layout.gradientOffset() + j, shared[j]);
        }
        return input;
    }

    private static float[] mean(long[] sum, double scale) {
        float[] mean = new float[sum.length];
        for (int j = 0; j < sum.length; j++) {
            mean[j] = (float) (sum[j] * scale);
        }
        return mean;
    }

    /** The round's sum is verified and holds this platform's input. */
    void commit() {
        training.commit();
    }

    /** It is void, or was formed without this platform: the private module stays; what was spent stays spent. */
    void discard() {
        training.discard();
    }
}
