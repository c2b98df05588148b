package org.fedner.audit.event;

import java.util.Optional;

/**
 * A certificate and the keys that go with it.
 *
 * @param action     whose, or what became of it
 * @param certSha256 SHA-256 of the certificate (DER)
 * @param member     the platform it names; absent for the server
 * @param logVkey    the key that signs that party's checkpoints
 * @param witnessVkey the key that cosigns others' checkpoints
 */
public record IdentityEvent(
        Action action,
        Sha256Hex certSha256,
        Optional<MemberId> member,
        Optional<VkeyText> logVkey,
        Optional<VkeyText> witnessVkey)
        implements Event {

    /** Whose certificate, or what became of it. */
    public enum Action {
        /** The writer's own. */
        OWN,
        /** A peer's, met on a connection. */
        PEER,
        /** Admitted to the federation. */
        ENROL,
        /** No longer accepted. */
        REVOKE
    }

    /** The writer's own, a platform. */
    public static IdentityEvent ofThisPlatform(Sha256Hex certSha256, MemberId member, VkeyText logVkey) {
        return new IdentityEvent(Action.OWN, certSha256, Optional.of(member), Optional.of(logVkey), Optional.empty());
    }

    /** The writer's own, the server. */
    public static IdentityEvent ofThisServer(Sha256Hex certSha256, VkeyText logVkey) {
        return new IdentityEvent(Action.OWN, certSha256, Optional.empty(), Optional.of(logVkey), Optional.empty());
    }

    /** The server a platform talks to. */
    public static IdentityEvent ofServer(Sha256Hex certSha256) {
        return new IdentityEvent(Action.PEER, certSha256, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** A platform the server talks to. */
    public static IdentityEvent ofPlatform(Sha256Hex certSha256, MemberId member) {
        return new IdentityEvent(Action.PEER, certSha256, Optional.of(member), Optional.empty(), Optional.empty());
    }
}
