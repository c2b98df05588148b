package org.fedner.node.auditing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.node.report.ReportFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstalledSoftwareTest {
    @TempDir
    Path root;

    private Path program;

    @Test
    void aFileThatIsNotAsItCameIsMarked() throws IOException {
        install();
        Files.writeString(root.resolve("app/lib/other-2.0.jar"), "changed");
        Files.writeString(root.resolve("app/lib/added-1.0.jar"), "added");
        JsonNode list = list();
        assertThat(component(list, "library").at("/properties/0/value").asText())
                .isEqualTo("yes");
        assertThat(component(list, "libnative.so").at("/properties/0/value").asText())
                .isEqualTo("yes");
        assertThat(component(list, "other").at("/properties/0/value").asText()).isEqualTo("no");
        assertThat(component(list, "added").at("/properties/0/value").asText()).isEqualTo("no");
    }

    @Test
    void whatTheBillOfMaterialsDescribesIsDescribedAsThere() throws IOException {
        install();
        JsonNode library = component(list(), "library");
        assertThat(library.path("purl").asText()).isEqualTo("pkg:maven/org.example/library@1.5");
        assertThat(library.path("group").asText()).isEqualTo("org.example");
        assertThat(library.at("/hashes/0/content").asText()).isEqualTo(sum("app/lib/library-1.5.jar"));
    }

    @Test
    void theListSaysWhichSumsItWasComparedWith() throws IOException {
        install();
        assertThat(list().at("/properties/0/value").asText()).isEqualTo(sum("SHA256SUMS"));
    }

    @Test
    void outsideAnArchiveNothingIsSaidToBeDelivered() throws IOException {
        install();
        Files.delete(root.resolve("SHA256SUMS"));
        JsonNode list = list();
        assertThat(list.findValues("properties")).isEmpty();
        assertThat(component(list, "library").path("version").asText()).isEqualTo("1.5");
    }

    private void install() throws IOException {
        program = write("app/program-1.0.jar");
        write("app/lib/library-1.5.jar");
        write("app/lib/other-2.0.jar");
        write("native/libnative.so");
        write("runtime/lib/server/libjvm.so");
        write("runtime/lib/modules");
        Files.writeString(root.resolve("sbom.json"), """
                {"components": [{"group": "org.example", "name": "library", "version": "1.5",
                  "purl": "pkg:maven/org.example/library@1.5", "hashes": [{"alg": "SHA-256", "content": "%s"}]}]}
                """.formatted(sum("app/lib/library-1.5.jar")));
        StringBuilder sums = new StringBuilder();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString();
                sums.append(sum(name)).append("  ").append(name).append('\n');
            }
        }
        Files.writeString(root.resolve("SHA256SUMS"), sums);
    }

    private Path write(String name) throws IOException {
        Files.createDirectories(root.resolve(name).getParent());
        return Files.writeString(root.resolve(name), name);
    }

    private String sum(String name) throws IOException {
        return Sha256Hex.over(Files.readAllBytes(root.resolve(name))).hex();
    }

    private JsonNode list() throws IOException {
        return new ObjectMapper().readTree(ReportFiles.json(new InstalledSoftware(List.of(program)).list()));
    }

    private static JsonNode component(JsonNode list, String name) {
        for (JsonNode component : list.path("components")) {
            if (component.path("name").asText().equals(name)) {
                return component;
            }
        }
        throw new AssertionError("no component " + name);
    }
}
