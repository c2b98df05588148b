package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Link;
import org.fedner.aggregation.message.MessageType;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Seed;
import org.fedner.aggregation.message.SeedPart;
import org.fedner.aggregation.message.SeedSet;
import org.fedner.aggregation.message.SignedMessage;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Nobody chooses the graph: what a member opens it committed to before anyone opened, and keys run along no other graph.
 *
 * <p>One epoch of 65 for all tests, taken as far as everyone's SEED; phases are functions, and every test has a victim of its
 * own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DrawnGraphTest {

    private static final int MEMBERS = 65;
    private static final Digest OTHER = Digest.of(new byte[] {99});

    private final Simulation simulation = new Simulation(MEMBERS, 2, 510);
    private final Map<PlatformId, WireMessage<Seed>> seeds = new HashMap<>();
    private DrawingGraph drawing;
    private WireMessage<SeedSet> seedSet;
    private Linking linking;
    private EpochGraph graph;

    /** Those with a phase of their own are the fourth to the tenth; the others' keys are made as theirs. */
    @BeforeAll
    void everyoneHasOpenedItsPart() {
        simulation.begin();
        ServerStep step = ServerStep.to(simulation.phase);
        for (Hospital hospital : simulation.hospitals) {
            step = step.next().on(new ServerEvent.Received(hospital.id, advertised(hospital)));
        }
        drawing = (DrawingGraph) step.next();
        for (Hospital hospital : playing()) {
            WireMessage<?> opened = hospital.receive(drawing.keySet()).get(0);
            seeds.put(hospital.id, opened.as(Seed.class).orElseThrow());
        }
        step = ServerStep.to(drawing);
        for (Hospital hospital : simulation.hospitals) {
            step = step.next().on(new ServerEvent.Received(hospital.id, seedOf(hospital)));
        }
        linking = (Linking) step.next();
        seedSet = step.messages().get(0).message().as(SeedSet.class).orElseThrow();
        graph = linking.hosting().epoch().graph(linking.graphSeed());
    }

    private List<Hospital> playing() {
        return simulation.hospitals.subList(3, 10);
    }

    private WireMessage<?> advertised(Hospital hospital) {
        AdvertisingKeys proposed = (AdvertisingKeys) simulation.phase;
        if (playing().contains(hospital)) {
            return hospital.receive(proposed.roster()).get(0);
        }
        Digest epoch = proposed.hosting().epoch().digest();
        OwnKeys keys = OwnKeys.generate(new SeededRandom(seeds.size()), true);
        Seed seed = new Seed(epoch, hospital.id, keys.openedSeed(epoch, hospital.id));
        seeds.put(hospital.id, WireMessage.sign(seed, epoch, hospital.key));
        return WireMessage.sign(keys.advertise(epoch, hospital.id), epoch, hospital.key);
    }

    @Test
    void contributorsAreLinkedWithEveryoneAndOthersWithNeighboursAndContributors() {
        assertThat(graph.contributors()).hasSize(EpochGraph.CONTRIBUTORS);
        for (Hospital hospital : simulation.hospitals) {
            List<PlatformId> linked = graph.linked(hospital.id);
            assertThat(graph.neighbours(hospital.id)).hasSize(14);
            assertThat(linked).containsAll(graph.neighbours(hospital.id));
            if (graph.contributors().contains(hospital.id)) {
                assertThat(linked).hasSize(MEMBERS - 1);
            } else {
                assertThat(linked).containsAll(graph.contributors()).hasSizeLessThanOrEqualTo(18);
            }
        }
    }

    @Test
    void aSeedThatDoesNotOpenItsCommitmentCountsAsSilence() {
        Hospital liar = simulation.hospitals.get(1);
        SeedPart honest = seedOf(liar).message().opened();
        for (SeedPart lie : List.of(new SeedPart(OTHER, honest.contribution()), new SeedPart(honest.part(), OTHER))) {
            Seed seed = new Seed(drawing.hosting().epoch().digest(), liar.id, lie);
            ServerStep step = drawing.on(new ServerEvent.Received(liar.id, signed(seed, liar)));
            assertThat(step.next()).isEqualTo(drawing);
            assertThat(step.notices())
                    .containsExactly(
                            new ServerNotice.MessageRefused(liar.id, MessageType.SEED, RefusedMessage.CONTEXT_DIFFERS));
        }
    }

    @Test
    void aSeedOfAnotherPlatformOrEpochIsRefused() {
        Hospital liar = simulation.hospitals.get(1);
        SeedPart honest = seedOf(liar).message().opened();
        Digest epoch = drawing.hosting().epoch().digest();
        for (Seed lie :
                List.of(new Seed(epoch, simulation.hospitals.get(2).id, honest), new Seed(OTHER, liar.id, honest))) {
            ServerStep step = drawing.on(new ServerEvent.Received(liar.id, signed(lie, liar)));
            assertThat(step.notices())
                    .containsExactly(
                            new ServerNotice.MessageRefused(liar.id, MessageType.SEED, RefusedMessage.CONTEXT_DIFFERS));
        }
    }

    @Test
    void aSilentMemberEndsTheEpochByName() {
        ServerStep step = ServerStep.to(drawing);
        for (Hospital hospital : simulation.hospitals.subList(1, MEMBERS)) {
            step = step.next().on(new ServerEvent.Received(hospital.id, seedOf(hospital)));
        }
        assertThat(step.next().on(new ServerEvent.DeadlinePassed()).notices())
                .containsExactly(
                        new ServerNotice.EpochEnded(EpochEnd.MEMBERS_SILENT, List.of(simulation.hospitals.get(0).id)));
    }

    @Test
    void theSameSeedAgainChangesNothingAndADifferentOneIsRefused() {
        Hospital hospital = simulation.hospitals.get(0);
        ServerStep once = drawing.on(new ServerEvent.Received(hospital.id, seedOf(hospital)));
        ServerStep twice = once.next().on(new ServerEvent.Received(hospital.id, seedOf(hospital)));
        assertThat(twice.next()).isEqualTo(once.next());
        assertThat(twice.notices()).isEmpty();
    }

    @Test
    void whoConnectsAgainBeforeTheGraphIsDrawnHearsAllKeysAgain() {
        PlatformId member = simulation.hospitals.get(2).id;
        Standing standing = new Standing.SettingUp(drawing.hosting().epoch().digest());
        assertThat(drawing.on(new ServerEvent.Reconnected(member, standing)))
                .isEqualTo(ServerStep.to(drawing).sending(List.of(new Outgoing(member, drawing.keySet()))));
    }

    @Test
    void aSeedSetWithAnotherPartThanTheCommittedOneStops() {
        stopsAt(3, AbortReason.COMMITMENT_WRONG, seeds -> {
            seeds.set(5, new SeedPart(OTHER, seeds.get(5).contribution()));
            return seeds;
        });
    }

    @Test
    void aSeedSetWithAnotherContributionThanTheCommittedOneStops() {
        stopsAt(4, AbortReason.COMMITMENT_WRONG, seeds -> {
            seeds.set(MEMBERS - 1, new SeedPart(seeds.get(MEMBERS - 1).part(), OTHER));
            return seeds;
        });
    }

    @Test
    void aSeedSetInAnotherOrderStops() {
        stopsAt(5, AbortReason.COMMITMENT_WRONG, seeds -> {
            seeds.set(6, seeds.set(7, seeds.get(6)));
            return seeds;
        });
    }

    @Test
    void aSeedSetWithoutSomeoneStops() {
        stopsAt(6, AbortReason.LIST_ALTERED, seeds -> seeds.subList(0, MEMBERS - 1));
    }

    @Test
    void aSeedSetOfAnotherEpochStops() {
        Hospital victim = simulation.hospitals.get(7);
        victim.receive(byServer(new SeedSet(OTHER, seedSet.message().seeds())));
        assertThat(victim.stopped).containsExactly(AbortReason.LIST_ALTERED);
    }

    @Test
    void linksRunAlongTheGraphAndTheServerRelaysNoOthers() {
        Hospital sender = simulation.hospitals.get(9);
        assertThat(graph.contributors()).doesNotContain(sender.id);
        List<WireMessage<?>> links = sender.receive(seedSet);
        assertThat(links.stream().map(link -> ((Link) link.message()).to()))
                .containsExactlyElementsOf(graph.linked(sender.id));
        PlatformId stranger = simulation.hospitals.stream()
                .map(hospital -> hospital.id)
                .filter(id -> !id.equals(sender.id) && !graph.linked(sender.id).contains(id))
                .findFirst()
                .orElseThrow();
        Link own = (Link) links.get(0).message();
        Link astray = new Link(own.epoch(), own.from(), stranger, own.encapsulation(), own.sealed());
        assertThat(linking.on(new ServerEvent.Received(sender.id, signed(astray, sender)))
                        .notices())
                .containsExactly(
                        new ServerNotice.MessageRefused(sender.id, MessageType.LINK, RefusedMessage.CONTEXT_DIFFERS));
    }

    @Test
    void stoppingErasesThePartsToo() {
        Hospital victim = simulation.hospitals.get(8);
        OwnKeys keys = ((AwaitingSeedSet) victim.phase).keys();
        assertThat(keys.openedSeed(OTHER, victim.id).part())
                .isEqualTo(seedOf(victim).message().opened().part());
        victim.handle(new PlatformEvent.StopRequested());
        assertThatThrownBy(() -> keys.openedSeed(OTHER, victim.id)).isInstanceOf(IllegalStateException.class);
    }

    private void stopsAt(int victimNumber, AbortReason reason, UnaryOperator<List<SeedPart>> lie) {
        Hospital victim = simulation.hospitals.get(victimNumber);
        List<SeedPart> told = lie.apply(new ArrayList<>(seedSet.message().seeds()));
        victim.receive(byServer(new SeedSet(seedSet.message().epoch(), told)));
        assertThat(victim.stopped).containsExactly(reason);
    }

    private WireMessage<Seed> seedOf(Hospital hospital) {
        return seeds.get(hospital.id);
    }

    private WireMessage<?> signed(SignedMessage message, Hospital by) {
        return WireMessage.sign(message, drawing.hosting().epoch().digest(), by.key);
    }

    private WireMessage<?> byServer(SignedMessage message) {
        return WireMessage.sign(message, drawing.hosting().epoch().digest(), simulation.serverKey);
    }
}
