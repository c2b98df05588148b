package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.fedner.node.config.Job;
import org.fedner.node.server.ServerOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One server and many platforms, each over its own TLS connection, and as many connections beside them that say nothing or stop
 * in the middle of a handshake. {@code -Dfedner.platforms=100} is the run that docs/testing.md records.
 */
class ManyPlatformsTest {
    private static final int PLATFORMS = Integer.getInteger("fedner.platforms", 12);
    private static final int ROUNDS = 3;

    @TempDir
    private Path root;

    @Test
    void roundsCompleteBesideAsManyConnectionsThatSayNothing() throws Exception {
        Job job = new Job(
                "many", 7, ROUNDS, null, null, new Job.Aggregation("one-flight", 3, 1, null, null, null, null), null);
        List<Socket> silent = new ArrayList<>();
        try (DrawnFederation federation = new DrawnFederation(root, job, PLATFORMS, CutPlan.none())) {
            for (int i = 0; i < PLATFORMS; i++) {
                silent.add(i % 2 == 0 ? connected(federation) : halfOpen(federation));
            }
            ServerOutcome outcome = federation.outcome();
            assertThat(outcome.rounds()).isEqualTo(ROUNDS);
            assertThat(outcome.voided()).isZero();
            assertThat(outcome.epochs()).isEqualTo(1);
            assertThat(outcome.exclusions()).isEmpty();
            String model = federation.clear.model().modelDigest().toString();
            assertThat(outcome.sharedModel()).isEqualTo(model);
            for (CutOffPlatform platform : federation.platforms) {
                assertThat(platform.finished.get(1, TimeUnit.MINUTES).modelDigest())
                        .hasToString(model);
            }
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    /** TCP alone. */
    private static Socket connected(DrawnFederation federation) throws Exception {
        return new Socket(InetAddress.getLoopbackAddress(), federation.address.port());
    }

    /** The first bytes of a TLS record, and no more. */
    private static Socket halfOpen(DrawnFederation federation) throws Exception {
        Socket socket = connected(federation);
        socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0});
        socket.getOutputStream().flush();
        return socket;
    }
}
