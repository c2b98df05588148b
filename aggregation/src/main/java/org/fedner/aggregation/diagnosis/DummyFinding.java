package org.fedner.aggregation.diagnosis;

import java.util.List;
import org.fedner.aggregation.message.PlatformId;

/**
 * One thing that is wrong in a dummy round.
 *
 * @param platforms whom it is about, in the order of their ids; nobody if it is the server
 * @param words whether it is about the words of a vector
 * @param tag whether it is about a tag
 */
public record DummyFinding(Kind kind, List<PlatformId> platforms, boolean words, boolean tag) {

    /** What is wrong, and with whom. */
    public enum Kind {
        /** A member's upload is not its public input under the masks it opened itself, nor under those its peers opened. */
        UPLOAD,
        /** A member masked rightly, as its peers' openings show, and opened something else. */
        OPENING,
        /** The two ends of a pair opened different seeds or pads: one of the two is wrong, and it cannot be said which. */
        PAIR,
        /** A member opened another tag key than more than half of the members did. */
        TAG_KEY,
        /** The members opened different tag keys, and no more than half of them the same. */
        TAG_KEYS,
        /** A member's own check says otherwise about the server's sum than its own tag key does. */
        CHECK,
        /** The server's sum is not the sum of the uploads it was sent: the evidence of all platforms convicts it. */
        SERVER
    }

    public DummyFinding {
        platforms = List.copyOf(platforms);
    }

    static DummyFinding about(Kind kind, PlatformId... platforms) {
        return new DummyFinding(kind, List.of(platforms), false, false);
    }
}
