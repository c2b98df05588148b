package org.fedner.node.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.fedner.node.cli.ExitCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The systemd units and the exit codes. */
class ServiceUnitsTest {
    @ParameterizedTest
    @ValueSource(strings = {"server", "platform"})
    void startAgainAfterWhatPassesAndNeverAfterWhatNeedsAPerson(String party) throws IOException {
        assertThat(codes(party, "RestartForceExitStatus")).isEqualTo(numbers(EnumSet.of(ExitCode.NETWORK)));
        assertThat(codes(party, "RestartPreventExitStatus"))
                .isEqualTo(numbers(
                        EnumSet.complementOf(EnumSet.of(ExitCode.OK, ExitCode.CHECK_FAILED, ExitCode.NETWORK))));
    }

    private static TreeSet<Integer> numbers(Set<ExitCode> codes) {
        return codes.stream().map(ExitCode::number).collect(Collectors.toCollection(TreeSet::new));
    }

    private static TreeSet<Integer> codes(String party, String setting) throws IOException {
        return Files.readAllLines(Path.of("src/dist/systemd/fedner-" + party + ".service")).stream()
                .filter(line -> line.startsWith(setting + "="))
                .flatMap(line ->
                        Arrays.stream(line.substring(line.indexOf('=') + 1).split(" ")))
                .map(Integer::valueOf)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
