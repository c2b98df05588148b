package org.fedner.node.preflight;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fedner.node.transport.Proxy;

/** How the server is dialled: through the proxy of the configuration, or directly; what the system's variables say is not used. */
final class Proxies {
    private static final List<String> VARIABLES =
            List.of("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "http_proxy", "HTTP_PROXY");

    private Proxies() {}

    /** @param environment of this process; values may hold credentials and are not shown */
    static Finding of(Optional<Proxy> proxy, Map<String, String> environment) {
        if (proxy.isPresent()) {
            return Finding.ok(
                    "proxy",
                    "through %s:%d, %s"
                            .formatted(
                                    proxy.get().host(),
                                    proxy.get().port(),
                                    proxy.get().credentials().isPresent()
                                            ? "with credentials from a file"
                                            : "without credentials"));
        }
        return VARIABLES.stream()
                .filter(name -> !environment.getOrDefault(name, "").isBlank())
                .findFirst()
                .map(name -> Finding.warning(
                        "proxy",
                        SiteFault.PROXY_NOT_USED,
                        "this machine's %s names a proxy, which is not used: if the port below is closed, write it into server.proxy"
                                .formatted(name)))
                .orElseGet(() -> Finding.ok("proxy", "none: the server is dialled directly"));
    }
}
