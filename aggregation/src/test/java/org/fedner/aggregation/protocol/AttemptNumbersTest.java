package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.RoundVoid;
import org.fedner.aggregation.message.SignedMessage;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;
import org.junit.jupiter.api.Test;

/** A server that plays with attempt numbers never gets two vectors under one mask. */
class AttemptNumbersTest {

    private final Simulation simulation = new Simulation(4, 3, 60);
    private final Hospital victim = simulation.hospitals.get(0);
    private final List<Upload> uploads = new ArrayList<>();
    private Digest state = Digest.of();

    @Test
    void theLargestAttemptDoesNotLeadBackToTheFirst() {
        HostPhase server = inFirstTrainingRound();
        for (int attempt : new int[] {0, Integer.MAX_VALUE}) {
            hear(open(server, attempt));
        }
        uploads.stream()
                .map(Upload::context)
                .reduce((first, last) -> last)
                .ifPresent(last -> hear(sign(server, new RoundVoid(last, List.of()))));
        hear(open(server, 0));

        Set<Digest> contexts = new HashSet<>();
        assertThat(uploads).allSatisfy(upload -> assertThat(contexts.add(upload.context()))
                .as("a second input under the masks of one context")
                .isTrue());
        assertThat(victim.stopped).containsExactly(AbortReason.ROUND_NOT_INCREASING);
    }

    @Test
    void attemptsMaySkipButNeverGoBack() {
        HostPhase server = inFirstTrainingRound();
        hear(open(server, 0));
        hear(open(server, 7));
        assertThat(uploads).hasSize(2);
        hear(open(server, 3));
        assertThat(uploads).hasSize(2);
        assertThat(victim.stopped).containsExactly(AbortReason.ROUND_NOT_INCREASING);
    }

    @Test
    void afterAVoidAnEarlierAttemptStops() {
        HostPhase server = inFirstTrainingRound();
        hear(open(server, 5));
        hear(sign(server, new RoundVoid(uploads.get(0).context(), List.of())));
        hear(open(server, 2));
        assertThat(uploads).hasSize(1);
        assertThat(victim.stopped).containsExactly(AbortReason.ROUND_NOT_INCREASING);
    }

    @Test
    void anOpenThatVoidsSilentlySpendsTheBudgetOfVoids() {
        HostPhase server = inFirstTrainingRound();
        victim.voidsAllowed = 1;
        for (int attempt = 0; attempt < 3; attempt++) {
            hear(open(server, attempt));
        }
        assertThat(uploads).hasSize(2);
        assertThat(victim.stopped).containsExactly(AbortReason.BUDGET_EXCEEDED);
    }

    /** Until the victim has the size round's result and has not heard of round 1. */
    private HostPhase inFirstTrainingRound() {
        simulation.begin();
        while (!(victim.phase instanceof BetweenRounds)) {
            simulation.deliverNext();
        }
        state = ((BetweenRounds) victim.phase).at().state().digest();
        return (HostPhase) simulation.phase;
    }

    private WireMessage<Open> open(HostPhase server, int attempt) {
        Epoch epoch = server.hosting().epoch();
        return sign(
                server,
                new Open(epoch.digest(), 1, attempt, state, epoch.parameters().layout(), 1000, List.of()));
    }

    private <M extends SignedMessage> WireMessage<M> sign(HostPhase server, M message) {
        return server.hosting().sign(message);
    }

    private void hear(WireMessage<?> message) {
        for (WireMessage<?> answer : victim.receive(message)) {
            answer.as(Upload.class).ifPresent(wire -> uploads.add(wire.message()));
        }
    }
}
