package org.fedner.node.page;

import java.util.HashMap;
import java.util.Map;
import org.fedner.aggregation.message.Roster;

/** Names of parties by their ids, of every roster that was seen: who was struck off keeps a name. One thread. */
final class Names {
    private static final int SHOWN_DIGITS = 8;

    private final Map<String, String> names = new HashMap<>();
    private long version;

    void learn(Roster roster) {
        if (roster.version() != version) {
            version = roster.version();
            roster.entries().forEach(entry -> names.put(entry.id().toString(), entry.name()));
        }
    }

    /** The name; of a party that no roster named since the start, the beginning of its id. */
    String of(String id) {
        return names.getOrDefault(id, id.substring(0, Math.min(SHOWN_DIGITS, id.length())));
    }
}
