package org.fedner.node.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fedner.audit.event.BootId;
import org.fedner.audit.event.Content;
import org.fedner.audit.event.Counterpart;
import org.fedner.audit.event.DatasetBind;
import org.fedner.audit.event.DatasetId;
import org.fedner.audit.event.DpMechanism;
import org.fedner.audit.event.DpReserve;
import org.fedner.audit.event.DpTerms;
import org.fedner.audit.event.Egress;
import org.fedner.audit.event.EpochOpen;
import org.fedner.audit.event.Event;
import org.fedner.audit.event.JobId;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.Member;
import org.fedner.audit.event.MemberId;
import org.fedner.audit.event.Origin;
import org.fedner.audit.event.Phase;
import org.fedner.audit.event.RoundClose;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.LoopbackFederation;
import org.fedner.node.loop.RunEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus reads, and what the dashboard asks of it. */
class MetricsTest {
    private static final Pattern SAMPLE =
            Pattern.compile("(fedner_[a-z0-9_]+)(\\{[a-z]+=\"[^\"\\\\\\n]*\"\\})? -?[0-9.eE+-]+");
    private static final JobId JOB = JobId.of(new byte[16]);
    private static final Sha256Hex DIGEST = Sha256Hex.over(new byte[0]);

    @TempDir
    Path out;

    private String metrics(boolean isServer) throws Exception {
        LoopbackFederation federation = LoopbackFederation.create(
                out.resolve(isServer ? "s" : "p"), "paged", List.of("north", "east", "south"), Clock.systemUTC());
        Path folder = isServer ? federation.server() : federation.platforms().get("north");
        try (Identity identity = Identity.load(folder, Clock.systemUTC())) {
            Names names = new Names();
            names.learn(identity.roster().get());
            Board board = new Board();
            MemberId north = identity.roster().get().entries().stream()
                    .filter(entry -> entry.name().equals("north"))
                    .map(entry -> MemberId.of(entry.id().bytes()))
                    .findFirst()
                    .orElseThrow();
            List<Event> events = List.of(
                    new EpochOpen(JOB, 1, DIGEST, 1, 0, List.of(new Member(north, DIGEST))),
                    new Egress(
                            JOB, 1, 1, 0, Phase.TRAIN, Counterpart.SERVER, DIGEST, 4096, DIGEST, Content.MASKED_VECTOR),
                    RoundClose.verified(JOB, 1, 1, 0, DIGEST, 1),
                    new DpReserve(
                            JOB,
                            1,
                            1,
                            0,
                            new DatasetId("0f".repeat(16)),
                            1,
                            DIGEST,
                            new DpMechanism(DpTerms.Mode.LOCAL, DatasetBind.Unit.PATIENT, 1, 1, 1, 0, 1, 1, 1, 1),
                            1,
                            0,
                            500_000_000,
                            8_000_000_000L));
            for (int i = 0; i < events.size(); i++) {
                board.logged(new Leaf(
                        i,
                        Instant.ofEpochSecond(1_800_000_000L),
                        new Origin("a/b"),
                        BootId.of(new byte[8]),
                        events.get(i)));
            }
            board.signed(events.size(), DIGEST.hex());
            board.heard(new RunEvent.Connected("north", "2027-01-01T00:00:00Z"));
            board.heard(new RunEvent.RoundDone(1, 10, 0.5));
            board.heard(new RunEvent.DevScored(1, 0.75, 1.0, 1.5));
            return Metrics.of(board.view(0), identity, names, isServer);
        }
    }

    /** Each line is a comment or a sample, and each sample's name was introduced with its type before. */
    private static Set<String> checked(String text) {
        Set<String> introduced = new TreeSet<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ");
                assertThat(introduced.add(words[2]))
                        .as("%s is introduced once", words[2])
                        .isTrue();
                assertThat(words[3]).isIn("counter", "gauge");
                assertThat(words[2].endsWith("_total")).as(line).isEqualTo(words[3].equals("counter"));
            } else if (!line.startsWith("# HELP ")) {
                Matcher sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).as(line).isTrue();
                assertThat(introduced).as(line).contains(sample.group(1));
            }
        }
        return introduced;
    }

    @Test
    void everyLineIsInPrometheusTextForm() throws Exception {
        String server = metrics(true);
        checked(server);
        checked(metrics(false));
        assertThat(server)
                .contains("fedner_platform_rounds_total{platform=\"north\"} 1\n")
                .contains("fedner_bytes_sent_total{kind=\"masked_vector\"} 4096\n");
    }

    @Test
    void theDashboardAsksForNothingThatIsNotThere() throws Exception {
        Set<String> known = checked(metrics(true));
        known.addAll(checked(metrics(false)));
        JsonNode dashboard = new ObjectMapper()
                .readTree(Path.of("../docs/grafana-dashboard.json").toFile());
        Set<String> asked = new TreeSet<>();
        for (JsonNode expression : dashboard.findValues("expr")) {
            Matcher name = Pattern.compile("fedner_[a-z0-9_]+").matcher(expression.asText());
            while (name.find()) {
                asked.add(name.group());
            }
        }
        assertThat(asked).hasSizeGreaterThan(15).isSubsetOf(known);
    }
}
