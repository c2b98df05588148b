package org.fedner.node.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.fedner.node.transport.Proxy;
import org.fedner.node.transport.ProxyCredentials;
import org.junit.jupiter.api.Test;

/** What is said about proxies before anything is dialled. */
class ProxiesTest {
    private static final Map<String, String> SYSTEMS = Map.of("HTTPS_PROXY", "http://user:secret@proxy.example:3128");

    @Test
    void aProxyThatOnlyTheSystemNamesIsNotUsedAndThatIsSaidWithoutItsCredentials() {
        Finding found = Proxies.of(Optional.empty(), SYSTEMS);
        assertThat(found.state()).isEqualTo(Finding.State.WARNING);
        assertThat(found.fault()).isEqualTo("PROXY_NOT_USED");
        assertThat(found.sentence()).contains("HTTPS_PROXY", "server.proxy").doesNotContain("secret", "user");
    }

    @Test
    void theConfiguredProxyAndNoneAreInOrder() {
        Proxy proxy =
                new Proxy(Proxy.Kind.HTTP, "proxy.example", 3128, Optional.of(ProxyCredentials.parse("user:secret")));
        Finding configured = Proxies.of(Optional.of(proxy), SYSTEMS);
        assertThat(configured.state()).isEqualTo(Finding.State.OK);
        assertThat(configured.sentence())
                .contains("proxy.example:3128", "credentials from a file")
                .doesNotContain("secret");
        assertThat(Proxies.of(Optional.empty(), Map.of("HTTPS_PROXY", " ")).state())
                .isEqualTo(Finding.State.OK);
    }
}
