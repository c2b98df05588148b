package org.fedner.node.renewal;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.fedner.node.identity.FederationAuthority;

/** When a certificate's holder asks for another: at two thirds of its time, and again, until it has one. */
final class RenewalTimes {
    private static final int MOST_QUESTIONS = 90;
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

    private Optional<Instant> asked = Optional.empty();

    /**
     * Whether to ask now. The date from which a certificate holds lies before its making, by what clocks may differ.
     *
     * @param end until when it counts
     */
    boolean isDue(X509Certificate certificate, Instant end, Instant now) {
        Instant made = certificate.getNotBefore().toInstant().plus(FederationAuthority.CLOCK_TOLERANCE);
        Duration lifetime = Duration.between(made, end);
        Duration pause = lifetime.dividedBy(MOST_QUESTIONS);
        Duration rest = pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause;
        return !now.isBefore(made.plus(lifetime.multipliedBy(2).dividedBy(3)))
                && asked.filter(last -> now.isBefore(last.plus(rest))).isEmpty();
    }

    void asked(Instant now) {
        asked = Optional.of(now);
    }

    /** Whoever heard the question last may be another one now. */
    void forget() {
        asked = Optional.empty();
    }
}
