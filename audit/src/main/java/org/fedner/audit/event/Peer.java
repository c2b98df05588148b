package org.fedner.audit.event;

/** The other end of a connection: {@code server}, or a platform's id as hex. */
public record Peer(String name) {

    /** The aggregating server. */
    public static final Peer SERVER = new Peer("server");

    public Peer {
        if (!name.equals("server")) {
            Tokens.requireHex(name, 16);
        }
    }

    /** A platform. */
    public static Peer of(MemberId member) {
        return new Peer(member.hex());
    }
}
