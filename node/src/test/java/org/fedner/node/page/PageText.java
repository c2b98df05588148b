package org.fedner.node.page;

import java.nio.file.Path;
import java.time.Clock;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.audit.proof.LogLeaves;
import org.fedner.node.identity.Identity;

/** Everything that a party's page and metrics would say about a run that is over. */
public final class PageText {
    private PageText() {}

    /**
     * All parts of the page, then the metrics.
     *
     * @param identity the party's folder
     * @param audit folder of its log
     */
    public static String of(Path identity, Path audit, boolean isServer) throws Exception {
        try (Identity party = Identity.load(identity, Clock.systemUTC())) {
            Board board = new Board();
            LogLeaves.read(audit, (file, bytes, leaf) -> board.logged(leaf));
            Names names = new Names();
            names.learn(party.roster().get());
            RunView view = board.view(0);
            var parts = isServer
                    ? new ServerParts(view, party, names, Clock.systemUTC().instant()).parts()
                    : new PlatformParts(
                                    view,
                                    party,
                                    Sha256Hex.over(new byte[0]),
                                    names,
                                    Clock.systemUTC().instant())
                            .parts();
            return String.join("\n", parts.values()) + Metrics.of(view, party, names, isServer);
        }
    }
}
