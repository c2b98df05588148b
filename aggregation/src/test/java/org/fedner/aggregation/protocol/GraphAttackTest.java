package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.fedner.aggregation.masking.AggregationMode;
import org.fedner.aggregation.masking.GraphParameters;
import org.fedner.aggregation.masking.MaskGraph;
import org.fedner.crypto.expansion.Digest;
import org.junit.jupiter.api.Test;

/**
 * Large memberships against a server that chooses who drops out after it has seen the graph. Without cryptography: secrets are
 * names, and the {@link Ledger} says which sums they give. Colluders were chosen before the graph was drawn, as the epoch's
 * commitments force them to be.
 */
@LongRun
class GraphAttackTest {

    private static final int ATTACKS = Integer.getInteger("fedner.schedules", 3) * 20;
    private static final int FEWEST = 65;
    private static final int MOST = 200;

    /** One epoch's graph and who colludes. */
    private record Cohort(MaskGraph graph, BitSet colluding, Set<Integer> honest) {

        static Cohort drawn(AggregationMode mode, Random random) {
            int members = FEWEST + random.nextInt(MOST - FEWEST + 1);
            int colluders = random.nextInt(members / 5 + 1);
            GraphParameters parameters = GraphParameters.of(mode, members, colluders);
            MaskGraph graph = parameters.isComplete()
                    ? MaskGraph.complete(parameters)
                    : MaskGraph.drawn(
                            parameters, Digest.of(new byte[] {(byte) random.nextInt(), (byte) random.nextInt()}));
            BitSet colluding = new BitSet();
            while (colluding.cardinality() < colluders) {
                colluding.set(random.nextInt(members));
            }
            Set<Integer> honest = new HashSet<>();
            for (int i = 0; i < members; i++) {
                if (!colluding.get(i)) {
                    honest.add(i);
                }
            }
            return new Cohort(graph, colluding, honest);
        }

        int members() {
            return graph.parameters().members();
        }
    }

    @Test
    void oneFlightGivesTheSumOfAllHonestMembersOrNothing() {
        for (int attack = 0; attack < ATTACKS; attack++) {
            Random random = new Random(attack);
            Cohort cohort = Cohort.drawn(AggregationMode.ONE_FLIGHT, random);
            List<Set<Integer>> all = Ledger.computable(cohort.honest(), cohort.honest(), cohort.graph()::areNeighbours);
            assertThat(all).as("attack %d", attack).containsExactly(cohort.honest());

            Set<Integer> uploaded = new HashSet<>(cohort.honest());
            dropped(cohort, random, 1 + random.nextInt(cohort.honest().size() - 1))
                    .forEach(uploaded::remove);
            assertThat(Ledger.computable(cohort.honest(), uploaded, cohort.graph()::areNeighbours))
                    .as("attack %d", attack)
                    .isEmpty();
        }
    }

    @Test
    void recoveryGivesAtMostOneSumAndNoneOfFewerThanTheSigners() {
        int recovered = 0;
        for (int attack = 0; attack < ATTACKS; attack++) {
            Random random = new Random(attack);
            Cohort cohort = Cohort.drawn(AggregationMode.RECOVERABLE, random);
            int colluders = cohort.colluding().cardinality();
            int signers = (cohort.members() + colluders) / 2 + 1;
            BitSet survivors = new BitSet();
            survivors.set(0, cohort.members());
            dropped(cohort, random, random.nextInt(cohort.members() - signers + 1))
                    .forEach(survivors::clear);
            List<Set<Integer>> sums = sums(cohort, survivors, true);
            assertThat(sums).as("attack %d on %s", attack, cohort.graph()).hasSizeLessThanOrEqualTo(1);
            for (Set<Integer> sum : sums) {
                assertThat(sum.size() + colluders).as("attack %d", attack).isGreaterThanOrEqualTo(signers);
                assertThat(sum).allMatch(survivors::get);
                recovered++;
            }
        }
        assertThat(recovered).isPositive();
    }

    /** That this would see it: without the rule and its threshold, a server cuts out a few members and adds up only those. */
    @Test
    void withoutTheNeighbourRuleTheSameAttacksSucceed() {
        int bared = 0;
        for (int attack = 0; attack < 20; attack++) {
            Random random = new Random(attack);
            Cohort cohort = Cohort.drawn(AggregationMode.RECOVERABLE, random);
            if (cohort.graph().parameters().isComplete()) {
                continue;
            }
            BitSet survivors = new BitSet();
            survivors.set(0, cohort.members());
            int half = cohort.graph().parameters().degree() / 2;
            int start = random.nextInt(cohort.members());
            for (int place = 0; place < half; place++) {
                survivors.clear(cohort.graph().memberAt((start + place) % cohort.members()));
                survivors.clear(cohort.graph().memberAt((start + half + 4 + place) % cohort.members()));
            }
            bared += sums(cohort, survivors, false).size() > 1 ? 1 : 0;
        }
        assertThat(bared).isPositive();
    }

    /**
     * What the server can compute after it had the answers of all who may answer, and every upload, the late ones too.
     *
     * @param rule whether survivors keep the neighbour rule; without it they answer in any case, and one share suffices
     */
    private static List<Set<Integer>> sums(Cohort cohort, BitSet survivors, boolean rule) {
        MaskGraph graph = cohort.graph();
        BitSet answering = new BitSet();
        for (int member = survivors.nextSetBit(0); member >= 0; member = survivors.nextSetBit(member + 1)) {
            if (cohort.colluding().get(member) || !rule || graph.mayAnswer(member, survivors)) {
                answering.set(member);
            }
        }
        Set<Integer> unmasked = new HashSet<>(); // whose self mask is known
        for (int member : cohort.honest()) {
            int shares = 0;
            for (int holder : graph.neighbours(member)) {
                boolean tells = cohort.colluding().get(holder) || survivors.get(member) && answering.get(holder);
                shares += tells ? 1 : 0;
            }
            shares += graph.parameters().isComplete() && survivors.get(member) && answering.get(member) ? 1 : 0;
            if (shares >= (rule ? graph.parameters().threshold() : 1)) {
                unmasked.add(member);
            }
        }
        return Ledger.computable(
                cohort.honest(),
                unmasked,
                (one, other) -> graph.areNeighbours(one, other)
                        && !isRevealed(survivors, answering, one, other)
                        && !isRevealed(survivors, answering, other, one));
    }

    /** A survivor that answers reveals its masks with those who dropped out. */
    private static boolean isRevealed(BitSet survivors, BitSet answering, int survivor, int dropped) {
        return answering.get(survivor) && !survivors.get(dropped);
    }

    /** So many honest members, chosen to hurt: at random, around a victim, or in two windows that cut the ring. */
    private static Set<Integer> dropped(Cohort cohort, Random random, int most) {
        Set<Integer> dropped = new HashSet<>();
        int members = cohort.members();
        int half = cohort.graph().parameters().degree() / 2;
        int start = random.nextInt(members);
        int between = 1 + random.nextInt(members / 2);
        int kind = random.nextInt(3);
        for (int tries = 0; dropped.size() < most && tries < 4 * members; tries++) {
            int place =
                    switch (kind) {
                        case 0 -> random.nextInt(members);
                        case 1 -> start + (tries % 2 == 0 ? 1 + tries / 2 : -1 - tries / 2);
                        default -> start + (tries % 2 == 0 ? tries / 2 % half : half + between + tries / 2 % half);
                    };
            int member = cohort.graph().memberAt(Math.floorMod(place, members));
            if (!cohort.colluding().get(member)) {
                dropped.add(member);
            }
        }
        return dropped;
    }
}
