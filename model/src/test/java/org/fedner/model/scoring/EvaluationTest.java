package org.fedner.model.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.data.Offset;
import org.fedner.model.corpus.Entity;
import org.fedner.model.corpus.Sentence;
import org.fedner.model.corpus.TagScheme;
import org.junit.jupiter.api.Test;

class EvaluationTest {
    private static final Offset<Double> ROUNDING = Offset.offset(1e-12);

    private static List<String> tags(String tags) {
        return List.of(tags.split(" "));
    }

    /**
     * By hand: gold X[0,2) Y[3,4) X[5,6) | Y[0,3); predicted X[0,1) Y[3,4) Y[5,6) | Y[0,1) Y[2,3).
     *
     * <p>Strict: 1 of 5 predictions right, 1 of 4 gold found. Relaxed: X[0,1), Y[3,4), Y[0,1), Y[2,3) overlap: 4 of 5; gold
     * X[0,2), Y[3,4), Y[0,3) are found: 3 of 4.
     */
    @Test
    void countsAsComputedByHand() {
        List<List<String>> gold = List.of(tags("B-X I-X O B-Y O B-X"), tags("B-Y I-Y I-Y"));
        List<List<String>> predicted = List.of(tags("B-X O O B-Y O B-Y"), tags("B-Y O B-Y"));
        Evaluation evaluation = Evaluation.of(gold, predicted);
        check(evaluation.strict(), 1 / 5.0, 1 / 4.0);
        check(evaluation.relaxed(), 4 / 5.0, 3 / 4.0);
        assertThat(evaluation.micro().support()).isEqualTo(4);
        assertThat(evaluation.micro().predictions()).isEqualTo(5);
        assertThat(evaluation.perType()).containsOnlyKeys("X", "Y");
        check(evaluation.perType().get("X").strict(), 0, 0);
        check(evaluation.perType().get("X").relaxed(), 1, 1 / 2.0);
        check(evaluation.perType().get("Y").strict(), 1 / 4.0, 1 / 2.0);
        check(evaluation.perType().get("Y").relaxed(), 3 / 4.0, 1);
        assertThat(evaluation.perType().get("Y").support()).isEqualTo(2);
    }

    private static void check(Score score, double precision, double recall) {
        assertThat(score.precision()).isCloseTo(precision, ROUNDING);
        assertThat(score.recall()).isCloseTo(recall, ROUNDING);
        double f1 = precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
        assertThat(score.f1()).isCloseTo(f1, ROUNDING);
    }

    @Test
    void illegalPredictionsAreReadTheConllevalWay() {
        Evaluation evaluation = Evaluation.of(List.of(tags("B-X I-X O B-Y")), List.of(tags("I-X I-X O I-Y")));
        assertThat(evaluation.strict().f1()).isEqualTo(1);
    }

    @Test
    void theTouchOfTwoEntitiesIsNoOverlap() {
        Evaluation evaluation = Evaluation.of(List.of(tags("B-X I-X O O")), List.of(tags("O O B-X I-X")));
        assertThat(evaluation.relaxed().f1()).isZero();
    }

    @Test
    void nothingToFindAndNothingFoundScoresZeroAsInConlleval() {
        Evaluation evaluation = Evaluation.of(List.of(tags("O O")), List.of(tags("O O")));
        assertThat(evaluation.strict()).isEqualTo(new Score(0, 0, 0));
        assertThat(evaluation.perType()).isEmpty();
    }

    @Test
    void refusesSequencesThatDoNotLineUp() {
        List<Sentence> gold = List.of(new Sentence(List.of("a", "b"), tags("O O")));
        assertThatThrownBy(() -> Evaluation.ofSentences(gold, List.of()))
                .hasMessageContaining("1 gold and 0 predicted sentences");
        assertThatThrownBy(() -> Evaluation.ofSentences(gold, List.of(tags("O"))))
                .hasMessageContaining("sentence 0 has 2 gold and 1 predicted tags");
    }

    /** Two sequences of one length, legal or not. */
    @Provide
    Arbitrary<List<List<String>>> twoSequences() {
        Arbitrary<String> tag = Arbitraries.of("O", "O", "B-X", "I-X", "E-X", "S-X", "B-Y", "I-Y", "S-Y");
        return Arbitraries.integers()
                .between(1, 15)
                .flatMap(length -> tag.list().ofSize(length).list().ofSize(2));
    }

    @Property
    void theTruthScoresOneInEitherScheme(@ForAll("twoSequences") List<List<String>> sequences) {
        List<String> gold = sequences.get(0);
        double expected = Entity.listOf(gold).isEmpty() ? 0 : 1;
        for (TagScheme scheme : TagScheme.values()) {
            Evaluation evaluation = Evaluation.of(List.of(gold), List.of(scheme.convert(gold)));
            assertThat(evaluation.strict().f1()).isEqualTo(expected);
            assertThat(evaluation.relaxed().f1()).isEqualTo(expected);
        }
    }

    @Property
    void strictIsNeverAboveRelaxed(@ForAll("twoSequences") List<List<String>> sequences) {
        Evaluation evaluation = Evaluation.of(List.of(sequences.get(0)), List.of(sequences.get(1)));
        List<TypeScore> scores = new ArrayList<>(evaluation.perType().values());
        scores.add(evaluation.micro());
        for (TypeScore score : scores) {
            assertThat(score.strict().precision())
                    .isLessThanOrEqualTo(score.relaxed().precision());
            assertThat(score.strict().recall())
                    .isLessThanOrEqualTo(score.relaxed().recall());
            assertThat(score.strict().f1()).isLessThanOrEqualTo(score.relaxed().f1() + 1e-12);
        }
    }

    @Property
    void exchangingGoldAndPredictionExchangesPrecisionAndRecall(@ForAll("twoSequences") List<List<String>> sequences) {
        TypeScore one = Evaluation.of(List.of(sequences.get(0)), List.of(sequences.get(1)))
                .micro();
        TypeScore other = Evaluation.of(List.of(sequences.get(1)), List.of(sequences.get(0)))
                .micro();
        assertThat(one.support()).isEqualTo(other.predictions());
        assertThat(one.strict().precision()).isEqualTo(other.strict().recall());
        assertThat(one.relaxed().precision()).isEqualTo(other.relaxed().recall());
        assertThat(one.strict().f1()).isCloseTo(other.strict().f1(), ROUNDING);
    }

    @Property
    void supportsOfTheTypesSumToTheWhole(@ForAll("twoSequences") List<List<String>> sequences) {
        Evaluation evaluation = Evaluation.of(List.of(sequences.get(0)), List.of(sequences.get(1)));
        assertThat(evaluation.perType().values().stream()
                        .mapToInt(TypeScore::support)
                        .sum())
                .isEqualTo(evaluation.micro().support())
                .isEqualTo(Entity.listOf(sequences.get(0)).size());
    }
}
