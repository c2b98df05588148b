package org.fedner.node.config;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.fedner.node.cli.FailureException;
import org.fedner.node.fuzz.ComesBack;
import org.fedner.node.fuzz.Scratch;
import org.junit.jupiter.params.provider.MethodSource;

/** The job as the server shows it to platforms, and the YAML of jobs and policies. */
public class JobFuzz {
    private static final Scratch FILE = new Scratch(".yaml");

    /** A job in canonical form, and YAML of a job and a policy. */
    public static Stream<byte[]> seeds() {
        byte[] canonical = ConfigReader.encode(new Job("fuzzed", 7, 10, null, null, null, null));
        return Stream.concat(
                Stream.of(canonical),
                Stream.of("name: a\nseed: 1\nrounds: 10\naggregation: {minPlatforms: 3}\n", "minPlatforms: 4\n")
                        .map(text -> text.getBytes(StandardCharsets.UTF_8)));
    }

    @MethodSource("seeds")
    @FuzzTest
    public void jobsAndPoliciesAreRefusedOrComeBack(byte[] input) {
        try {
            ComesBack.require(input, ConfigReader.encode(ConfigReader.decode(input, "the job")));
        } catch (FailureException e) {
            // refused, as declared
        }
        try {
            Job read = ConfigReader.read(FILE.holding(input), Job.class);
            ConfigReader.decode(ConfigReader.encode(read), "the job that was read"); // accepted: it can be signed
        } catch (FailureException e) {
            // refused, as declared
        }
        try {
            ConfigReader.read(FILE.file(), PolicyFile.class);
        } catch (FailureException e) {
            // refused, as declared
        }
    }
}
