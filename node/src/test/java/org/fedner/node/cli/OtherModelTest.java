package org.fedner.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.fedner.node.CommandRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A platform that holds other word vectors than the job names by digest, over TLS; all other cases: platform.JobOfferTest. */
class OtherModelTest {
    @TempDir
    private Path root;

    private TinyFederation federation;

    @BeforeEach
    void enrol() throws IOException {
        federation = new TinyFederation(root, 3);
        Files.writeString(federation.at("vectors.txt"), "the 0.5 1.0\npatient 0.25 -1.0\n");
        Files.writeString(federation.at("others.txt"), "the 0.5 1.0\npatient 0.25 -1.5\n");
        Files.writeString(federation.at("policy.yaml"), "embeddings: [random, combined]\n");
    }

    /** A job with this network, and north's answer to it when its configuration has this line more. */
    private CommandRun north(String network, String line) throws IOException {
        Files.writeString(
                federation.at("federation.yaml"), "name: other\nrounds: 3\nnetwork: {%s}\n".formatted(network));
        CommandRun signed = CommandRun.of(
                "provision",
                "job",
                federation.at("federation.yaml"),
                "--authority",
                federation.at("authority"),
                "--out",
                federation.at("other.signed"));
        assertThat(signed.exit()).as(signed.err()).isZero();
        for (String file : List.of("server.yaml", "north.yaml")) {
            String text = Files.readString(federation.at(file)).replace("job.signed", "other.signed");
            Files.writeString(federation.at(file), file.equals("north.yaml") ? text + line + "\n" : text);
        }
        return CommandRun.together(List.of(federation.platform("north"), federation.server()));
    }

    private void refused(CommandRun run, String sentence) {
        assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.BAD_CONFIGURATION.number());
        assertThat(run.err()).contains("fedner: " + sentence);
        assertThat(root.resolve("work/platforms/north/model")).doesNotExist();
    }

    @Test
    void bad_otherWordVectorsAreRefused() throws IOException {
        refused(
                north("vectors: vectors.txt", "vectorFiles: others.txt"),
                "this platform's word vectors are not the job's");
    }
}
