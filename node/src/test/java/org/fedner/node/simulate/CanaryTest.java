package org.fedner.node.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.fedner.node.Canaries;
import org.fedner.node.CommandRun;
import org.fedner.node.TinyNotes;
import org.fedner.node.page.PageText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Words, entity types and folder names of a hospital are searched for wherever they must not be. */
class CanaryTest {
    private final TinyRun run = TinyRun.shared();

    @Test
    void theSearchFindsACanaryInEveryForm() {
        byte[] noise = Canaries.ascii("{\"type\":\"x\",\"value\":\"");
        Canaries.forms(TinyNotes.CANARY_TOKEN).forEach((form, bytes) -> {
            byte[] hidden = new byte[noise.length + bytes.length];
            System.arraycopy(noise, 0, hidden, 0, noise.length);
            System.arraycopy(bytes, 0, hidden, noise.length, bytes.length);
            assertThat(Canaries.found("here", hidden)).as(form).isNotEmpty();
        });
        byte[] encoded = Base64.getEncoder().encode(Canaries.ascii("ab" + TinyNotes.CANARY_TOKEN + "c"));
        assertThat(Canaries.found("here", encoded)).isNotEmpty();
    }

    @Test
    void theSearchFindsTheCanariesWhereTheyBelong() throws IOException {
        assertThat(Canaries.foundBelow(run.out.resolve("platforms/north")))
                .anyMatch(place -> place.contains("predictions"));
    }

    @Test
    void noAuditLogHoldsAnythingOfTheNotes() throws IOException {
        List<Path> logs = new ArrayList<>(List.of(run.out.resolve("server/audit")));
        run.notes.keySet().forEach(name -> logs.add(run.out.resolve("platforms/" + name + "/audit")));
        assertThat(Canaries.foundBelow(logs.toArray(Path[]::new))).isEmpty();
    }

    @Test
    void theServerKeepsNothingOfTheNotes() throws IOException {
        assertThat(Canaries.foundBelow(run.out.resolve("server"), run.out.resolve("checkpoints/server")))
                .isEmpty();
    }

    @Test
    void whatAnAuditorTakesOutOfTheLogsHoldsNothingOfTheNotes(@TempDir Path out) throws IOException {
        Path north = run.out.resolve("platforms/north/audit");
        Path server = run.out.resolve("server/audit");
        List<CommandRun> commands = List.of(
                CommandRun.of("audit", "verify", run.out, "--html", out.resolve("page.html")),
                CommandRun.of("audit", "export", north, "--fhir", "--out", out.resolve("north.ndjson")),
                CommandRun.of("audit", "export", north, server, "--siem", "--out", out.resolve("logs.syslog")),
                CommandRun.of("audit", "receipt", north, "--round", 1, "--out", out.resolve("receipt.json")),
                CommandRun.of("audit", "prove", north, "--index", 3, "--out", out.resolve("event")),
                CommandRun.of("audit", "crosscheck", server, north),
                CommandRun.of("audit", "compare", server, north));
        for (CommandRun command : commands) {
            assertThat(command.exit()).as(command.err()).isZero();
            assertThat(Canaries.found("output", Canaries.ascii(command.out() + command.err())))
                    .isEmpty();
        }
        assertThat(Canaries.foundBelow(out)).isEmpty();
    }

    @Test
    void noPageAndNoMetricHoldsAnythingOfTheNotes() throws Exception {
        Path identities = run.out.resolve("identities");
        String server = PageText.of(identities.resolve("server"), run.out.resolve("server/audit"), true);
        assertThat(server).contains("share of rounds", "fedner_rounds_verified_total " + TinyRun.ROUNDS);
        assertThat(Canaries.found("the server's page", server.getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
        for (String name : run.notes.keySet()) {
            Path audit = run.out.resolve("platforms/" + name + "/audit");
            String page = PageText.of(identities.resolve("platforms/" + name), audit, false);
            assertThat(page).contains("masked vector", "fedner_rounds_verified_total " + TinyRun.ROUNDS);
            assertThat(Canaries.found("the page of " + name, page.getBytes(StandardCharsets.UTF_8)))
                    .isEmpty();
        }
    }

    @Test
    void identitiesAndSharedModulesHoldNothingOfTheNotes() throws IOException {
        assertThat(Canaries.foundBelow(run.out.resolve("identities"))).isEmpty();
        for (String name : run.notes.keySet()) {
            Path shared = run.out.resolve("platforms/" + name + "/model/shared.module");
            assertThat(Canaries.found(shared.toString(), Files.readAllBytes(shared)))
                    .isEmpty();
        }
    }

    @Test
    void progressOnStandardErrorNamesNothingOfTheNotes() {
        assertThat(run.command.err()).isNotEmpty();
        assertThat(Canaries.found("standard error", run.command.err().getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }
}
