package org.fedner.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fedner.audit.EventSamples;
import org.fedner.audit.event.Admin;
import org.fedner.audit.event.BootId;
import org.fedner.audit.event.DpBlock;
import org.fedner.audit.event.DpReserve;
import org.fedner.audit.event.DpTerms;
import org.fedner.audit.event.Event;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.Origin;
import org.fedner.audit.event.RoundOpen;
import org.junit.jupiter.api.Test;

/** What a platform's log says about noise and budget. */
class PrivacyRulesTest {

    private static final Rule.Place PLACE = new Rule.Place("log", "journal.jsonl");

    private static List<String> findings(Rule rule, Event... events) {
        Stream<Leaf> leaves = IntStream.range(0, events.length)
                .mapToObj(i -> new Leaf(i, Instant.EPOCH, new Origin("dep/a"), BootId.of(new byte[8]), events[i]));
        leaves.forEach(leaf -> rule.on(PLACE, leaf));
        return rule.conclude().stream().map(Finding::rule).toList();
    }

    private static RoundOpen open(long round, DpTerms.Mode mode) {
        return new RoundOpen(
                EventSamples.JOB,
                1,
                round,
                0,
                EventSamples.digest(1),
                EventSamples.digest(9),
                3,
                64,
                new DpTerms(mode));
    }

    private static DpReserve reserve(long entry, long before, long after, long budget) {
        return EventSamples.dpReserve(entry, entry, before, after, budget);
    }

    @Test
    void aStepReservedBeforeItsVectorLeavesIsFine() {
        assertThat(findings(
                        new SpentBeforeSent(),
                        open(1, DpTerms.Mode.DISTRIBUTED),
                        reserve(1, 0, 5, 9),
                        EventSamples.egress(1, 3),
                        open(2, DpTerms.Mode.OFF),
                        EventSamples.egress(2, 4)))
                .isEmpty();
    }

    @Test
    void r4FindsAVectorThatLeftBeforeItsStepWasReserved() {
        assertThat(findings(
                        new SpentBeforeSent(),
                        open(1, DpTerms.Mode.LOCAL),
                        EventSamples.egress(1, 3),
                        reserve(1, 0, 5, 9)))
                .containsExactly("R4");
        assertThat(findings(
                        new SpentBeforeSent(),
                        open(2, DpTerms.Mode.DISTRIBUTED),
                        reserve(1, 0, 5, 9),
                        EventSamples.egress(2, 3)))
                .as("another round's step")
                .containsExactly("R4");
    }

    @Test
    void stepsThatFollowEachOtherWithinTheBudgetAreFine() {
        assertThat(findings(new WithinBudget(), reserve(1, 0, 5, 9), reserve(2, 5, 9, 9), reserve(4, 9, 9, 9)))
                .isEmpty();
    }

    @Test
    void r5FindsStepsBeyondTheBudgetGivenBackForgottenOrAfterTheEnd() {
        assertThat(findings(new WithinBudget(), reserve(1, 0, 10, 9))).containsExactly("R5");
        assertThat(findings(new WithinBudget(), reserve(1, 7, 5, 9))).containsExactly("R5");
        assertThat(findings(new WithinBudget(), reserve(1, 0, 5, 9), reserve(2, 4, 6, 9)))
                .containsExactly("R5");
        assertThat(findings(new WithinBudget(), reserve(2, 0, 5, 9), reserve(2, 5, 6, 9)))
                .containsExactly("R5");
        DpBlock block = new DpBlock(EventSamples.JOB, 1, 2, 0, EventSamples.DATASET, 10_000_000_000L, 5, 10, 9);
        assertThat(findings(new WithinBudget(), reserve(1, 0, 5, 9), block, reserve(2, 5, 6, 9)))
                .containsExactly("R5");
    }

    @Test
    void aBudgetMayFallAndRiseAgainAfterTwoPersonsSaidSo() {
        assertThat(findings(new WithinBudget(), reserve(1, 0, 5, 12), reserve(2, 5, 6, 9)))
                .isEmpty();
        assertThat(findings(
                        new WithinBudget(), reserve(1, 0, 5, 9), changed(), reserve(2, 5, 9, 9), reserve(3, 9, 11, 12)))
                .isEmpty();
    }

    @Test
    void r5FindsABudgetThatRisesWithoutAnEntryOfTwoPersons() {
        DpBlock block = new DpBlock(EventSamples.JOB, 1, 2, 0, EventSamples.DATASET, 10_000_000_000L, 5, 10, 9);
        Admin consent = new Admin(Admin.Action.CONSENT, EventSamples.commitment(1), Optional.empty());
        assertThat(findings(new WithinBudget(), reserve(1, 0, 5, 9), reserve(2, 5, 6, 12)))
                .containsExactly("R5");
        assertThat(findings(new WithinBudget(), reserve(1, 0, 5, 9), consent, reserve(2, 5, 6, 12)))
                .containsExactly("R5");
        assertThat(findings(new WithinBudget(), block, reserve(1, 0, 5, 12))).containsExactly("R5");
        assertThat(findings(new WithinBudget(), changed(), reserve(1, 0, 5, 9), reserve(2, 5, 6, 12)))
                .as("a change that was written before")
                .containsExactly("R5");
        assertThat(findings(
                        new WithinBudget(), reserve(1, 0, 5, 9), changed(), reserve(2, 5, 6, 12), reserve(3, 6, 7, 15)))
                .as("one change for two rises")
                .containsExactly("R5");
    }

    private static Admin changed() {
        return new Admin(
                Admin.Action.BUDGET_CHANGE, EventSamples.commitment(1), Optional.of(EventSamples.commitment(2)));
    }
}
