package org.fedner.aggregation.evidence;

import java.util.List;
import org.fedner.crypto.expansion.Digest;

/**
 * What the evidence says about one attempt of one round.
 *
 * @param epoch the epoch's number
 * @param context C
 * @param platforms names of those whom the finding is about: who signed two uploads, or whose upload is wanted
 */
public record Verdict(long epoch, Digest context, Finding finding, List<String> platforms) {

    public Verdict {
        platforms = List.copyOf(platforms);
    }

    /** Whom it is about. */
    public enum Outcome {
        SERVER_CONVICTED,
        PLATFORM_CONVICTED,
        /** The server added up what it was sent; what was wrong was sent by a platform. */
        SERVER_CLEARED,
        INCOMPLETE
    }

    /** Why, in the order of precedence. */
    public enum Finding {
        /** The server signed two different RESULTs, or a RESULT and a VOID, for one attempt. */
        TWO_OUTCOMES(Outcome.SERVER_CONVICTED),
        /** The RESULT is not the sum of the uploads that it names. */
        SUM_DIFFERS(Outcome.SERVER_CONVICTED),
        /** The RESULT names other uploads than all members show, and the server, asked for those it named, shows none. */
        NO_DEFENCE(Outcome.SERVER_CONVICTED),
        /** A platform signed two different uploads for one attempt. */
        TWO_UPLOADS(Outcome.PLATFORM_CONVICTED),
        /** The RESULT is the sum of the uploads that it names: all members'. */
        SUM_HOLDS(Outcome.SERVER_CLEARED),
        /** Uploads of members are missing. */
        UPLOADS_WANTED(Outcome.INCOMPLETE),
        /** No RESULT was shown in full. */
        RESULT_WANTED(Outcome.INCOMPLETE),
        /** The RESULT names other uploads than were shown: the server has to show the heads it signed for. */
        HEADS_WANTED(Outcome.INCOMPLETE);

        private final Outcome outcome;

        Finding(Outcome outcome) {
            this.outcome = outcome;
        }

        public Outcome outcome() {
            return outcome;
        }
    }
}
