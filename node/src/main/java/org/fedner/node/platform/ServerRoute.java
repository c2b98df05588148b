package org.fedner.node.platform;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.fedner.node.config.PlatformFile;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.identity.SecretLine;
import org.fedner.node.transport.Proxy;
import org.fedner.node.transport.ProxyCredentials;
import org.fedner.node.transport.ServerAddress;

/** The way to the server as a platform's configuration lays it down. */
public final class ServerRoute {
    private ServerRoute() {}

    /**
     * Reads the proxy's credentials, if there are any.
     *
     * @param resolve finds files named in the configuration
     * @throws IllegalArgumentException for a fingerprint or credentials of another form, in a sentence without them
     * @throws IdentityException for credentials that others can read, or that are not there
     */
    public static ServerAddress of(PlatformFile.ServerSection server, Function<String, Path> resolve)
            throws IdentityException {
        ServerAddress address =
                new ServerAddress(server.host(), server.port(), Optional.ofNullable(server.fingerprint()));
        return server.proxy() == null ? address : address.through(proxy(server.proxy(), resolve));
    }

    private static Proxy proxy(PlatformFile.ProxySection section, Function<String, Path> resolve)
            throws IdentityException {
        Optional<ProxyCredentials> credentials = Optional.empty();
        if (section.credentials() != null) {
            credentials = Optional.of(ProxyCredentials.parse(SecretLine.read(resolve.apply(section.credentials()))));
        }
        Proxy.Kind kind = Proxy.Kind.valueOf(section.kind().toUpperCase(Locale.ROOT));
        return new Proxy(kind, section.host(), section.port(), credentials);
    }
}
