package org.fedner.node.e2e;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.fedner.aggregation.message.Role;
import org.fedner.model.network.Recogniser;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.node.cli.FailureException;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.SignedJob;
import org.fedner.node.loop.RunEvent;
import org.fedner.node.loop.Stopping;
import org.fedner.node.platform.PlatformNode;
import org.fedner.node.platform.SeededSetup;
import org.fedner.node.status.Ending;
import org.fedner.node.status.PartyRecord;

/**
 * A platform as the product's is, with its own keys, log, connection and account of itself, but for batches, dropout and
 * rounding, which follow from the job's seed: so its run can be computed again.
 *
 * @param port where the server, or a relay before it, listens
 * @param connectSeconds how long it tries to reach the server
 */
record SeededPlatform(String name, int port, Path job, Path identity, Path notes, Path work, int connectSeconds) {
    private static final Duration SILENCE = Duration.ofSeconds(1800);

    /**
     * Takes part to the end.
     *
     * @param pace runs in each attempt after the gradient is computed
     * @param says hears the sentence of a failure
     * @return the exit code that {@code fedner platform} would end with
     */
    int run(Function<NetworkSpec, Recogniser> recognisers, Runnable pace, Stopping stopping, Consumer<String> says)
            throws Exception {
        try (PartyRecord record = PartyRecord.begin(work, Role.PLATFORM, SILENCE, Clock.systemUTC())) {
            try {
                takesPart(recognisers, pace, record, stopping);
                return record.ended(Ending.FINISHED, 0);
            } catch (FailureException e) {
                record.ended(Ending.ofFailure(e.exitCode()), e.exitCode().number());
                throw e;
            }
        } catch (FailureException e) {
            says.accept("fedner: " + e.sentence());
            return e.exitCode().number();
        }
    }

    private void takesPart(
            Function<NetworkSpec, Recogniser> recognisers, Runnable pace, PartyRecord record, Stopping stopping)
            throws Exception {
        Identity own = Identity.load(identity, Clock.systemUTC());
        SignedJob signed = SignedJob.read(job, own.authority());
        PlatformNode.run(
                SeededSetup.of(
                        pace,
                        record.watching(RunEvent.Watcher.none()),
                        ConfigReader.decode(signed.job(), "the job"),
                        own,
                        name,
                        port,
                        notes,
                        work,
                        1,
                        recognisers,
                        Duration.ofSeconds(connectSeconds),
                        SILENCE),
                stopping);
    }
}
