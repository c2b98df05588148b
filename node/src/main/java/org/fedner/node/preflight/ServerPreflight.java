package org.fedner.node.preflight;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.fedner.aggregation.message.Role;
import org.fedner.node.cli.FailureException;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.config.Job;
import org.fedner.node.config.PolicyFile;
import org.fedner.node.config.ServerFile;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.identity.SignedJob;

/** What the server's operator checks before the server is run. */
public final class ServerPreflight {
    private final Site site;

    private ServerPreflight(Site site) {
        this.site = site;
    }

    /**
     * Runs every check that can be run.
     *
     * @param told hears each finding as soon as it is there
     */
    public static List<Finding> run(Path config, Clock clock, Consumer<Finding> told) {
        return Site.looked(config, clock, told, site -> new ServerPreflight(site).run());
    }

    private void run() {
        site.configuration(ServerFile.class, "of a server").ifPresent(this::run);
        site.list().add(new Machine(site.clock()).memory());
    }

    private void run(ServerFile file) {
        site.papers(file.identity(), Role.SERVER, PolicyFile.defaults().rosterDays(), identity -> {
            site.list().given(identity, "job", own -> job(file, own));
            site.folders(file, identity);
            site.list()
                    .add(Site.listening(
                            "listen",
                            "server",
                            file.listen().host(),
                            file.listen().port()));
        });
    }

    private Finding job(ServerFile file, Identity identity) {
        Path path = site.resolve(file.job());
        try {
            SignedJob signed = SignedJob.read(path, identity.authority());
            Job job = ConfigReader.decode(signed.job(), path.toString());
            if (file.platforms() < job.aggregation().minPlatforms()) {
                return Finding.fault(
                        "job",
                        SiteFault.JOB_REFUSED,
                        "%s: platforms: waits for %d, and the job needs %d"
                                .formatted(
                                        site.config(),
                                        file.platforms(),
                                        job.aggregation().minPlatforms()));
            }
            List<String> unknown = new ArrayList<>(job.members().names());
            identity.roster().get().entries().forEach(entry -> unknown.remove(entry.name()));
            if (!unknown.isEmpty()) {
                return Finding.fault(
                        "job",
                        SiteFault.JOB_REFUSED,
                        "%s: requires %s, and the roster lists no platform of that name"
                                .formatted(path, String.join(", ", unknown)));
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
