package org.fedner.node.platform;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.fedner.model.network.Recogniser;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.node.TinyNotes;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.config.Job;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.LoopbackFederation;
import org.fedner.node.identity.SignedJob;

/** Three real platforms with tiny notes in this process, against one server of a test. */
record ThreePlatforms(Path root, Job job, Function<NetworkSpec, Recogniser> recognisers) {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final int CHECKPOINT_EVERY = 100;

    /** Starts the server. */
    interface Server<S extends DishonestServer> {
        S start(LoopbackFederation federation, SignedJob job) throws Exception;
    }

    /** One platform from its first to its last step. */
    interface Run {
        Object of(PlatformSetup setup) throws Exception;
    }

    /** How it went, and with whom. */
    record Ended<S>(S server, LoopbackFederation federation, Map<String, Object> outcomes) {}

    /** What each platform returned or threw. The server is closed. */
    <S extends DishonestServer> Ended<S> against(Server<S> maker, Run run) throws Exception {
        Map<String, Path> notes = TinyNotes.three(root.resolve("notes"));
        LoopbackFederation federation =
                LoopbackFederation.create(root.resolve("identities"), "three", List.copyOf(notes.keySet()), CLOCK);
        SignedJob signed = federation.signJob(ConfigReader.encode(job), CLOCK);
        Map<String, Object> outcomes = new LinkedHashMap<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (S server = maker.start(federation, signed)) {
            Map<String, Future<Object>> running = new LinkedHashMap<>();
            for (Map.Entry<String, Path> platform : notes.entrySet()) {
                PlatformSetup setup = setup(federation, platform.getKey(), platform.getValue(), server.port());
                running.put(platform.getKey(), threads.submit(() -> run.of(setup)));
            }
            for (Map.Entry<String, Future<Object>> platform : running.entrySet()) {
                outcomes.put(platform.getKey(), outcome(platform.getValue()));
            }
            return new Ended<>(server, federation, outcomes);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Object outcome(Future<Object> platform) throws InterruptedException {
        try {
            return platform.get();
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    private PlatformSetup setup(LoopbackFederation federation, String name, Path notes, int port) throws Exception {
        return SeededSetup.of(
                job,
                Identity.load(federation.platforms().get(name), CLOCK),
                name,
                port,
                notes,
                root.resolve(name),
                CHECKPOINT_EVERY,
                recognisers,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60));
    }
}
