package org.fedner.node.preflight;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.fedner.aggregation.message.Role;
import org.fedner.node.config.PartyFile;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;

/** The configuration that is looked at, and what was found so far: what servers and platforms have in common. */
record Site(Path config, Clock clock, Checklist list) {

    /** Runs every check of {@code look}; {@code told} hears each finding as soon as it is there. */
    static List<Finding> looked(Path config, Clock clock, Consumer<Finding> told, Consumer<Site> look) {
        Checklist list = new Checklist(told);
        look.accept(new Site(config, clock, list));
        return list.findings();
    }

    /** Relative paths in the file are resolved against its own folder. */
    Path resolve(String path) {
        return config.toAbsolutePath().getParent().resolve(path);
    }

    /** The configuration as a record, if it is one. */
    <T> Optional<T> configuration(Class<T> type, String whose) {
        return Settings.read(config, type, "configuration", SiteFault.CONFIGURATION_REFUSED, file -> whose, list);
    }

    /**
     * Looks at the party's papers, then at what {@code others} looks at with them.
     *
     * @param oldestDays of a roster that this site accepts
     */
    void papers(String folder, Role role, int oldestDays, Consumer<Optional<Identity>> others) {
        Papers papers = new Papers(clock);
        Optional<Identity> identity = papers.identity(resolve(folder), role, list);
        try {
            list.given(identity, "certificate", papers::certificate);
            list.given(identity, "roster", own -> papers.roster(own, oldestDays));
            others.accept(identity);
        } finally {
            identity.ifPresent(Identity::close);
        }
    }

    /** Clock and disk, the party's one audit log, and where its page is to be. */
    void folders(PartyFile file, Optional<Identity> own) {
        Machine machine = new Machine(clock);
        Path folder = resolve(file.work());
        list.add(machine.clock(folder));
        list.add(machine.work(folder));
        list.given(own, "audit", party -> audit(party, file.audit(this::resolve)));
        file.shown().ifPresent(page -> new Page(page, resolve(file.identity()), clock).look(list));
    }

    private static Finding audit(Identity own, Path log) {
        try {
            own.log().requireIs(log);
            return Finding.ok("audit", "%s holds this party's one log, or will".formatted(log));
        } catch (IdentityException e) {
            return Finding.fault("audit", e.fault(), e.sentence());
        }
    }

    /** Whether a party could listen there; port 0 lets the system choose. */
    static Finding listening(String check, String what, String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(host, port));
            return Finding.ok(check, "%s:%d can be opened".formatted(host, port));
        } catch (IOException | IllegalArgumentException e) {
            return Finding.fault(
                    check,
                    SiteFault.PORT_NOT_TO_BE_HAD,
                    "%s:%d cannot be opened: the %s may run already, another program may hold the port, or the address is not of this machine"
                            .formatted(host, port, what));
        }
    }

    /** Whether only this machine reaches that address. */
    static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (IOException e) {
            return false; // nobody can listen there: that check says so
        }
    }
}
