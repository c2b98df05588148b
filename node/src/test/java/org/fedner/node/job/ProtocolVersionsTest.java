package org.fedner.node.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Parties of an upgrade window agree on a version, and others say what to do. */
class ProtocolVersionsTest {
    @Test
    void thisVersionAndTheOneBeforeAreSpokenBestFirst() {
        assertThat(ProtocolVersions.spoken()).containsExactly(5, 4);
        assertThat(ProtocolVersions.common(List.of(5, 4))).contains(5);
        assertThat(ProtocolVersions.common(List.of(4, 3)))
                .as("one not upgraded yet")
                .contains(4);
        assertThat(ProtocolVersions.common(List.of(6, 5)))
                .as("one upgraded before")
                .contains(5);
    }

    @Test
    void withoutACommonVersionBothAreNamedAndTheOlderSideIsToBeUpgraded() {
        assertThat(ProtocolVersions.common(List.of(7, 6))).isEmpty();
        assertThat(ProtocolVersions.common(List.of(3))).isEmpty();
        assertThat(ProtocolVersions.advice(List.of(7, 6), "platform", "server"))
                .isEqualTo("the server speaks versions 6 and 7 of the protocol and this platform versions 4 and 5:"
                        + " upgrade the platform");
        assertThat(ProtocolVersions.advice(List.of(3), "server", "platform"))
                .isEqualTo("the platform speaks version 3 of the protocol and this server versions 4 and 5:"
                        + " upgrade the platform");
    }

    @Test
    void aPlatformThatCanReadThemIsToldTheServersVersionsAndAnOlderOneTheReasonAlone() {
        assertThat(ProtocolVersions.refusal(List.of(7, 6)).versions()).containsExactly(5, 4);
        assertThat(ProtocolVersions.refusal(List.of(3, 2)).versions()).isEmpty();
    }
}
