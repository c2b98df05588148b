package org.fedner.node.renewal;

import java.util.List;
import org.fedner.aggregation.message.Succession;
import org.fedner.node.identity.Identity;
import org.fedner.node.loop.PartyLog;
import org.fedner.node.loop.RunEvent;

/** Tells log and people of every key of the authority's that this party takes up while it runs, once. */
final class Successors {
    private final Identity identity;
    private final PartyLog log;
    private final RunEvent.Watcher watcher;
    private int told;

    Successors(Identity identity, PartyLog log, RunEvent.Watcher watcher) {
        this.identity = identity;
        this.log = log;
        this.watcher = watcher;
        this.told = identity.authority().get().lineage().sequence(); // PartyLog has said so
    }

    /** How many there are, all of them told. */
    int tell() {
        List<Succession> all = identity.authority().get().successions();
        for (Succession next : all.subList(told, all.size())) {
            log.authoritySucceeded(next);
            watcher.heard(RunEvent.AuthoritySucceeded.of(identity.name(), next));
        }
        told = all.size();
        return told;
    }
}
