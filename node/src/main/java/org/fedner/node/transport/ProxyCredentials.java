package org.fedner.node.transport;

/** User and password for a {@link Proxy}; prints neither. */
public final class ProxyCredentials {
    private final String user;
    private final String password;

    /** @throws IllegalArgumentException unless both are there and free of control characters */
    public ProxyCredentials(String user, String password) {
        if (user.isEmpty() || password.isEmpty() || (user + password).chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("credentials are a user and a password in one line");
        }
        this.user = user;
        this.password = password;
    }

    /** Reads {@code user:password}; the password may hold further colons. */
    public static ProxyCredentials parse(String line) {
        int colon = line.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("credentials are user:password in one line");
        }
        return new ProxyCredentials(line.substring(0, colon), line.substring(colon + 1));
    }

    String user() {
        return user;
    }

    String password() {
        return password;
    }

    @Override
    public String toString() {
        return "ProxyCredentials[secret]";
    }
}
