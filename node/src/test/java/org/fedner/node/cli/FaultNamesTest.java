package org.fedner.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.fedner.node.identity.CertificateFault;
import org.fedner.node.identity.IdentityFault;
import org.fedner.node.preflight.SiteFault;
import org.fedner.node.transport.DisconnectReason;
import org.fedner.node.transport.Refusal;
import org.fedner.node.transport.TransportFault;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever a person can be told by name stands in docs/operations.md, in a table that says what to do. */
class FaultNamesTest {
    private static List<String> rows;
    private static List<String> exitCodes;

    @BeforeAll
    static void read() throws IOException {
        Path page = Path.of("..", "docs", "operations.md");
        String text = Files.readString(page, StandardCharsets.UTF_8);
        rows = tableRows(text);
        exitCodes = tableRows(text.replaceFirst("(?s).*\n## Exit codes\n(.*?)\n###? .*", "$1"));
    }

    private static List<String> tableRows(String text) {
        return text.lines().filter(line -> line.startsWith("| ")).toList();
    }

    @Test
    void everyFaultHasARow() {
        assertThat(Stream.<Enum<?>[]>of(
                                TransportFault.values(),
                                DisconnectReason.values(),
                                Refusal.values(),
                                IdentityFault.values(),
                                CertificateFault.values(),
                                SiteFault.values())
                        .flatMap(Arrays::stream)
                        .map(Enum::name)
                        .filter(name -> rows.stream().noneMatch(row -> row.contains("`" + name + "`"))))
                .isEmpty();
    }

    @Test
    void everyExitCodeHasARowWithWhatToDo() {
        assertThat(ExitCode.values()).allSatisfy(code -> assertThat(exitCodes)
                .filteredOn(row -> row.startsWith("| %d | ".formatted(code.number())))
                .hasSize(1));
    }
}
