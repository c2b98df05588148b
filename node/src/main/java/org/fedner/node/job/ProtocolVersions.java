package org.fedner.node.job;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.fedner.aggregation.message.RefusalReason;
import org.fedner.aggregation.message.Refused;

/**
 * The versions of the protocol that this software speaks: the newest and the one before, so that the parties of a federation
 * can be upgraded one after another, in any order.
 */
public final class ProtocolVersions {
    /** From this version on papers are renewed on an open connection. */
    public static final int WITH_RENEWAL = 4;

    private static final List<Integer> SPOKEN = List.of(Refused.VERSIONS_NAMED_FROM, WITH_RENEWAL);

    private ProtocolVersions() {}

    /** Best first. */
    public static List<Integer> spoken() {
        return SPOKEN;
    }

    /** The first of the platform's versions, best first, that is spoken here too. */
    public static Optional<Integer> common(List<Integer> offered) {
        return offered.stream().filter(SPOKEN::contains).findFirst();
    }

    /** What the server answers where there is none in common: its own versions too, if the platform can read them. */
    public static Refused refusal(List<Integer> offered) {
        boolean reads = offered.stream().anyMatch(version -> version >= Refused.VERSIONS_NAMED_FROM);
        return reads ? new Refused(RefusalReason.VERSION, SPOKEN) : new Refused(RefusalReason.VERSION);
    }

    /** What to tell whoever runs the side at which this is said, when there is none in common. */
    public static String advice(List<Integer> theirs, String here, String there) {
        boolean isOlder = theirs.stream().allMatch(version -> version > SPOKEN.get(0));
        return "the %s speaks %s of the protocol and this %s %s: upgrade the %s"
                .formatted(there, text(theirs), here, text(SPOKEN), isOlder ? here : there);
    }

    /** As a sentence names them. */
    public static String text(List<Integer> versions) {
        return (versions.size() == 1 ? "version " : "versions ")
                + versions.stream().sorted().map(String::valueOf).collect(Collectors.joining(" and "));
    }
}
