package org.fedner.node.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Parties of an upgrade window agree on a version, and others say what to do. */
class ProtocolVersionsTest {
    @Test
    void thisVersionAndTheOneBeforeAreSpokenBestFirst() {
        assertThat(ProtocolVersions.spoken()).containsExactly(4, 3);
        assertThat(ProtocolVersions.common(List.of(4, 3))).contains(4);
        assertThat(ProtocolVersions.common(List.of(3)))
                .as("one not upgraded yet")
                .contains(3);
        assertThat(ProtocolVersions.common(List.of(5, 4)))
                .as("one upgraded before")
                .contains(4);
    }

    @Test
    void withoutACommonVersionBothAreNamedAndTheOlderSideIsToBeUpgraded() {
        assertThat(ProtocolVersions.common(List.of(6, 5))).isEmpty();
        assertThat(ProtocolVersions.common(List.of(2))).isEmpty();
        assertThat(ProtocolVersions.advice(List.of(6, 5), "platform", "server"))
                .isEqualTo("the server speaks versions 5 and 6 of the protocol and this platform versions 3 and 4:"
                        + " upgrade the platform");
        assertThat(ProtocolVersions.advice(List.of(2), "server", "platform"))
                .isEqualTo("the platform speaks version 2 of the protocol and this server versions 3 and 4:"
                        + " upgrade the platform");
    }
}
