package org.fedner.node.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import org.fedner.node.status.PartyState.PlatformStanding;

/**
 * How a party stands, as somebody who is not the party finds it.
 *
 * @param folder its work folder
 * @param state what was found
 * @param ending how it ended, as a word; null while it runs
 * @param exitCode its exit status; null while it runs, and after a death
 * @param endedBy {@code party} or {@code watchdog}; null while it runs
 * @param endedAt UTC; null while it runs
 * @param stage where it is, or was last; null if nothing can be read
 * @param quietSeconds since its last sign of life; null unless it runs
 * @param before how the run before this one ended; null in the first
 * @param sentence for people
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record PartyStatus(
        String folder,
        String role,
        String party,
        String job,
        State state,
        String ending,
        Integer exitCode,
        String endedBy,
        String endedAt,
        String stage,
        long round,
        long rounds,
        Long quietSeconds,
        String before,
        List<PlatformStanding> platforms,
        String sentence) {

    /** What was found. */
    public enum State {
        RUNNING,
        /** Its process is there, and gave no sign of life for longer than any of its deadlines lasts. */
        STALLED,
        /** It ended and said so itself. */
        ENDED,
        /** Its process is gone, and did not say how. */
        DIED,
        /** No party has run here. */
        ABSENT,
        /** What is written here cannot be read. */
        DAMAGED,
        /** Its process is gone, and that cannot be written down. */
        UNWRITABLE;

        /** As it is written. */
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static PartyStatus unknown(String folder, State state, String sentence) {
        return new PartyStatus(
                folder, null, null, null, state, null, null, null, null, null, 0, 0, null, null, List.of(), sentence);
    }

    /** Whether there is no process that could still change this. */
    public boolean isOver() {
        return state != State.RUNNING && state != State.STALLED && state != State.ABSENT;
    }

    /** Whether nobody need look after it: it runs, or its job is finished. */
    public boolean isWell() {
        return state == State.RUNNING || Ending.FINISHED.word().equals(ending);
    }
}
