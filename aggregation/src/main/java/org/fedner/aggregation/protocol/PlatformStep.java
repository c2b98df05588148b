package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.List;
import org.fedner.aggregation.message.WireMessage;

/**
 * What an event leads to on a platform.
 *
 * @param next the phase from now on; the one before must not be used again
 * @param messages to the server, in this order
 * @param notices for the process around the protocol, in this order
 */
public record PlatformStep(PlatformPhase next, List<WireMessage<?>> messages, List<PlatformNotice> notices) {

    public PlatformStep {
        messages = List.copyOf(messages);
        notices = List.copyOf(notices);
    }

    static PlatformStep to(PlatformPhase next) {
        return new PlatformStep(next, List.of(), List.of());
    }

    PlatformStep sending(List<? extends WireMessage<?>> more) {
        List<WireMessage<?>> all = new ArrayList<>(messages);
        all.addAll(more);
        return new PlatformStep(next, all, notices);
    }

    PlatformStep sending(WireMessage<?> message) {
        return sending(List.of(message));
    }

    PlatformStep noticing(PlatformNotice notice) {
        List<PlatformNotice> all = new ArrayList<>(notices);
        all.add(notice);
        return new PlatformStep(next, messages, all);
    }

    /** The same with earlier notices in front. */
    PlatformStep after(List<PlatformNotice> earlier) {
        List<PlatformNotice> all = new ArrayList<>(earlier);
        all.addAll(notices);
        return new PlatformStep(next, messages, all);
    }
}
