package org.fedner.node.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fedner.audit.event.Admin;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.LoopbackFederation;
import org.fedner.node.loop.PartyLog;
import org.fedner.node.loop.RunEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Between a party's loop and its page. */
class LookoutTest {
    @TempDir
    Path out;

    @Test
    void aPageThatFallsBehindLosesEventsAndSaysSo() {
        List<RunEvent> heard = new ArrayList<>();
        Lookout lookout = new Lookout(heard::add);
        for (int round = 1; round <= 100_007; round++) {
            lookout.heard(new RunEvent.RoundDone(round, 200_000, 1));
        }
        assertThat(heard).as("the other watcher misses nothing").hasSize(100_007);
        RunView view = lookout.view();
        assertThat(view.lost()).isEqualTo(7);
        assertThat(view.loss().get(view.loss().size() - 1).round()).isEqualTo(100_000);
        lookout.heard(new RunEvent.RoundDone(100_008, 200_000, 1));
        assertThat(lookout.view().lost()).isEqualTo(7);
    }

    @Test
    void aPageBeginsWithWhatTheLogHoldsAndGoesOnWithEachLeafOnce() throws Exception {
        LoopbackFederation federation = LoopbackFederation.create(
                out.resolve("identities"), "paged", List.of("north", "east", "south"), Clock.systemUTC());
        Path audit = out.resolve("audit");
        try (Identity identity = Identity.load(federation.server(), Clock.systemUTC())) {
            for (int start = 1; start <= 2; start++) {
                PartyLog log = PartyLog.open(audit, identity, Clock.systemUTC(), ServedPage.POLICY, ServedPage.POLICY);
                Lookout lookout = new Lookout(RunEvent.Watcher.none());
                lookout.opened(log, audit);
                assertThat(lookout.view().leaves()).isEqualTo(log.log().size());
                int deeds = lookout.view().deeds().size();
                log.committed().admin(Admin.Action.ROSTER_INSTALL, "j.doe", Optional.empty());
                log.log().commit();
                RunView view = lookout.view();
                assertThat(view.deeds()).hasSize(deeds + 1);
                assertThat(view.deeds().get(0).action()).isEqualTo(Admin.Action.ROSTER_INSTALL);
                assertThat(view.deeds().stream().filter(deed -> deed.action() == Admin.Action.ROSTER_INSTALL))
                        .hasSize(start);
                assertThat(view.leaves()).isEqualTo(log.log().size());
                log.log().close();
            }
        }
    }
}
