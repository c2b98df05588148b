package org.fedner.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import org.fedner.node.CommandRun;
import org.junit.jupiter.api.Test;

class PrivacyCommandTest {

    @Test
    void epsilonPrintsThePublishedFigureForPeopleAndForMachines() throws Exception {
        Object[] run = {
            "privacy", "epsilon", "--noise-multiplier", 1.3, "--sampling-rate", 0.0025, "--steps", 6000, "--delta", 1e-5
        };
        assertThat(CommandRun.of(run).out()).contains("0.7242");
        Object[] json = Arrays.copyOf(run, run.length + 2);
        json[run.length] = "--format";
        json[run.length + 1] = "json";
        JsonNode answer = new ObjectMapper().readTree(CommandRun.of(json).out());
        assertThat(answer.path("epsilon").asDouble()).isCloseTo(0.7242234, within(1e-6));
        assertThat(answer.path("accountant").asText()).isEqualTo("rdp-int");
    }

    @Test
    void whatAPlanProposesIsWithinItsEpsilon() throws Exception {
        CommandRun plan = CommandRun.of(
                "privacy",
                "plan",
                "--epsilon",
                4,
                "--delta",
                1e-5,
                "--sampling-rate",
                0.01,
                "--steps",
                900,
                "--format",
                "json");
        JsonNode answer = new ObjectMapper().readTree(plan.out()).path(1);
        assertThat(answer.path("epsilon").asDouble()).isLessThanOrEqualTo(4);
        assertThat(answer.path("steps").asLong()).isEqualTo(900);
    }

    @Test
    void impossibleRequestsAreUsageErrorsInOneSentence() {
        CommandRun run = CommandRun.of(
                "privacy", "epsilon", "--noise-multiplier", 0, "--sampling-rate", 0.1, "--steps", 1, "--delta", 1e-5);
        assertThat(run.exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.sentence()).contains("noise multiplier above 0");
        assertThat(CommandRun.of("privacy", "plan", "--epsilon", 1, "--delta", 1e-5, "--sampling-rate", 0.1)
                        .exit())
                .isEqualTo(ExitCode.USAGE.number());
    }
}
