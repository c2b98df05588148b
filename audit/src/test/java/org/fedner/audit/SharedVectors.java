package org.fedner.audit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Official vectors, kept beside the repository; where they are not, the tests that use them are skipped and say so. */
public final class SharedVectors {

    private SharedVectors() {}

    public static JsonNode read(String name) throws IOException {
        Path file = Path.of("..", "..", "shared", "vectors", name);
        assumeTrue(Files.exists(file), "SKIPPED: official test vectors " + name + " are not in ../shared/vectors");
        return new ObjectMapper().readTree(file.toFile());
    }
}
