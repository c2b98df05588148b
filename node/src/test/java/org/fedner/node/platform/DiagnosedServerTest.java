package org.fedner.node.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.Upload;
import org.fedner.node.CommandRun;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.config.Job;
import org.fedner.node.loop.Stopping;
import org.fedner.node.report.DiagnosisReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that leaves one upload out of a dummy round's sum: every platform names it, and their evidence convicts it. */
class DiagnosedServerTest {
    private static final Job JOB =
            new Job("diagnosis", 7, 1, null, null, new Job.Aggregation("diagnostic", 3, 1, null, null, null, 2), null);

    @TempDir
    Path root;

    @Test
    void everyPlatformNamesTheServerAndTheEvidenceOfAllConvictsIt() throws Exception {
        List<String> names = List.of("north", "south", "west");
        for (DiagnosisReport report : reports(names, (round, truth, uploads, earlier) -> without(truth, uploads))) {
            assertThat(report.faultFound()).isTrue();
            assertThat(report.dummyRounds()).isEqualTo(2);
            assertThat(report.faults()).hasSize(1);
            DiagnosisReport.Fault fault = report.faults().get(0);
            assertThat(fault.fault()).isEqualTo("SERVER");
            assertThat(fault.platforms()).isEmpty();
            assertThat(fault.rounds()).containsExactly(0L, 1L);
            assertThat(fault.sentence()).contains("the server", "audit convict");
        }
        List<Object> line = new ArrayList<>(List.of("audit", "convict"));
        names.forEach(name -> line.add(root.resolve(name).resolve("evidence")));
        line.addAll(List.of(
                "--authority", root.resolve("identities").resolve("server").resolve("authority.pem")));
        CommandRun convicted = CommandRun.of(line.toArray());
        assertThat(convicted.out()).contains("SERVER CONVICTED");
        assertThat(convicted.exit()).isEqualTo(ExitCode.INTEGRITY.number());
    }

    private static Result without(Result truth, List<Upload> uploads) {
        RingVector sum = truth.sum().copy();
        RingVector left = uploads.get(0).vector();
        for (int k = 0; k < sum.size(); k++) {
            sum.set(k, (int) (sum.word(k) - left.word(k)));
        }
        return Result.of(truth.context(), truth.tag(), truth.uploads(), sum);
    }

    private List<DiagnosisReport> reports(List<String> names, LyingServer.Lie lie) throws Exception {
        List<DiagnosisReport> reports = new ArrayList<>();
        ThreePlatforms.Ended<LyingServer> ended = new ThreePlatforms(root, JOB, network -> {
                    throw new AssertionError("a diagnosis needs no network");
                })
                .against(
                        (federation, job) -> new LyingServer(federation, job, lie),
                        setup -> PlatformNode.run(setup, new Stopping()));
        assertThat(ended.outcomes()).containsOnlyKeys(names);
        for (Object outcome : ended.outcomes().values()) {
            reports.add(((PlatformEnding.Diagnosed) outcome).report());
        }
        for (String name : names) {
            assertThat(Files.list(root.resolve(name).resolve("checkpoints")).map(Path::getFileName))
                    .containsExactly(Path.of("last-epoch"));
        }
        return reports;
    }
}
