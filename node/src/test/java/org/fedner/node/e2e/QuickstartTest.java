package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code fedner quickstart} as a person runs it. */
class QuickstartTest {
    @TempDir
    Path out;

    @Test
    void endsWithTheGainTableAndAVerifiedAudit() throws Exception {
        try (PartyUnderTest quickstart = start("2")) {
            quickstart.finishes();
            assertThat(quickstart.output())
                    .contains("strict F1")
                    .contains("oncology")
                    .contains("cardiology")
                    .contains("pharmacovigilance")
                    .contains("audit: verified (4 logs)");
            assertThat(quickstart.descendants()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "KILL"})
    void leavesNoProcessBehindWhenItIsEndedInTheMiddle(String signal) throws Exception {
        try (PartyUnderTest quickstart = start("100000")) {
            quickstart.awaitError("epoch 1:");
            List<ProcessHandle> children = quickstart.descendants();
            assertThat(children).as("one server, three platforms").hasSize(4);
            quickstart.signal(signal);
            PartyUnderTest.allEnd(children);
            assertThat(quickstart.status()).isNotZero();
        }
    }

    private PartyUnderTest start(String rounds) throws Exception {
        return PartyUnderTest.start(
                "quickstart",
                out.resolve("quickstart.log"),
                "quickstart",
                "--rounds",
                rounds,
                "--out",
                out.resolve("run").toString());
    }
}
