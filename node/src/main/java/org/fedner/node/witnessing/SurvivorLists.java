package org.fedner.node.witnessing;

import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.message.Call;
import org.fedner.aggregation.message.Message;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Survivors;
import org.fedner.crypto.expansion.Digest;
import org.fedner.node.egress.Where;
import org.fedner.node.loop.PartyLog;

/** Writes each list of survivors that is sent or heard into the log, once: what rule R2 looks at. */
final class SurvivorLists {
    private final PartyLog log;
    private List<PlatformId> participants = List.of();
    private Optional<Digest> written = Optional.empty();

    SurvivorLists(PartyLog log) {
        this.log = log;
    }

    /** Looks at a message on its way, in either direction. */
    void see(Message message, Where where) {
        if (message instanceof Call call) {
            participants = call.participants();
        } else if (message instanceof Survivors list
                && written.filter(list.context()::equals).isEmpty()) {
            written = Optional.of(list.context());
            log.survived(where, participants, list.survivors());
        }
    }
}
