package org.fedner.node.page;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fedner.audit.event.Admin;
import org.fedner.audit.event.Content;
import org.fedner.audit.event.DropCode;
import org.fedner.node.report.Participation;

/**
 * How a party's run stands; immutable. Parties are named by their ids in hexadecimal, connections by the names in
 * certificates.
 *
 * @param present platforms that are connected while the server waits for {@code needed}
 * @param epoch 0 before the first
 * @param epochs opened since the log began
 * @param round of the epoch, as the audit log counts; 0 is the round of sizes
 * @param since when the open attempt or epoch began
 * @param members of the epoch
 * @param awaited members that owe this server a message
 * @param planned rounds of the job; 0 while unknown
 * @param certificates by the name of who is connected, when its certificate ends
 * @param takenPart everybody who ever was a member of the job, and in which of its verified training rounds
 * @param recent the last attempts that ended, the newest first
 * @param lossHidden a round was done whose loss this party does not see
 * @param budget of the last private step
 * @param signed the newest signed checkpoint
 * @param leaves of the audit log
 * @param lost how much went past unseen because the page's thread was behind; 0 unless this machine is overwhelmed
 */
record RunView(
        Stage stage,
        int present,
        int needed,
        long epoch,
        long epochs,
        long round,
        long attempt,
        Optional<Instant> since,
        List<String> members,
        List<String> awaited,
        long verified,
        long voided,
        int planned,
        Map<String, Instant> certificates,
        List<Participation.Taken> takenPart,
        List<Exclusion> exclusions,
        List<Attempt> recent,
        List<Point> loss,
        boolean lossHidden,
        List<Point> devF1,
        List<Point> trainLoss,
        List<Point> devLoss,
        Map<Content, Traffic> sent,
        Map<Content, Traffic> received,
        Optional<Budget> budget,
        Optional<Head> signed,
        long leaves,
        List<Deed> deeds,
        long lost) {

    /** Where a run stands. */
    enum Stage {
        STARTING("starting"),
        GATHERING("waiting for platforms"),
        SETTING_UP("agreeing on an epoch's keys"),
        SIZES("summing sizes"),
        TRAINING("in a training round"),
        UNMASKING("recovering a sum"),
        BETWEEN("between rounds"),
        DIAGNOSING("judging dummy rounds"),
        FINISHED("finished");

        private final String words;

        Stage(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        boolean isRound() {
            return this == SIZES || this == TRAINING || this == UNMASKING;
        }
    }

    /** Verified training rounds whose sum holds the input of the platform with this id. */
    long taken(String id) {
        return takenPart.stream()
                .filter(each -> each.member().equals(id))
                .mapToLong(Participation.Taken::rounds)
                .sum();
    }

    /** A value after some rounds. */
    record Point(long round, double value) {}

    /** A platform that an epoch went on without. */
    record Exclusion(Instant at, String platform, long epoch, long round, DropCode why) {}

    /** An attempt that ended. */
    record Attempt(
            Instant at,
            long epoch,
            long round,
            long attempt,
            boolean verified,
            int platforms,
            long millis,
            List<String> missing) {}

    /** Messages of one kind. */
    record Traffic(long messages, long bytes) {
        Traffic and(long more) {
            return new Traffic(messages + 1, bytes + more);
        }
    }

    /** What privacy was spent; epsilons in 10^-9, delta in 10^-15. */
    record Budget(long spentNano, long budgetNano, long deltaFemto, long steps) {}

    /** A signed checkpoint of the audit log. */
    record Head(long size, String root) {}

    /** What a person did by this page or another command. */
    record Deed(Instant at, Admin.Action action) {}
}
