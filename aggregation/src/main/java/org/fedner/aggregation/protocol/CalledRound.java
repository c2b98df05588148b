package org.fedner.aggregation.protocol;

import java.util.List;
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
        return participants().containsAll(survivors) && survivors.size() >= epoch().fewestSurvivors();
    }

    /** This round has no sum: the next one may be called. */
    Standpoint voided() {
        return at.skipped(context().digest());
    }
}
