package org.fedner.node.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.handler.proxy.ProxyConnectException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.fedner.node.transport.Recorder.Heard.Connected;
import org.fedner.node.transport.Recorder.Heard.Received;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The way out of a hospital whose network lets nothing out but through a proxy. */
class ProxyTest {
    @TempDir
    private Path root;

    private TestFederation federation;

    @BeforeEach
    void start() throws Exception {
        federation = new TestFederation(root);
    }

    @AfterEach
    void stop() {
        federation.close();
    }

    private TransportException failure(TunnelProxy proxy, String credentials) throws Exception {
        try (var platform = federation.dial("a")) {
            ServerAddress address = federation.address().through(proxy.proxy(credentials));
            return catchThrowableOfType(TransportException.class, () -> platform.transport.connect(address));
        }
    }

    /** The name is known inside the proxy's network alone, so the certificate is checked by the fingerprint. */
    @ParameterizedTest
    @EnumSource(Proxy.Kind.class)
    void throughAProxyMessagesFlowAndTheProxyLooksTheNameUp(Proxy.Kind kind) throws Exception {
        try (TunnelProxy proxy = new TunnelProxy(kind, Optional.of("st-anna:se:cret"), false);
                var platform = federation.dial("a")) {
            ServerAddress address = new ServerAddress(
                            TunnelProxy.INSIDE,
                            federation.server.port(),
                            Optional.of(federation.serverIdentity.fingerprint().hex()))
                    .through(proxy.proxy("st-anna:se:cret"));
            Peer server = platform.transport.connect(address);
            federation.serverSide.next(Connected.class);
            server.send(new byte[] {1, 2, 3}).get(30, TimeUnit.SECONDS);
            assertThat(federation.serverSide.next(Received.class).message()).containsExactly(1, 2, 3);
            assertThat(proxy.asked()).containsExactly(TunnelProxy.INSIDE + ":" + federation.server.port());
        }
    }

    @ParameterizedTest
    @EnumSource(Proxy.Kind.class)
    void aProxyThatWantsOtherCredentialsIsNamedAndTheyAreNot(Proxy.Kind kind) throws Exception {
        try (TunnelProxy proxy = new TunnelProxy(kind, Optional.of("st-anna:secret"), false)) {
            for (String tried : new String[] {"", "st-anna:wr0ng"}) {
                TransportException failure = failure(proxy, tried);
                assertThat(failure.fault()).isEqualTo(TransportFault.PROXY_AUTHENTICATION);
                assertThat(failure.sentence()).contains("127.0.0.1").doesNotContain("st-anna", "wr0ng");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Proxy.Kind.class)
    void aProxyThatDoesNotConnectThereIsNamed(Proxy.Kind kind) throws Exception {
        try (TunnelProxy proxy = new TunnelProxy(kind, Optional.empty(), true)) {
            assertThat(failure(proxy, "").fault()).isEqualTo(TransportFault.PROXY_REFUSED);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "socks5, none, /127.0.0.1:40721 => timeout.example:44070, status: FAILURE | PROXY_REFUSED",
                "http, none, authstatus.example/10.4.0.7:3128 => 407.example:7443, status: 403 Forbidden | PROXY_REFUSED",
                "http, none, out:3128 => hub:7443, status: 407 Proxy Authentication Required | PROXY_AUTHENTICATION",
                "socks5, password, out:1080 => hub:7443, authStatus: FAILURE | PROXY_AUTHENTICATION",
                "socks5, none, out:1080 => hub:7443, unexpected authMethod: 0xff | PROXY_AUTHENTICATION",
                "http, none, out:3128 => hub:7443, timeout | PROXY_UNREACHABLE"
            })
    void namesAndPortsAreNotTakenForAProxysAnswer(String text, TransportFault fault) {
        assertThat(TlsFaults.ofPlatform(new ProxyConnectException(text))).isEqualTo(fault);
    }

    @Test
    void aProxyThatIsNotThereIsNotMistakenForTheServer() throws Exception {
        TunnelProxy gone = new TunnelProxy(Proxy.Kind.HTTP, Optional.empty(), false);
        gone.close();
        assertThat(failure(gone, "").fault()).isEqualTo(TransportFault.PROXY_UNREACHABLE);
    }

    @Test
    void credentialsAreReadFromOneLineAndNeverPrinted() {
        Proxy proxy = new Proxy(Proxy.Kind.HTTP, "out", 3128, Optional.of(ProxyCredentials.parse("anna:a:b")));
        assertThat(proxy).hasToString("HTTP proxy out:3128");
        assertThat(proxy.credentials().orElseThrow()).hasToString("ProxyCredentials[secret]");
        for (String bad : new String[] {"anna", ":b", "anna:", "anna:b\nx"}) {
            assertThatThrownBy(() -> ProxyCredentials.parse(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
