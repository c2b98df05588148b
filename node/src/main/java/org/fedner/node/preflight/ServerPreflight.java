package org.fedner.node.preflight;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.fedner.aggregation.message.Role;
import org.fedner.node.cli.FailureException;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.config.Job;
import org.fedner.node.config.ServerFile;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.identity.SignedJob;

/** What the server's operator checks before the server is run. */
public final class ServerPreflight {
    private static final int OLDEST_ROSTER_DAYS = 90;

    private final Path config;
    private final Clock clock;
    private final Checklist list;

    private ServerPreflight(Path config, Clock clock, Consumer<Finding> told) {
        this.config = config;
        this.clock = clock;
        list = new Checklist(told);
    }

    /**
     * Runs every check that can be run.
     *
     * @param told hears each finding as soon as it is there
     */
    public static List<Finding> run(Path config, Clock clock, Consumer<Finding> told) {
        ServerPreflight preflight = new ServerPreflight(config, clock, told);
        preflight.run();
        return preflight.list.findings();
    }

    private Path resolve(String path) {
        return config.toAbsolutePath().getParent().resolve(path);
    }

    private void run() {
        Machine machine = new Machine(clock);
        Settings.read(
                        config,
                        ServerFile.class,
                        "configuration",
                        SiteFault.CONFIGURATION_REFUSED,
                        file -> "of a server",
                        list)
                .ifPresent(file -> run(file, machine));
        list.add(machine.memory());
    }

    private void run(ServerFile file, Machine machine) {
        Papers papers = new Papers(clock);
        Optional<Identity> identity = papers.identity(resolve(file.identity()), Role.SERVER, list);
        try {
            list.given(identity, "certificate", papers::certificate);
            list.given(identity, "roster", own -> papers.roster(own, OLDEST_ROSTER_DAYS));
            list.given(identity, "job", own -> job(file, own));
            Path work = resolve(file.work());
            list.add(machine.clock(work));
            list.add(machine.work(work));
            list.add(
                    new Way(clock).listening(file.listen().host(), file.listen().port()));
        } finally {
            identity.ifPresent(Identity::close);
        }
    }

    private Finding job(ServerFile file, Identity identity) {
        Path path = resolve(file.job());
        try {
            SignedJob signed = SignedJob.read(path, identity.authority());
            Job job = ConfigReader.decode(signed.job(), path.toString());
            if (file.platforms() < job.aggregation().minPlatforms()) {
                return Finding.fault(
                        "job",
                        SiteFault.JOB_REFUSED,
                        "%s: platforms: waits for %d, and the job needs %d"
                                .formatted(
                                        config,
                                        file.platforms(),
                                        job.aggregation().minPlatforms()));
            }
            return Finding.ok(
                    "job",
                    "%s, %,d rounds, at least %d platforms, signed by the federation's authority"
                            .formatted(
                                    job.name(), job.rounds(), job.aggregation().minPlatforms()));
        } catch (IdentityException e) {
            return Finding.fault("job", e.fault(), e.sentence());
        } catch (FailureException e) {
            return Finding.fault("job", SiteFault.JOB_REFUSED, e.getMessage());
        }
    }
}
