package org.fedner.node.config;

import java.util.List;
import java.util.stream.Stream;

/**
 * Where a party shows its page; without the section it shows none.
 *
 * @param host address that it listens at: this machine's own, unless somebody decided otherwise
 * @param names further names and IPv4 addresses under which browsers reach it
 */
public record PageSection(String host, Integer port, List<String> names) {
    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1");
    private static final String NAME = "[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?";

    public PageSection {
        host = host == null ? "127.0.0.1" : host;
        Checks.that(host.matches(NAME), "page.host: must be a DNS name or an IPv4 address");
        Checks.present("page.port", port);
        Checks.range("page.port", port, 0, 65_535);
        names = names == null ? List.of() : List.copyOf(names);
        names.forEach(name -> Checks.that(name.matches(NAME), "page.names: must hold DNS names or IPv4 addresses"));
    }

    /** What a certificate for the page must name beside loopback. */
    public List<String> certifiedNames() {
        return Stream.concat(Stream.of(host), names.stream())
                .filter(name -> !name.equals("0.0.0.0"))
                .toList();
    }

    /**
     * Whether the page is called so: another name in a request means that a stranger's page made a browser come here.
     *
     * @param hostAndPort as in the request's head; the port does not matter, since tunnels change it
     */
    public boolean isName(String hostAndPort) {
        String called = hostAndPort.replaceAll(":\\d{1,5}$", "");
        return Stream.concat(LOOPBACK.stream(), certifiedNames().stream()).anyMatch(called::equalsIgnoreCase);
    }
}
