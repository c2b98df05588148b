package org.fedner.node.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fedner.aggregation.message.RefusalReason;
import org.fedner.aggregation.message.Refused;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.junit.jupiter.api.Test;

/** What a platform says that a server refused for its version. */
class RefusedVersionsSentenceTest {
    @Test
    void itNamesBothSidesVersionsAndWhichToUpgrade() {
        FailureException newer = PlatformFailures.refused(new Refused(RefusalReason.VERSION, List.of(7, 6)));
        assertThat(newer.exitCode()).isEqualTo(ExitCode.NETWORK);
        assertThat(newer.sentence())
                .isEqualTo("the server speaks versions 6 and 7 of the protocol and this platform versions 4 and 5:"
                        + " upgrade the platform");
        assertThat(PlatformFailures.refused(new Refused(RefusalReason.VERSION)).sentence())
                .as("a server that names none")
                .contains("versions 4 and 5", "which side to upgrade");
    }
}
