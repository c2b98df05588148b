package org.fedner.node.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.Fedner;
import org.fedner.node.distribution.UnpackedArchive.Outcome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The archive that {@code mvn -Pdist package} made, where there is nothing but an ordinary Linux. */
class DistributionIT {
    private static final Path ARCHIVE = Path.of(System.getProperty("dist.archive"));

    @TempDir
    static Path scratch;

    private static UnpackedArchive archive;

    @TempDir
    Path out;

    @BeforeAll
    static void unpack() throws Exception {
        archive = UnpackedArchive.of(ARCHIVE, scratch);
    }

    @Test
    void theQuickstartRunsWithoutEnvironmentWithoutNetworkAndWithOneWritableFolder() throws Exception {
        assumeTrue(
                archive.run(out, "unshare", "-rnm", "true").status() == 0,
                "SKIPPED: no namespaces for this user, so the quickstart was not run without network on read-only disks");
        String alone = "ip link set lo up && mount --bind . . && cd \"$PWD\" || exit 99\n"
                + "cut -d' ' -f2 /proc/self/mounts | while read -r mount; do\n"
                + "  case \"$PWD\" in \"$mount\") ;; *) mount -o remount,bind,ro \"$mount\" 2>/dev/null ;; esac\n"
                + "done\n"
                + "for place in \"$1/bin\" /tmp /; do touch \"$place/x\" 2>/dev/null && exit 98; done\n"
                + "exec env -i \"$1/bin/fedner\" quickstart --out run --rounds 20\n";
        Outcome quickstart = archive.run(
                out,
                "unshare",
                "-rnm",
                "sh",
                "-c",
                alone,
                "sh",
                archive.folder().toString());
        assertThat(quickstart.said()).contains("audit: verified (4 logs)");
        assertThat(quickstart.status()).isZero();
        assertThat(out.resolve("run/report.html")).isNotEmptyFile();
    }

    @Test
    void everyFileHasItsSum() throws Exception {
        assertThat(archive.run(archive.folder(), "sha256sum", "-c", "--quiet", "--strict", ArchiveTree.SUMS))
                .isEqualTo(new Outcome(0, ""));
        List<String> summed = Files.readAllLines(archive.folder().resolve(ArchiveTree.SUMS)).stream()
                .map(line -> line.substring(line.indexOf("  ") + 2))
                .toList();
        assertThat(archive.files().stream()
                        .map(file -> archive.folder().relativize(file).toString())
                        .filter(name -> !name.equals(ArchiveTree.SUMS)))
                .containsExactlyInAnyOrderElementsOf(summed);
    }

    @Test
    void nothingInItIsALink() throws IOException {
        assertThat(archive.files()).noneMatch(Files::isSymbolicLink);
    }

    @Test
    void theLauncherIsFoundThroughLinksFromAnotherFolder() throws Exception {
        Path near = Files.createSymbolicLink(out.resolve("near"), archive.launcher());
        Path far = Files.createSymbolicLink(out.resolve("far"), near);
        Outcome version = archive.run(out, far.toString(), "--version");
        assertThat(version.said()).matches("fedner \\S+\n");
        assertThat(version.status()).isZero();
    }

    @Test
    void aLauncherWithoutItsArchiveSaysSo() throws Exception {
        Path alone = Files.copy(
                archive.launcher(), Files.createDirectory(out.resolve("bin")).resolve("fedner"));
        Outcome outcome = archive.run(out, "sh", alone.toString(), "--version");
        assertThat(outcome.status()).isEqualTo(ExitCode.BAD_CONFIGURATION.number());
        assertThat(outcome.said()).startsWith("fedner: ").contains("is no whole archive");
    }

    @Test
    void aCrashLeavesNoCopyOfMemory() throws Exception {
        Process quickstart = archive.start(out, archive.launcher().toString(), "quickstart", "--out", "run");
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(quickstart.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(said.readLine()).startsWith("Writing");
            assertThat(archive.run(out, "kill", "-SEGV", String.valueOf(quickstart.pid()))
                            .status())
                    .isZero();
            assertThat(said.lines().toList()).contains("# /dev/null");
        }
        assertThat(quickstart.waitFor()).isEqualTo(ExitCode.CHECK_FAILED.number());
        try (Stream<Path> left = Files.list(out)) {
            assertThat(left.map(path -> path.getFileName().toString())).containsOnly("run");
        }
    }

    @Test
    void everyCommandHasAManPageWithoutFaults() throws Exception {
        Path pages = archive.folder().resolve("share/man/man1");
        List<String> names = new ArrayList<>();
        collect(new CommandLine(new Fedner()), names);
        try (Stream<Path> files = Files.list(pages)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(names);
        }
        assertThat(Files.readAllLines(pages.resolve("fedner.1")).stream().filter(line -> line.matches("\\.B \\d")))
                .hasSize(ExitCode.values().length);
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/mandoc")),
                "SKIPPED: no mandoc on this machine, so the man pages were not checked for faults");
        for (String name : names) {
            assertThat(archive.run(pages, "mandoc", "-Tlint", "-Wwarning", name))
                    .isEqualTo(new Outcome(0, ""));
        }
    }

    private static void collect(CommandLine command, List<String> names) {
        names.add(command.getCommandSpec().qualifiedName("-") + ".1");
        command.getSubcommands().values().forEach(below -> collect(below, names));
    }

    @Test
    void bashCompletesCommandsAndOptions() throws Exception {
        String ask = "source \"$1\"; COMP_WORDS=(fedner provision re); COMP_CWORD=2; COMP_LINE='fedner provision re'\n"
                + "_complete_fedner; echo \"${COMPREPLY[@]}\"";
        Path script = archive.folder().resolve("share/bash-completion/completions/fedner");
        assertThat(archive.run(out, "bash", "-c", ask, "bash", script.toString())
                        .said()
                        .split("\\s+"))
                .contains("request", "revoke");
    }

    @Test
    void systemdFindsNoFaultInTheUnits() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/systemd-analyze")),
                "SKIPPED: no systemd-analyze on this machine, so the units were not verified");
        for (String unit : List.of(
                "fedner-server.service",
                "fedner-platform.service",
                "fedner-watchdog.service",
                "fedner-watchdog.timer")) { // after the service that it starts
            String text =
                    Files.readString(archive.folder().resolve("share/systemd").resolve(unit));
            Path here = Files.writeString(
                    out.resolve(unit),
                    text.replace("/opt/fedner/bin/fedner", "/bin/true").replaceAll("(?m)^Documentation=.*$", ""));
            assertThat(archive.run(out, "systemd-analyze", "verify", "--man=no", here.toString()))
                    .isEqualTo(new Outcome(0, ""));
        }
    }

    @Test
    void theBillOfMaterialsNamesEveryLibraryByItsSum() throws Exception {
        JsonNode bill = new ObjectMapper()
                .readTree(archive.folder().resolve("sbom.json").toFile());
        assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
        List<String> sums = new ArrayList<>();
        for (JsonNode component : bill.path("components")) {
            for (JsonNode hash : component.path("hashes")) {
                if (hash.path("alg").asText().equals("SHA-256")) {
                    sums.add(hash.path("content").asText());
                }
            }
        }
        try (Stream<Path> libraries = Files.list(archive.folder().resolve("app/lib"))) {
            for (Path library : libraries.toList()) {
                assertThat(sums)
                        .as(library.getFileName().toString())
                        .contains(Sha256Hex.over(Files.readAllBytes(library)).hex());
            }
        }
    }
}
