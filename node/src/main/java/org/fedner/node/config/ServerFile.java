package org.fedner.node.config;

import java.time.Duration;

/**
 * The server's own configuration.
 *
 * @param job the signed job, as made by {@code provision job}
 * @param audit folder of this party's one audit log, over all jobs; {@code audit} in the work folder unless it says otherwise
 * @param page where its page is shown; absent for none
 * @param platforms how many platforms to wait for before the first epoch; later ones join in a new epoch
 */
public record ServerFile(
        String identity,
        String job,
        ListenSection listen,
        String work,
        String audit,
        Integer platforms,
        Timing timing,
        PageSection page)
        implements PartyFile {

    public ServerFile {
        Checks.present("identity", identity);
        Checks.present("job", job);
        Checks.present("listen", listen);
        Checks.present("work", work);
        Checks.present("platforms", platforms);
        Checks.range("platforms", platforms, 3, 1000);
        timing = timing == null ? new Timing(null, null, null, null) : timing;
    }

    /** Address and port of the one inbound TLS port; port 0 lets the system choose. */
    public record ListenSection(String host, Integer port) {
        public ListenSection {
            Checks.present("listen.host", host);
            Checks.present("listen.port", port);
            Checks.range("listen.port", port, 0, 65_535);
        }
    }

    /**
     * Deadlines; none of them can be switched off.
     *
     * @param gatherSeconds for the platforms of the first epoch, and for a membership that fell below the minimum, to arrive
     * @param setupSeconds for one epoch's set-up
     * @param roundSeconds for all uploads of one round, until enough rounds were measured, and at most
     * @param leastRoundSeconds for them, however fast the last rounds were
     * @param roundFactor how many times as long as nine in ten of the last rounds one may take
     * @param reconnectSeconds that a lost connection may take to come back before its platform is left out
     */
    public record Timing(
            Integer gatherSeconds,
            Integer setupSeconds,
            Integer roundSeconds,
            Integer leastRoundSeconds,
            Integer roundFactor,
            Integer reconnectSeconds) {
        public Timing {
            gatherSeconds = gatherSeconds == null ? 600 : gatherSeconds;
            setupSeconds = setupSeconds == null ? 60 : setupSeconds;
            roundSeconds = roundSeconds == null ? 300 : roundSeconds;
            reconnectSeconds = reconnectSeconds == null ? 30 : reconnectSeconds;
            leastRoundSeconds = leastRoundSeconds == null ? 60 : leastRoundSeconds;
            roundFactor = roundFactor == null ? 10 : roundFactor;
            Checks.range("timing.leastRoundSeconds", leastRoundSeconds, 1, 86_400);
            Checks.range("timing.roundFactor", roundFactor, 2, 1000);
            Checks.range("timing.gatherSeconds", gatherSeconds, 1, 604_800);
            Checks.range("timing.setupSeconds", setupSeconds, 1, 86_400);
            Checks.range("timing.roundSeconds", roundSeconds, 1, 86_400);
            Checks.range("timing.reconnectSeconds", reconnectSeconds, 1, 86_400);
        }

        /** With the defaults for rounds that are faster than that. */
        public Timing(Integer gatherSeconds, Integer setupSeconds, Integer roundSeconds, Integer reconnectSeconds) {
            this(gatherSeconds, setupSeconds, roundSeconds, null, null, reconnectSeconds);
        }

        /** The longest of them. */
        public Duration longest() {
            return Duration.ofSeconds(
                    Math.max(Math.max(gatherSeconds, setupSeconds), Math.max(roundSeconds, reconnectSeconds)));
        }
    }
}
