package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.fedner.aggregation.encoding.Ring32Vector;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Link;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.junit.jupiter.api.Test;

/** When an epoch ends, whatever the way, its secrets cannot be used any more. */
class ErasureTest {

    @Test
    @LongRun
    void stoppingErasesTheEpochsSecretsInEveryPhase() {
        for (int moment = 1; moment < 60; moment++) {
            Simulation simulation = new Simulation(3, 2, 61).begin().runFor(moment);
            Hospital hospital = simulation.hospitals.get(0);
            if (hospital.phase instanceof MemberPhase member) {
                hospital.handle(new PlatformEvent.StopRequested());
                assertThat(hospital.stopped).containsExactly(AbortReason.STOPPED);
                assertThat(hospital.phase.standing()).isEqualTo(new Standing.Outside());
                assertErased(member);
            }
        }
    }

    @Test
    void theKeysOfTheAgreementAreErasedWhenItIsComplete() {
        Simulation simulation = new Simulation(3, 2, 64).begin();
        Hospital hospital = simulation.hospitals.get(0);
        while (!(hospital.phase instanceof AwaitingLinkSet)) {
            simulation.deliverNext();
        }
        AwaitingLinkSet agreeing = (AwaitingLinkSet) hospital.phase;
        while (hospital.phase == agreeing) {
            simulation.deliverNext();
        }
        assertThat(hospital.stopped).isEmpty();
        assertErased(agreeing);
    }

    @Test
    void aWrongSumErasesThem() {
        AwaitingResult awaiting = awaitingResult(62);
        Result wrong =
                Result.of(awaiting.at().context().digest(), new Tag(1, 1), Digest.of(), RingVector.owning(new int[9]));
        PlatformStep step = awaiting.onResult(
                WireMessage.sign(wrong, awaiting.membership().epoch().digest(), new Simulation(3, 1, 62).serverKey));
        assertThat(step.next()).isEqualTo(new PlatformAborted(AbortReason.TAG_WRONG));
        assertErased(awaiting);
    }

    @Test
    void anInputForAnAttemptThatIsOverIsOverwritten() {
        Ring32Vector late = RingVector.owning(new int[] {1, 2, 3});
        PlatformStep step = awaitingResult(63).on(new PlatformEvent.InputReady(Digest.of(), late));
        assertThat(late.words()).containsOnly(0);
        assertThat(step.messages()).isEmpty();
        assertThat(step.notices()).containsExactly(new PlatformNotice.InputDiscarded(Digest.of()));
    }

    private static AwaitingResult awaitingResult(int seed) {
        Simulation simulation = new Simulation(3, 2, seed).begin();
        Hospital hospital = simulation.hospitals.get(0);
        while (!(hospital.phase instanceof AwaitingResult awaiting
                && !awaiting.at().attempt().isSizeRound())) {
            simulation.deliverNext();
        }
        return (AwaitingResult) hospital.phase;
    }

    private static void assertErased(MemberPhase phase) {
        if (phase instanceof AwaitingKeySet awaiting) {
            assertThatThrownBy(() -> awaiting.keys().contribution().exposeSecret())
                    .isInstanceOf(IllegalStateException.class);
            assertCannotDecapsulate(awaiting.keys());
        } else if (phase instanceof AwaitingLinkSet awaiting) {
            assertThat(awaiting.agreements()).hasSize(2);
            SecretBytes contribution = SecretBytes.owning(new byte[OwnKeys.CONTRIBUTION_BYTES]);
            awaiting.agreements().values().forEach(pair -> assertThatThrownBy(() -> pair.seal(contribution))
                    .isInstanceOf(IllegalStateException.class));
            assertCannotDecapsulate(awaiting.keys());
        } else if (phase instanceof RoundPhase round) {
            Standpoint at = round.at();
            assertThatThrownBy(() -> at.keyed()
                            .secrets()
                            .masking(at.keyed()
                                    .context(
                                            at.attempt().again(),
                                            at.state(),
                                            at.keyed().epoch().noRows())))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    private static void assertCannotDecapsulate(OwnKeys keys) {
        assertThatThrownBy(() -> keys.decapsulationKey().decapsulate(new byte[Link.ENCAPSULATION_BYTES]))
                .isInstanceOf(IllegalStateException.class);
    }
}
