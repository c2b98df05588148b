package org.fedner.node.preflight;

/** Whom this machine itself dials: the server, or the proxy before it. */
record FirstHop(String what, String host, int port) {
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
