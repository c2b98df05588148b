package org.fedner.node.transport;

/** One sentence for each {@link TransportFault}: what, where, and what to do. */
final class Sentences {
    private Sentences() {}

    static TransportException exception(TransportFault fault, ServerAddress server, String detail) {
        Object where = isOfProxy(fault) ? server.proxy().map(Object::toString).orElse("the proxy") : server;
        return new TransportException(fault, sentence(fault, detail).formatted(where));
    }

    private static boolean isOfProxy(TransportFault fault) {
        return fault == TransportFault.PROXY_UNREACHABLE
                || fault == TransportFault.PROXY_AUTHENTICATION
                || fault == TransportFault.PROXY_REFUSED;
    }

    private static String sentence(TransportFault fault, String detail) {
        return switch (fault) {
            case NAME_NOT_RESOLVED ->
                "The server's name in %s is not known to this machine's DNS; check the spelling, or ask for the name to be added.";
            case CONNECTION_REFUSED ->
                "Nobody listens at %s, or a firewall rejects the connection; check that the server runs and that this outbound port is open.";
            case TIMEOUT ->
                "No answer from %s in time; a firewall that drops packets looks like this: ask for the outbound port to be opened, and check that the server runs.";
            case CONNECTION_LOST ->
                "The connection to %s ended before it was set up; if this repeats, something between the two machines cuts it, or the server is overloaded.";
            case PROXY_UNREACHABLE ->
                "Nobody answers at the %s; check its name and port in the configuration, and that it runs.";
            case PROXY_AUTHENTICATION ->
                "The %s wants a user and a password, or other ones; name a file with them in 'server.proxy.credentials'.";
            case PROXY_REFUSED ->
                "The %s does not connect to the server; ask its operators to allow CONNECT to the server's host and port.";
            case ADDRESS_IN_USE -> "The port of %s cannot be opened; stop the other program or choose another port.";
            case PLAINTEXT_PEER ->
                "Whoever answers at %s does not speak TLS; check the port, and whether a proxy shows a page of its own there.";
            case TLS_VERSION ->
                "Whoever answers at %s does not speak TLS 1.3; check the address, or update the server.";
            case UNKNOWN_AUTHORITY ->
                "The server at %s holds a certificate of another federation's authority; check the address, and that the enrolment file is of this federation.";
            case INTERCEPTED ->
                "The certificate shown by %s was issued by \"" + detail
                        + "\" and not by the federation's authority: most likely a proxy on the way inspects TLS; ask the network's operators to exempt this address.";
            case WRONG_HOST ->
                "The server's certificate does not name the host in %s; dial a name that it was enrolled with, or give the server's fingerprint in the configuration.";
            case WRONG_FINGERPRINT ->
                "The server at %s has another key than the fingerprint in the configuration; compare it by telephone with the server's operator before changing anything.";
            case WRONG_ROLE -> "The party at %s holds a platform's certificate, not a server's; check the address.";
            case SERVER_CERTIFICATE_EXPIRED ->
                "The certificate of the server at %s has expired, or this machine's clock is wrong; check the clock, then ask the server's operator to enrol again.";
            case SERVER_CERTIFICATE_NOT_YET_VALID ->
                "The certificate of the server at %s is not valid yet: this machine's clock is slow, or the issuer's was fast; check the clock.";
            case SERVER_NOT_IN_ROSTER ->
                "The server at %s is not in this site's roster; ask the coordinator for the current enrolment file and run provision install.";
            case ROSTER_EXPIRED ->
                "This site's roster has expired, so the server at %s cannot be checked; ask the coordinator for the current enrolment file and run provision install.";
            case CERTIFICATE_REFUSED ->
                "The server at %s does not accept this site's certificate: it belongs to another authority; check that both were enrolled in the same federation.";
            case REFUSED_NOT_IN_ROSTER ->
                "The server at %s does not list this site in its roster: not approved yet, revoked, or the server has not received the newest roster; ask the coordinator.";
            case REFUSED_CERTIFICATE_EXPIRED ->
                "The server at %s says that this site's certificate has expired; ask the coordinator for a new one.";
            case REFUSED_CERTIFICATE_NOT_YET_VALID ->
                "The server at %s says that this site's certificate is not valid yet; its clock is slow, or the issuer's was fast.";
            case REFUSED_ALREADY_CONNECTED ->
                "Another running process is connected to %s with this site's certificate; stop it first, and if there is none, tell the coordinator that the key may have been copied.";
            case REFUSED_VERSION -> "The server at %s " + detail + ".";
            case REFUSED_SHUTTING_DOWN -> "The server at %s is shutting down; try again later.";
            case REFUSED_ROSTER_EXPIRED ->
                "The roster of the server at %s has expired; its operator has to install a new one from the coordinator.";
            case TLS_FAILED -> "TLS with %s could not be set up; run preflight, which checks each step.";
            case MALFORMED_ANSWER -> "Whoever answers at %s speaks TLS but not this protocol; check the port.";
            case CLOSED -> "The connection to %s was closed by this side.";
        };
    }
}
