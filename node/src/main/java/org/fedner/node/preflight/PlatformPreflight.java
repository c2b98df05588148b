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
    private static final int OLDEST_ROSTER_DAYS = 90;

    private final Path config;
    private final Clock clock;
    private final Checklist list;

    private PlatformPreflight(Path config, Clock clock, Consumer<Finding> told) {
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
        PlatformPreflight preflight = new PlatformPreflight(config, clock, told);
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
                        PlatformFile.class,
                        "configuration",
                        SiteFault.CONFIGURATION_REFUSED,
                        file -> "of a platform",
                        list)
                .ifPresent(file -> run(file, machine));
        list.add(machine.memory());
        list.add(machine.libraries());
    }

    private void run(PlatformFile file, Machine machine) {
        Optional<PolicyFile> policy = Settings.read(
                resolve(file.policy()),
                PolicyFile.class,
                "policy",
                SiteFault.POLICY_REFUSED,
                read -> "takes part with %d platforms or more, uploads up to %,d numbers a round"
                        .formatted(read.minPlatforms(), read.maxCoordinates()),
                list);
        Papers papers = new Papers(clock);
        Optional<Identity> identity = papers.identity(resolve(file.identity()), Role.PLATFORM, list);
        try {
            int oldest = policy.map(PolicyFile::rosterDays).orElse(OLDEST_ROSTER_DAYS);
            list.given(identity, "certificate", papers::certificate);
            list.given(identity, "roster", papersOf -> papers.roster(papersOf, oldest));
            Path work = resolve(file.work());
            list.add(machine.clock(work));
            list.add(machine.work(work));
            material(file);
            way(file, identity);
        } finally {
            identity.ifPresent(Identity::close);
        }
    }

    private void material(PlatformFile file) {
        list.add(Material.data(resolve(file.data().folder()), file.data().scheme()));
        if (!file.vectorFiles().isEmpty()) {
            List<Path> files = file.vectorFiles().stream().map(this::resolve).toList();
            list.add(Material.vectors(
                    files, Optional.ofNullable(file.vocabularyFile()).map(this::resolve)));
        }
        if (file.elmo() != null) {
            list.add(Material.languageModel(resolve(file.elmo())));
        }
    }

    private void way(PlatformFile file, Optional<Identity> identity) {
        Way way = new Way(clock);
        ServerAddress server;
        try {
            server = ServerRoute.of(file.server(), this::resolve);
        } catch (IdentityException e) {
            list.add(Finding.fault("proxy", e.fault(), e.sentence()));
            return;
        } catch (IllegalArgumentException e) {
            list.add(Finding.fault("server", SiteFault.CONFIGURATION_REFUSED, config + ": server: " + e.getMessage()));
            return;
        }
        FirstHop hop = server.proxy()
                .map(proxy -> new FirstHop("proxy", proxy.host(), proxy.port()))
                .orElseGet(() -> new FirstHop("server", server.host(), server.port()));
        Finding name = way.name(hop);
        list.add(name);
        Optional<FirstHop> named = Optional.of(hop).filter(it -> name.state() == Finding.State.OK);
        Finding[] port = new Finding[1];
        list.given(named, "port", it -> port[0] = way.port(it));
        boolean isOpen = named.isPresent() && port[0].state() == Finding.State.OK;
        list.given(identity.filter(it -> isOpen), "entry", own -> way.entry(server, own));
    }
}
