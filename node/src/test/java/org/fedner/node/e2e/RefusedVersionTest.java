package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.fedner.aggregation.message.Hello;
import org.fedner.aggregation.message.RefusalReason;
import org.fedner.aggregation.message.Refused;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.config.Job;
import org.fedner.node.config.ServerFile;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.LoopbackFederation;
import org.fedner.node.loop.RunEvent;
import org.fedner.node.loop.Stopping;
import org.fedner.node.server.ServerNode;
import org.fedner.node.server.ServerSetup;
import org.fedner.node.transport.DisconnectReason;
import org.fedner.node.transport.Peer;
import org.fedner.node.transport.PlatformTransport;
import org.fedner.node.transport.ServerAddress;
import org.fedner.node.transport.TransportListener;
import org.fedner.node.transport.TransportSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server and a platform without a version of the protocol in common: the server names both, and tells whoever can read it. */
class RefusedVersionTest {
    @TempDir
    private Path root;

    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private final CompletableFuture<RunEvent.VersionRefused> told = new CompletableFuture<>();

    @Test
    void bothSidesLearnWhatTheOtherSpeaks() throws Exception {
        Clock clock = Clock.systemUTC();
        Job job = new Job(
                "versions", 7, 1, null, null, new Job.Aggregation("one-flight", 3, 1, null, null, null, null), null);
        LoopbackFederation federation =
                LoopbackFederation.create(root, job.name(), List.of("north", "south", "west"), clock);
        ServerSetup setup = new ServerSetup(
                Identity.load(federation.server(), clock),
                federation.signJob(ConfigReader.encode(job), clock),
                new InetSocketAddress("127.0.0.1", 0),
                root.resolve("server"),
                root.resolve("server/audit"),
                root.resolve("checkpoints"),
                3,
                new ServerFile.Timing(600, 60, 60, 30),
                Sha256Hex.over(ConfigReader.encode(job)),
                clock,
                this::heard);
        Stopping stopping = new Stopping();
        ExecutorService server = Executors.newSingleThreadExecutor();
        try {
            server.submit(() -> ServerNode.run(setup, stopping));
            Identity north = Identity.load(federation.platforms().get("north"), clock);
            assertThat(answerTo(north, List.of(7, 6))).isEqualTo(new Refused(RefusalReason.VERSION, List.of(5, 4)));
            RunEvent.VersionRefused event = told.get(60, TimeUnit.SECONDS);
            assertThat(event.peer()).isEqualTo("north");
            assertThat(event.theirs()).containsExactly(7, 6);
            assertThat(event.ours()).containsExactly(5, 4);
            assertThat(answerTo(north, List.of(3)))
                    .as("to one that reads the reason only")
                    .isEqualTo(new Refused(RefusalReason.VERSION));
        } finally {
            stopping.request();
            server.shutdown();
            assertThat(server.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private void heard(RunEvent event) {
        if (event instanceof RunEvent.Listening listening) {
            port.complete(listening.port());
        } else if (event instanceof RunEvent.VersionRefused refused) {
            told.complete(refused);
        }
    }

    private Refused answerTo(Identity identity, List<Integer> versions) throws Exception {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (PlatformTransport transport = new PlatformTransport(
                () -> identity,
                identity.trust(Clock.systemUTC()),
                TransportSettings.forMessagesUpTo(1 << 20),
                new TransportListener() {
                    @Override
                    public void connected(Peer peer) {
                        peer.send(WireMessage.of(new Hello(
                                        versions, identity.federation(), identity.id(), new Standing.Outside()))
                                .bytes());
                    }

                    @Override
                    public void received(Peer peer, byte[] message) {
                        answer.complete(message);
                    }

                    @Override
                    public void disconnected(Peer peer, DisconnectReason reason) {
                        answer.completeExceptionally(new AssertionError("no answer: " + reason));
                    }
                },
                executor)) {
            transport.connect(new ServerAddress("127.0.0.1", port.get(60, TimeUnit.SECONDS), Optional.empty()));
            return WireMessage.parse(answer.get(60, TimeUnit.SECONDS))
                    .as(Refused.class)
                    .orElseThrow()
                    .message();
        } finally {
            executor.shutdown();
        }
    }
}
