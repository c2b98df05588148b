package org.fedner.node.simulate.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.fedner.node.simulate.faults.FaultSpec.Kind;
import org.fedner.node.simulate.faults.FaultSpec.Way;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultSpecTest {
    private static final List<String> NAMES = List.of("ade", "bc5cdr");

    @Test
    void everyFormIsReadAsItIsMeant() {
        assertThat(FaultSpec.parse(
                        "cut:rate=0.02; kill:platform=ade,round=40;delay:platform=bc5cdr,millis=500,rounds=10-20;corrupt;cut:way=up",
                        NAMES))
                .containsExactly(
                        new FaultSpec(Kind.CUT, Optional.empty(), 1, Integer.MAX_VALUE, 0.02, 0, Way.BOTH),
                        new FaultSpec(Kind.KILL, Optional.of("ade"), 40, 40, 1, 0, Way.BOTH),
                        new FaultSpec(Kind.DELAY, Optional.of("bc5cdr"), 10, 20, 1, 500, Way.BOTH),
                        new FaultSpec(Kind.CORRUPT, Optional.empty(), 1, Integer.MAX_VALUE, 1, 0, Way.BOTH),
                        new FaultSpec(Kind.CUT, Optional.empty(), 1, Integer.MAX_VALUE, 1, 0, Way.UP));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                "cut;",
                "explode",
                "CUT",
                "cut:",
                "cut:rate",
                "cut:rate=",
                "cut:=1",
                "cut:rate=0",
                "cut:rate=1.01",
                "cut:rate=-1",
                "cut:rate=NaN",
                "cut:rate=1e-3",
                "cut:rate=0.1,rate=0.2",
                "cut:millis=5",
                "cut:way=left",
                "cut:way=both",
                "cut:colour=red",
                "cut:platform=nobody",
                "cut:round=0",
                "cut:round=x",
                "cut:round=1,rounds=2-3",
                "cut:rounds=5-4",
                "cut:rounds=5-",
                "cut:rounds=-5",
                "cut:round=99999999999",
                "delay:round=3",
                "partition",
                "delay:millis=0",
                "delay:millis=600001"
            })
    void whatIsNoFaultIsRefusedInOneSentenceWithTheGrammar(String spec) {
        assertThatThrownBy(() -> FaultSpec.parse(spec, NAMES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(FaultSpec.GRAMMAR)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aSeedDecidesWhatStrikesAndNothingStrikesTwiceInARound() {
        List<FaultPlan.Injected> first = played(7);
        assertThat(first).isEqualTo(played(7)).isNotEqualTo(played(8)).doesNotHaveDuplicates();
        assertThat(first).hasSizeBetween(10, 90).allMatch(fault -> fault.kind().equals("cut"));
    }

    @Test
    void nothingStrikesBeforeTheFirstRoundOrElsewhereThanItSays() {
        FaultPlan plan = new FaultPlan(FaultSpec.parse("cut:platform=ade,round=2", NAMES), 1, 100);
        assertThat(plan.strikes("ade", 1000, true)).isEmpty();
        plan.roundBegins(1);
        assertThat(plan.strikes("ade", 1000, true)).isEmpty();
        plan.roundBegins(2);
        assertThat(plan.strikes("bc5cdr", 1000, true)).isEmpty();
        assertThat(plan.strikes("ade", 1000, true)).hasSize(1);
        plan.roundBegins(2);
        assertThat(plan.strikes("ade", 1000, true)).isEmpty();
        assertThat(plan.injected()).containsExactly(new FaultPlan.Injected("cut", "ade", 2));
    }

    @Test
    void aWayCountsItsOwnBytesAlone() {
        FaultPlan plan = new FaultPlan(FaultSpec.parse("cut:way=up;kill:way=down", NAMES), 1, 2000);
        plan.roundBegins(2);
        assertThat(plan.strikes("ade", 1000, false)).extracting(FaultSpec::kind).containsExactly(Kind.KILL);
        assertThat(plan.strikes("ade", 1000, true)).extracting(FaultSpec::kind).containsExactly(Kind.CUT);
    }

    @Test
    void aFaultThatIsAddedStrikesInTheNextRound() {
        FaultPlan plan = new FaultPlan(List.of(), 1, 100);
        plan.roundBegins(1);
        assertThat(plan.strikes("ade", 1000, true)).isEmpty();
        FaultSpec.parse("cut:round=2", NAMES).forEach(plan::add);
        assertThat(plan.strikes("ade", 1000, true)).isEmpty();
        plan.roundBegins(2);
        assertThat(plan.strikes("ade", 1000, true)).hasSize(1);
    }

    private static List<FaultPlan.Injected> played(long seed) {
        FaultPlan plan = new FaultPlan(FaultSpec.parse("cut:rate=0.25", NAMES), seed, 1000);
        for (int round = 1; round <= 100; round++) {
            plan.roundBegins(round);
            for (int chunk = 0; chunk < 20; chunk++) {
                NAMES.forEach(name -> plan.strikes(name, 100, true));
            }
        }
        return plan.injected();
    }
}
