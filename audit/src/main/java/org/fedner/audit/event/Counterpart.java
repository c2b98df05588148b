package org.fedner.audit.event;

/** The other end of a connection: {@code server}, or a platform's id as hex. */
public record Counterpart(String name) {

    /** The aggregating server. */
    public static final Counterpart SERVER = new Counterpart("server");

    public Counterpart {
        if (!name.equals("server")) {
            Tokens.requireHex(name, 16);
        }
    }

    /** A platform. */
    public static Counterpart of(MemberId member) {
        return new Counterpart(member.hex());
    }
}
