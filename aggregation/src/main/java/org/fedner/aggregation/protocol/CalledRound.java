package org.fedner.aggregation.protocol;

import java.util.List;
import java.util.Set;
import org.fedner.aggregation.masking.RoundContext;
import org.fedner.aggregation.message.Call;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.WireMessage;

/** A round of mode R that was called, as one platform sees it. Public facts. */
record CalledRound(Standpoint at, WireMessage<Call> call) {

    RoundContext context() {
        return at.called(participants());
    }

    List<PlatformId> participants() {
        return call.message().participants();
    }

    Epoch epoch() {
        return at.keyed().epoch();
    }

    PlatformId own() {
        return at.keyed().membership().own();
    }

    boolean isParticipant() {
        return participants().contains(own());
    }

    /** Whether these may be the survivors: participants, and enough of them. */
    boolean mayHaveSurvived(List<PlatformId> survivors) {
        return Set.copyOf(participants()).containsAll(survivors) && survivors.size() >= epoch().fewestSurvivors();
    }

    /** Whether enough of this platform's neighbours are among these. */
    boolean hasEnoughNeighbours(List<PlatformId> among) {
        return at.keyed().graph().hasEnoughNeighbours(own(), Set.copyOf(among));
    }

    /** The participants whose shares this platform holds. */
    List<PlatformId> dealers() {
        Set<PlatformId> participants = Set.copyOf(participants());
        return at.keyed().graph().dealers(own()).stream()
                .filter(participants::contains)
                .toList();
    }

    /** This round has no sum: the next one may be called. */
    Standpoint voided() {
        return at.skipped(context().digest());
    }
}
