package org.fedner.node.e2e;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.fedner.model.network.NetworkThreads;
import org.fedner.model.network.Recogniser;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.node.loop.Stopping;

/** A process that is a {@link SeededPlatform} and ends as {@code fedner platform} does. */
final class SeededPlatformProcess {
    private SeededPlatformProcess() {}

    /** @param arguments name, port, signed job, identity folder, notes, work folder, seconds to connect */
    public static void main(String[] arguments) throws Exception {
        Map<NetworkSpec, Recogniser> recognisers = new ConcurrentHashMap<>();
        SeededPlatform platform = new SeededPlatform(
                arguments[0],
                Integer.parseInt(arguments[1]),
                Path.of(arguments[2]),
                Path.of(arguments[3]),
                Path.of(arguments[4]),
                Path.of(arguments[5]),
                Integer.parseInt(arguments[6]));
        System.exit(platform.run(
                spec -> recognisers.computeIfAbsent(spec, made -> Recogniser.hashed(made, NetworkThreads.single())),
                () -> {},
                new Stopping(),
                System.err::println));
    }
}
