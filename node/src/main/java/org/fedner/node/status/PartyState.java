package org.fedner.node.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.message.Role;

/**
 * {@code status.json}, version 1.
 *
 * @param role {@code server} or {@code platform}
 * @param party its name; null before its papers were read
 * @param job SHA-256 of the signed job, in hexadecimal; null while unknown
 * @param stage where it is, or was last
 * @param round last verified round, of {@code rounds}; 0 while unknown
 * @param since when the stage began, in UTC
 * @param stalledAfterSeconds without a sign of life; the sign is the file's time of modification
 * @param ended null while it runs
 * @param before the word of the run before this one, {@code died} if it left none; null in the first
 * @param platforms of a server: how it sees each of them
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record PartyState(
        int version,
        String role,
        String party,
        String job,
        String stage,
        long round,
        long rounds,
        String since,
        long stalledAfterSeconds,
        OwnProcess process,
        Ended ended,
        String before,
        List<PlatformStanding> platforms) {
    static final int VERSION = 1;

    PartyState {
        boolean isWhole = role != null && stage != null && since != null && process != null && platforms != null;
        if (version != VERSION || !isWhole || stalledAfterSeconds < 1 || round < 0 || rounds < 0) {
            throw new IllegalArgumentException("not a party's state of version " + VERSION);
        }
        platforms = List.copyOf(platforms);
    }

    /**
     * How the process ended.
     *
     * @param exitCode its status; null where nobody knows it
     * @param by {@code party}, or the {@code watchdog} that found it gone
     * @param cause of a death, {@code process-gone} or {@code machine-restarted}; null if the party said the word itself
     */
    record Ended(String word, Integer exitCode, String by, String cause, String at) {
        private static final String PARTY = "party";
        private static final String WATCHDOG = "watchdog";
        private static final String PROCESS_GONE = "process-gone";
        private static final String MACHINE_RESTARTED = "machine-restarted";

        Ended {
            if (Ending.of(word).isEmpty() || by == null || at == null) {
                throw new IllegalArgumentException("not an ending");
            }
        }

        static Ended byParty(Ending how, int exitCode, Instant at) {
            return new Ended(how.word(), exitCode, PARTY, null, time(at));
        }

        static Ended byDeath(boolean machineRestarted, Instant found) {
            String cause = machineRestarted ? MACHINE_RESTARTED : PROCESS_GONE;
            return new Ended(Ending.DIED.word(), null, WATCHDOG, cause, time(found));
        }

        boolean isDeath() {
            return word.equals(Ending.DIED.word());
        }

        boolean isOfMachine() {
            return MACHINE_RESTARTED.equals(cause);
        }
    }

    /**
     * One platform as the server sees it.
     *
     * @param state {@code connected}, {@code member} of the epoch, {@code gone}, {@code left-out} or {@code finished}
     * @param why it was left out; null if it was not
     */
    public record PlatformStanding(String platform, String state, String why) {
        static final String CONNECTED = "connected";
        static final String MEMBER = "member";
        static final String GONE = "gone";
        static final String LEFT_OUT = "left-out";
        static final String FINISHED = "finished";

        static PlatformStanding of(String platform, String state) {
            return new PlatformStanding(platform, state, null);
        }

        boolean isOver() {
            return state.equals(LEFT_OUT) || state.equals(FINISHED);
        }
    }

    static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static String word(Role role) {
        return role == Role.SERVER ? "server" : "platform";
    }

    Optional<Ended> ending() {
        return Optional.ofNullable(ended);
    }

    PartyState endedBy(Ended how) {
        return new PartyState(
                version,
                role,
                party,
                job,
                stage,
                round,
                rounds,
                since,
                stalledAfterSeconds,
                process,
                how,
                before,
                platforms);
    }
}
