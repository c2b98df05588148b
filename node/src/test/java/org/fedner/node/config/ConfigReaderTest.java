package org.fedner.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.fedner.aggregation.masking.AggregationMode;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.job.JobTerms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("file.yaml"), text);
    }

    private void refuses(String text, Class<?> type, String... parts) throws IOException {
        Path file = file(text);
        assertThatThrownBy(() -> ConfigReader.read(file, type))
                .isInstanceOfSatisfying(FailureException.class, failure -> {
                    assertThat(failure.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
                    assertThat(failure.sentence()).contains("file.yaml").contains(parts);
                });
    }

    @Test
    void refusesAnUnknownKeyWithItsLineAndTheKnownOnes() throws IOException {
        refuses("minPlatforms: 3\nminPlatform: 4\n", PolicyFile.class, ":2:", "'minPlatform'", "minPlatforms");
    }

    @Test
    void refusesAKeyThatOccursTwice() throws IOException {
        refuses("minPlatforms: 3\nminPlatforms: 4\n", PolicyFile.class, "twice");
    }

    @Test
    void refusesAMembershipBelowThree() throws IOException {
        refuses("minPlatforms: 2\n", PolicyFile.class, "minPlatforms", "between 3 and");
    }

    @Test
    void refusesAValueOfTheWrongKind() throws IOException {
        refuses("minPlatforms: many\n", PolicyFile.class, ":1:", "minPlatforms");
    }

    @Test
    void refusesAnEmptyFileAndAMissingKey() throws IOException {
        refuses("", PolicyFile.class, "empty");
        refuses("identity: here\n", ServerFile.class, "is missing");
    }

    @Test
    void refusesAModeThatIsNotBuilt() throws IOException {
        refuses("name: x\nprivacy: {mode: gaussian}\n", FederationFile.class, "privacy.mode", "off");
        refuses("name: x\naggregation: {minPlatforms: 3, colluders: 2}\n", FederationFile.class, "colluders");
    }

    @Test
    void trainingThatPrivateModesCannotDoIsRefusedWithThem() throws IOException {
        for (String key : new String[] {"dropoutBySentence: true", "localSteps: 2"}) {
            FederationFile federation = ConfigReader.read(file("""
                    name: x
                    aggregation: {ring: 64}
                    training: {%s}
                    privacy: {mode: distributed, epsilon: 8, delta: 1.0e-5, samplingRate: 0.01, population: 3000}
                    """.formatted(key)), FederationFile.class);
            assertThatThrownBy(() -> federation.job(Optional.empty(), Optional.empty()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("training." + key.substring(0, key.indexOf(':')))
                    .hasMessageContaining("private mode");
        }
    }

    @Test
    void aJobReadsBackToTheSameBytes() throws IOException {
        FederationFile federation =
                ConfigReader.read(file("name: oncology-2026\nseed: 9\nrounds: 12\n"), FederationFile.class);
        Job job = federation.job(Optional.of(new Job.Vectors("0".repeat(64), 65, 100)), Optional.empty());
        byte[] bytes = ConfigReader.encode(job);
        assertThat(ConfigReader.decode(bytes, "test")).isEqualTo(job);
        assertThat(job.network().embeddings()).isEqualTo("combined");
        assertThat(job.training().dropout()).isEqualTo(0.4);
    }

    @Test
    void tunedVectorsNameTheirNumberAndNothingElseDoes() throws IOException {
        Optional<Job.Vectors> vectors = Optional.of(new Job.Vectors("0".repeat(64), 65, 100));
        FederationFile tuned = ConfigReader.read(file("name: x\nnetwork: {embeddings: tuned}\n"), FederationFile.class);
        Job job = tuned.job(vectors, Optional.empty());
        assertThat(job.network().wordVectors()).isEqualTo(vectors);
        assertThat(ConfigReader.decode(ConfigReader.encode(job), "test")).isEqualTo(job);
        assertThatThrownBy(() -> tuned.job(Optional.empty(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("network.embeddings");
        Job.Vectors unnumbered = new Job.Vectors("0".repeat(64), 65, null);
        assertThatThrownBy(() -> new Job.Network(null, null, unnumbered, "tuned", null, null))
                .hasMessageContaining("network.vectors.words");
        assertThatThrownBy(() -> new Job.Network(null, null, vectors.get(), "frozen", null, null))
                .hasMessageContaining("network.vectors.words");
        assertThatThrownBy(() -> new Job.Vectors("0".repeat(64), 4096, 1 << 20))
                .hasMessageContaining("network.vectors.words");
        FederationFile frozen =
                ConfigReader.read(file("name: x\nnetwork: {embeddings: frozen}\n"), FederationFile.class);
        Job unnamed = frozen.job(vectors, Optional.empty());
        assertThat(unnamed.network().wordVectors().orElseThrow().words()).isNull();
        assertThat(unnamed.training().dropout()).isEqualTo(0.3);
    }

    @Test
    void refusesAJobThatIsNotCanonical() {
        Job job = new Job("x", 1, 2, null, null, null, null);
        String text = new String(ConfigReader.encode(job), StandardCharsets.UTF_8);
        for (String altered :
                new String[] {text + " ", text.replace(":2", ": 2"), text.replace("\"x\"", "\"\\u0078\"")}) {
            assertThatThrownBy(() -> ConfigReader.decode(altered.getBytes(StandardCharsets.UTF_8), "the job"))
                    .isInstanceOf(FailureException.class);
        }
    }

    /** The digest of a job is in every mask key: what only a diagnosis says must not be in another job's bytes. */
    @Test
    void onlyADiagnosisNamesItsDummyRounds() {
        Job usual = new Job("usual", 7, 10, null, null, null, null);
        assertThat(new String(ConfigReader.encode(usual), StandardCharsets.UTF_8))
                .doesNotContain("dummyRounds");
        Job diagnosis = new Job(
                "usual",
                7,
                10,
                null,
                null,
                new Job.Aggregation("diagnostic", null, null, null, null, null, null),
                null);
        assertThat(diagnosis.aggregation().dummyRounds()).isEqualTo(3);
        assertThat(ConfigReader.decode(ConfigReader.encode(diagnosis), "test")).isEqualTo(diagnosis);
        assertThat(JobTerms.of(diagnosis).epochParameters().mode()).isEqualTo(AggregationMode.DIAGNOSTIC);
    }
}
