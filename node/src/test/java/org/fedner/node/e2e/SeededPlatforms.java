package org.fedner.node.e2e;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.fedner.model.corpus.SyntheticHospital;
import org.fedner.model.network.NetworkThreads;
import org.fedner.model.network.Recogniser;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.node.identity.Identity;
import org.fedner.node.platform.PlatformNode;
import org.fedner.node.platform.PlatformResult;
import org.fedner.node.platform.PlatformSetup;
import org.fedner.node.platform.SeededSetup;

/**
 * The platforms of a federation in this process, with seeded batches, dropout and rounding, so that two runs can be compared
 * bit by bit. Keys, masks and TLS are as secret as ever, and the server is a process of its own.
 */
final class SeededPlatforms implements AutoCloseable {
    private final Map<NetworkSpec, Recogniser> recognisers = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<PlatformResult>> results = new ArrayList<>();

    SeededPlatforms(Hospitals hospitals) throws Exception {
        Clock clock = Clock.systemUTC();
        for (int i = 0; i < hospitals.names.size(); i++) {
            String name = hospitals.names.get(i);
            PlatformSetup setup = SeededSetup.of(
                    hospitals.job,
                    Identity.load(hospitals.federation.platforms().get(name), clock),
                    name,
                    hospitals.port,
                    hospitals.out.resolve("notes").resolve(name).resolve(SyntheticHospital.values()[i % 3].folder()),
                    hospitals.out.resolve("platforms").resolve(name),
                    1,
                    spec -> recognisers.computeIfAbsent(spec, made -> Recogniser.hashed(made, NetworkThreads.single())),
                    Duration.ofSeconds(100),
                    Duration.ofSeconds(100));
            results.add(threads.submit(() -> PlatformNode.run(setup)));
        }
    }

    /** Waits until all have ended well. */
    void finish() throws Exception {
        for (Future<PlatformResult> result : results) {
            result.get(PartyUnderTest.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(PartyUnderTest.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        recognisers.values().forEach(Recogniser::close);
    }
}
