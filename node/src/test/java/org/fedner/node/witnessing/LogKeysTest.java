package org.fedner.node.witnessing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.fedner.node.identity.FederationAuthority;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.LoopbackFederation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogKeysTest {
    @TempDir
    private Path root;

    /** Else nobody could show that a quorum saw the log in the round before, and the innocent server would be accused. */
    @Test
    void aMemberThatIsStruckOffStaysAWitnessOfWhatItCosignedBefore() throws Exception {
        Clock clock = Clock.systemUTC();
        LoopbackFederation folders =
                LoopbackFederation.create(root, "struck", List.of("east", "north", "south", "west"), clock);
        try (Identity server = Identity.load(folders.server(), clock);
                Identity west = Identity.load(folders.platforms().get("west"), clock)) {
            LogKeys keys = new LogKeys(server.roster());
            var before = keys.witness(west.id());
            assertThat(before).isPresent();
            try (FederationAuthority authority = FederationAuthority.load(folders.authority(), clock)) {
                Identity.install(folders.server(), authority.revoke("west"), clock);
            }
            assertThat(server.roster().get().platform(west.id())).isEmpty();
            assertThat(keys.witness(west.id())).isEqualTo(before);
            assertThat(keys.platform(west.id())).isPresent();
            assertThat(keys.ownerOf(keys.origin(west.id()).orElseThrow())).isEmpty();
        }
    }
}
