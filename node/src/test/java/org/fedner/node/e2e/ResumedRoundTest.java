package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.fedner.node.CuttingRelay;
import org.fedner.node.CuttingRelay.Way;
import org.fedner.node.config.Job;
import org.fedner.node.config.ServerFile;
import org.fedner.node.job.JobTerms;
import org.fedner.node.server.ServerOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Rounds over real TLS whose vectors lose their connection several times on the way: none is void, and little is sent twice. */
class ResumedRoundTest {
    private static final int ROUNDS = 2;
    private static final int CUTS = 6;
    private static final int EVERY_BYTES = 300_000;
    private static final int SET_UP_BYTES = 200_000; // handshakes, keys, checkpoints
    private static final int CHUNK_BYTES = 1 << 16;

    @TempDir
    private Path root;

    @Test
    void uploadsGoOnWhereTheirConnectionBroke() throws Exception {
        roundsGoThrough(Way.TO_SERVER);
    }

    @Test
    void resultsGoOnWhereTheirConnectionBroke() throws Exception {
        roundsGoThrough(Way.FROM_SERVER);
    }

    @Test
    void whatIsLeftOfAVectorIsDroppedWhenItsAttemptIsVoid() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger("org.fedner.node.transport.PartialMessages");
        logger.addAppender(log);
        List<CuttingRelay> relays = new ArrayList<>();
        try (DrawnFederation federation = new DrawnFederation(
                root, job(), 4, CutPlan.none(), new ServerFile.Timing(600, 300, 300, 1), (name, port) -> {
                    relays.add(new CuttingRelay(port, Way.TO_SERVER, EVERY_BYTES, name.endsWith("0") ? 1 : 0, false));
                    return relays.get(relays.size() - 1).port();
                })) {
            ServerOutcome outcome = federation.outcome();
            assertThat(outcome.rounds()).isEqualTo(ROUNDS);
            assertThat(outcome.voided()).isEqualTo(1);
            assertThat(outcome.exclusions()).hasSize(1);
            assertThat(log.list)
                    .as("in less time than parts are kept for their own sake")
                    .anySatisfy(line -> assertThat(line.getFormattedMessage()).contains("dropped what was left"));
        } finally {
            logger.detachAppender(log);
            for (CuttingRelay relay : relays) {
                relay.close();
            }
        }
    }

    private static Job job() {
        return new Job(
                "resumed",
                7,
                ROUNDS,
                null,
                null,
                new Job.Aggregation("one-flight", 3, 1, null, null, null, null),
                null);
    }

    private void roundsGoThrough(Way way) throws Exception {
        Job job = job();
        List<CuttingRelay> relays = new ArrayList<>();
        try (DrawnFederation federation = new DrawnFederation(
                root, job, 3, CutPlan.none(), new ServerFile.Timing(600, 300, 300, 60), (name, port) -> {
                    relays.add(new CuttingRelay(port, way, EVERY_BYTES, name.endsWith("0") ? CUTS : 0));
                    return relays.get(relays.size() - 1).port();
                })) {
            ServerOutcome outcome = federation.outcome();
            assertThat(outcome.rounds()).isEqualTo(ROUNDS);
            assertThat(outcome.voided()).isZero();
            assertThat(outcome.epochs()).isEqualTo(1);
            String model = federation.clear.model().modelDigest().toString();
            assertThat(outcome.sharedModel()).isEqualTo(model);
            for (CutOffPlatform platform : federation.platforms) {
                assertThat(platform.finished.get(1, TimeUnit.MINUTES).modelDigest())
                        .hasToString(model);
            }
            assertThat(relays.get(0).cutsLeft()).isZero();
            long vectors = 4L * JobTerms.of(job).layout().size() * ROUNDS;
            assertThat(relays.get(0).bytes(way))
                    .as("all that went the way whose vectors have %d bytes", vectors)
                    .isBetween(vectors, vectors + SET_UP_BYTES + CUTS * 2L * CHUNK_BYTES);
        } finally {
            for (CuttingRelay relay : relays) {
                relay.close();
            }
        }
    }
}
