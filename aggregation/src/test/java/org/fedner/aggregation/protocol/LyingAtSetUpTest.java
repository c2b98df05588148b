package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.Confirmation;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.KeySet;
import org.fedner.aggregation.message.Keys;
import org.fedner.aggregation.message.Link;
import org.fedner.aggregation.message.LinkSet;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.Ready;
import org.fedner.aggregation.message.SignedRoster;
import org.fedner.aggregation.message.Snapshot;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.signing.SigningKey;
import org.junit.jupiter.api.Test;

/** A server that lies while an epoch is set up: every platform that is lied to stops before it uploads anything. */
class LyingAtSetUpTest extends LyingServerCase {

    @Test
    void aChangedOrExchangedKeyStops() {
        SigningKey forger = SigningKey.generate(new SeededRandom(99));
        victimStops(31, AbortReason.BAD_SIGNATURE, KeySet.class, set -> {
            List<WireMessage<Keys>> keys = new ArrayList<>(set.keys());
            Keys last = keys.get(PLATFORMS - 1).message();
            Keys forged = new Keys(
                    last.epoch(),
                    last.platform(),
                    keys.get(1).message().agreementKey(),
                    last.encapsulationKey(),
                    last.commitment());
            keys.set(PLATFORMS - 1, WireMessage.sign(forged, last.epoch(), forger));
            return new KeySet(set.epoch(), keys);
        });
    }

    @Test
    void aMissingMemberOrAnAlteredOwnKeyStops() {
        victimStops(
                32,
                AbortReason.LIST_ALTERED,
                KeySet.class,
                set -> new KeySet(set.epoch(), set.keys().subList(0, PLATFORMS - 1)));
        victimStops(
                33,
                AbortReason.LIST_ALTERED,
                KeySet.class,
                set -> new KeySet(set.epoch(), set.keys().subList(1, PLATFORMS)));
    }

    @Test
    void linksWithdrawnOrForSomebodyElseStop() {
        victimStops(
                34,
                AbortReason.LIST_ALTERED,
                LinkSet.class,
                set -> new LinkSet(set.epoch(), set.links().subList(1, PLATFORMS - 1)));
        List<LinkSet> sets = new ArrayList<>();
        Simulation simulation = new Simulation(PLATFORMS, ROUNDS, 35);
        Hospital victim = simulation.hospitals.get(3);
        lie(simulation, LinkSet.class, (to, set) -> {
            sets.add(set);
            if (!to.equals(victim.id)) {
                return set;
            }
            List<WireMessage<Link>> links = new ArrayList<>(set.links());
            links.set(1, sets.get(0).links().get(0)); // from hospital 1, but for hospital 0
            return new LinkSet(set.epoch(), links);
        });
        simulation.begin().run();
        assertThat(victim.stopped).containsExactly(AbortReason.LIST_ALTERED);
    }

    @Test
    void aFalseConfirmationStops() {
        victimStops(36, AbortReason.CONFIRMATION_WRONG, Open.class, open -> {
            List<Confirmation> confirmations = new ArrayList<>(open.confirmations());
            Collections.swap(confirmations, 0, 1);
            return new Open(
                    open.epoch(),
                    open.round(),
                    open.attempt(),
                    open.state(),
                    open.layout(),
                    open.deadlineMillis(),
                    confirmations);
        });
    }

    @Test
    void aRosterThatIsStaleOrForgedOrWithoutAMemberStops() {
        Simulation expired = new Simulation(PLATFORMS, ROUNDS, 37);
        expired.roster = expired.roster(1, 1, Simulation.NOW, expired.hospitals);
        expired.begin().run();
        everyoneStopped(expired, AbortReason.STALE_ROSTER);

        Simulation old = new Simulation(PLATFORMS, ROUNDS, 38);
        old.hospitals.forEach(hospital -> hospital.oldestRoster = 2);
        old.begin().run();
        everyoneStopped(old, AbortReason.STALE_ROSTER);

        Simulation forged = new Simulation(PLATFORMS, ROUNDS, 39);
        forged.roster = SignedRoster.sign(forged.roster.roster(), forged.serverKey);
        forged.begin().run();
        everyoneStopped(forged, AbortReason.STALE_ROSTER);

        Simulation unlisted = new Simulation(PLATFORMS, ROUNDS, 40);
        ByteString withoutOne = ByteString.of(
                unlisted.roster(2, Simulation.NOW - 1, Simulation.NOW + 1, unlisted.hospitals.subList(1, PLATFORMS))
                        .encode());
        simulateRoster(
                unlisted,
                roster -> new EpochRoster(
                        roster.federation(),
                        roster.epoch(),
                        roster.serverNonce(),
                        roster.members(),
                        roster.parameters(),
                        withoutOne));
        everyoneStopped(unlisted, AbortReason.NOT_ENROLLED);
    }

