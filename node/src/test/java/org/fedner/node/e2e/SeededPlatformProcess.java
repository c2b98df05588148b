package org.fedner.node.e2e;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.fedner.model.network.NetworkThreads;
import org.fedner.model.network.Recogniser;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.node.cli.FailureException;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.SignedJob;
import org.fedner.node.platform.PlatformNode;
import org.fedner.node.platform.SeededSetup;

/**
 * A process that is a platform as the product's is, but for batches, dropout and rounding, which follow from the job's seed: so
 * its run can be computed again. Ends as {@code fedner platform} does.
 */
final class SeededPlatformProcess {
    private SeededPlatformProcess() {}

    /** @param arguments name, port, signed job, identity folder, notes, work folder */
    public static void main(String[] arguments) throws Exception {
        Map<NetworkSpec, Recogniser> recognisers = new ConcurrentHashMap<>();
        Identity identity = Identity.load(Path.of(arguments[3]), Clock.systemUTC());
        SignedJob job = SignedJob.read(Path.of(arguments[2]), identity.authority());
        try {
            PlatformNode.run(SeededSetup.of(
                    ConfigReader.decode(job.job(), "the job"),
                    identity,
                    arguments[0],
                    Integer.parseInt(arguments[1]),
                    Path.of(arguments[4]),
                    Path.of(arguments[5]),
                    1,
                    spec -> recognisers.computeIfAbsent(spec, made -> Recogniser.hashed(made, NetworkThreads.single())),
                    Duration.ofSeconds(100),
                    Duration.ofSeconds(200)));
        } catch (FailureException e) {
            System.err.println("fedner: " + e.sentence());
            System.exit(e.exitCode().number());
        }
        System.exit(0);
    }
}
