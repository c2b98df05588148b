package org.fedner.node.preflight;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.fedner.aggregation.message.Role;
import org.fedner.node.config.PlatformFile;
import org.fedner.node.config.PolicyFile;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.platform.ServerRoute;
import org.fedner.node.transport.ServerAddress;

/** What a hospital checks before it takes part, from its own files to the server's door. */
public final class PlatformPreflight {
    private final Site site;

    private PlatformPreflight(Site site) {
        this.site = site;
    }

    /**
     * Runs every check that can be run.
     *
     * @param told hears each finding as soon as it is there
     */
    public static List<Finding> run(Path config, Clock clock, Consumer<Finding> told) {
        return Site.looked(config, clock, told, site -> new PlatformPreflight(site).run());
    }

    private void run() {
        Machine machine = new Machine(site.clock());
        site.configuration(PlatformFile.class, "of a platform").ifPresent(this::run);
        site.list().add(machine.memory());
        site.list().add(machine.libraries());
    }

    private void run(PlatformFile file) {
        PolicyFile policy = Settings.read(
                        site.resolve(file.policy()),
                        PolicyFile.class,
                        "policy",
                        SiteFault.POLICY_REFUSED,
                        read -> "takes part with %d platforms or more, uploads up to %,d numbers a round"
                                .formatted(read.minPlatforms(), read.maxCoordinates()),
                        site.list())
                .orElseGet(PolicyFile::defaults);
        site.papers(file.identity(), Role.PLATFORM, policy.rosterDays(), identity -> {
            site.folders(file, identity);
            material(file);
            way(file, identity);
        });
    }

    private void material(PlatformFile file) {
        site.list()
                .add(Material.data(
                        site.resolve(file.data().folder()), file.data().scheme()));
        if (!file.vectorFiles().isEmpty()) {
            List<Path> files = file.vectorFiles().stream().map(site::resolve).toList();
            site.list()
                    .add(Material.vectors(
                            files, Optional.ofNullable(file.vocabularyFile()).map(site::resolve)));
        }
        if (file.elmo() != null) {
            site.list().add(Material.languageModel(site.resolve(file.elmo())));
        }
    }

    private void way(PlatformFile file, Optional<Identity> identity) {
        Way way = new Way(site.clock());
        ServerAddress server;
        try {
            server = ServerRoute.of(file.server(), site::resolve);
        } catch (IdentityException e) {
            site.list().add(Finding.fault("proxy", e.fault(), e.sentence()));
            return;
        } catch (IllegalArgumentException e) {
            site.list()
                    .add(Finding.fault(
                            "server", SiteFault.CONFIGURATION_REFUSED, site.config() + ": server: " + e.getMessage()));
            return;
        }
        site.list().add(Proxies.of(server.proxy(), System.getenv()));
        FirstHop hop = server.proxy()
                .map(proxy -> new FirstHop("proxy", proxy.host(), proxy.port()))
                .orElseGet(() -> new FirstHop("server", server.host(), server.port()));
        Finding name = way.name(hop);
        site.list().add(name);
        Optional<FirstHop> named = Optional.of(hop).filter(it -> name.state() == Finding.State.OK);
        Finding[] port = new Finding[1];
        site.list().given(named, "port", it -> port[0] = way.port(it));
        boolean isOpen = named.isPresent() && port[0].state() == Finding.State.OK;
        site.list().given(identity.filter(it -> isOpen), "entry", own -> way.entry(server, own));
    }
}