    @Test
    void anEpochNumberThatDoesNotIncreaseStops() {
        Simulation simulation = new Simulation(PLATFORMS, ROUNDS, 41).begin().runFor(40);
        simulation.epochs = 0;
        simulation.begin().run();
        everyoneStopped(simulation, AbortReason.EPOCH_NOT_INCREASING);
    }

    @Test
    void parametersThatThePolicyDoesNotAcceptStop() {
        Simulation refused = new Simulation(PLATFORMS, ROUNDS, 42);
        refused.hospitals.forEach(hospital -> hospital.acceptsParameters = false);
        refused.begin().run();
        everyoneStopped(refused, AbortReason.PARAMETERS_REFUSED);

        Simulation small = new Simulation(PLATFORMS, ROUNDS, 43);
        simulateRoster(
                small,
                roster -> new EpochRoster(
                        roster.federation(),
                        roster.epoch(),
                        roster.serverNonce(),
                        roster.members().subList(0, 2),
                        roster.parameters(),
                        roster.signedRoster()));
        assertThat(small.hospitals.subList(0, 2))
                .allSatisfy(hospital -> assertThat(hospital.stopped).containsExactly(AbortReason.PARAMETERS_REFUSED));
    }

    @Test
    void tooManyVoidsOrEpochsStop() {
        Simulation voids = new Simulation(PLATFORMS, ROUNDS, 44);
        voids.hospitals.forEach(hospital -> hospital.voidsAllowed = 1);
        voids.begin().runFor(50);
        for (int i = 0; i < 3; i++) {
            voids.serve(voids.phase.on(new ServerEvent.DeadlinePassed()));
            voids.runFor(8);
        }
        assertThat(voids.hospitals)
                .allSatisfy(hospital -> assertThat(hospital.stopped).containsExactly(AbortReason.BUDGET_EXCEEDED));

        Simulation epochs = new Simulation(PLATFORMS, ROUNDS, 45);
        epochs.hospitals.forEach(hospital -> hospital.epochsAllowed = 1);
        epochs.begin().runFor(40);
        epochs.begin().run();
        everyoneStopped(epochs, AbortReason.BUDGET_EXCEEDED);
    }

    @Test
    void aSnapshotThatTooFewVouchForIsNotAdopted() {
        Simulation simulation = new Simulation(5, 6, 46);
        Hospital joiner = simulation.hospitals.get(0);
        joiner.isUp = false;
        lie(simulation, Snapshot.class, (to, snapshot) -> {
            List<WireMessage<Ready>> asManyAsCollude = snapshot.vouchers().stream()
                    .filter(voucher -> !voucher.message().previousMembers().isEmpty())
                    .limit(1)
                    .toList();
            return Snapshot.of(snapshot.epoch(), asManyAsCollude, snapshot.state());
        });
        simulation.begin().runFor(70);
        simulation.restart(joiner);
        simulation.run();
        assertThat(joiner.stopped).containsExactly(AbortReason.SNAPSHOT_UNVOUCHED);
        assertThat(joiner.state).isEqualTo(Hospital.ToyState.INITIAL);
    }

    @Test
    void anotherStateThanTheVouchedOneIsNotAdopted() {
        Simulation simulation = new Simulation(5, 6, 47);
        Hospital joiner = simulation.hospitals.get(0);
        joiner.isUp = false;
        lie(
                simulation,
                Snapshot.class,
                (to, snapshot) -> Snapshot.of(
                        snapshot.epoch(),
                        snapshot.vouchers(),
                        ByteString.of("a state of the server's own making".getBytes(StandardCharsets.US_ASCII))));
        simulation.begin().runFor(70);
        simulation.restart(joiner);
        simulation.run();
        assertThat(joiner.stopped).containsExactly(AbortReason.SNAPSHOT_UNVOUCHED);
        assertThat(joiner.sums).isEmpty();
    }
}
