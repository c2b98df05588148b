package org.fedner.audit.verify;

import java.util.List;

/**
 * What was found about one log.
 *
 * @param directory   as given
 * @param origin      the log's name, empty if no checkpoint could be read
 * @param state       closed, open, or unreadable
 * @param size        leaves
 * @param rootHex     root over all of them
 * @param checkpoints signed checkpoints that verified
 * @param unsigned    leaves after the newest checkpoint: nobody vouches for them yet
 * @param findings    empty if all is well
 * @param notices     what a reader should know although it is no fault
 */
public record LogReport(
        String directory,
        String origin,
        State state,
        long size,
        String rootHex,
        long checkpoints,
        long unsigned,
        List<Finding> findings,
        List<String> notices) {

    /** Whether the writer ended the log. */
    public enum State {
        CLOSED,
        OPEN
    }

    public LogReport {
        findings = List.copyOf(findings);
        notices = List.copyOf(notices);
    }

    LogReport with(List<Finding> all, List<String> remarks) {
        return new LogReport(directory, origin, state, size, rootHex, checkpoints, unsigned, all, remarks);
    }
}
