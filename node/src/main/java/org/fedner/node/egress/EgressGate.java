package org.fedner.node.egress;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.fedner.aggregation.message.Message;
import org.fedner.aggregation.message.MessageType;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.audit.event.Content;
import org.fedner.audit.event.Counterpart;
import org.fedner.audit.event.Egress;
import org.fedner.audit.event.EgressBlock;
import org.fedner.audit.event.EgressCap;
import org.fedner.audit.event.Ingress;
import org.fedner.audit.event.MemberId;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.audit.log.AuditLog;
import org.fedner.crypto.expansion.Digest;
import org.fedner.node.transport.Peer;

/**
 * Logs, then sends. No other class calls {@link Peer#send}; an architecture test holds that.
 *
 * <p>Guarantee: when a byte of a payload reaches a socket, the log durably holds the payload's length and SHA-256. A payload
 * above the limits is logged as blocked and not sent. Confined to the party's loop.
 */
public final class EgressGate {
    private final AuditLog log;
    private final EgressLimits limits;
    private final Counterpart server;
    private final List<Planned> planned = new ArrayList<>();
    private final Set<Digest> countedThisRound = new HashSet<>();
    private byte[] hashed = new byte[0];
    private Digest hash = Digest.of(hashed);
    private long sentThisRound;

    private Companion companion = (peer, message, where) -> List.of();

    /** Messages that travel with another one, in front of it, and need no flight of their own. */
    @FunctionalInterface
    public interface Companion {
        /** What goes before {@code message}; a refusal is an exception, and then {@code message} does not leave either. */
        List<WireMessage<?>> before(Peer peer, Message message, Where where);
    }

    private record Planned(Peer peer, byte[] bytes, Digest digest) {}

    /** A message was larger than this site lets leave. */
    public static final class BlockedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BlockedException(MessageType type, long bytes) {
            super("a message %s of %d bytes exceeds what this site's policy lets leave; nothing was sent"
                    .formatted(type, bytes));
        }
    }

    private EgressGate(AuditLog log, EgressLimits limits, Counterpart server) {
        this.log = log;
        this.limits = limits;
        this.server = server;
    }

    /** The door of a platform: every peer is the server. */
    public static EgressGate ofPlatform(AuditLog log, EgressLimits limits) {
        log.stage(new EgressCap(limits.largestMessageBytes(), limits.bytesPerRound()));
        return new EgressGate(log, limits, Counterpart.SERVER);
    }

    /** The door of the server: every peer is a platform. */
    public static EgressGate ofServer(AuditLog log, EgressLimits limits) {
        return new EgressGate(log, limits, null);
    }

    /** From now on {@code other} is asked before each message. */
    public void accompany(Companion other) {
        companion = other;
    }

    /** A new round begins: the count of bytes starts again. */
    public void beginRound() {
        sentThisRound = 0;
        countedThisRound.clear();
    }

    /** Bytes planned or sent since {@link #beginRound}; of a message that goes on after a broken connection, the rest. */
    public long sentThisRound() {
        return sentThisRound;
    }

    /**
     * Plans one message: its log entry gets its place now, and both become effective with {@link #flush}.
     *
     * @throws BlockedException if the site's limits forbid it; that is logged durably
     */
    public void plan(Peer peer, WireMessage<?> message, Where where) {
        for (WireMessage<?> before : companion.before(peer, message.message(), where)) {
            planAlone(peer, before, where);
        }
        planAlone(peer, message, where);
    }

    private void planAlone(Peer peer, WireMessage<?> message, Where where) {
        byte[] bytes = message.bytes();
        Digest digest = digest(bytes);
        Content content = content(message.message().type());
        long leaving = countedThisRound.contains(digest) ? peer.outstandingBytes(digest, bytes.length) : bytes.length;
        if (bytes.length > limits.largestMessageBytes() || sentThisRound + leaving > limits.bytesPerRound()) {
            log.append(new EgressBlock(
                    where.job(),
                    where.epoch(),
                    where.round(),
                    where.attempt(),
                    where.phase(),
                    other(peer),
                    key(peer),
                    bytes.length,
                    Sha256Hex.of(digest),
                    Optional.of(content),
                    EgressBlock.Rule.SIZE_CAP));
            throw new BlockedException(message.message().type(), bytes.length);
        }
        sentThisRound += leaving;
        if (limits.bytesPerRound() < Long.MAX_VALUE) {
            countedThisRound.add(digest);
        }
        log.stage(new Egress(
                where.job(),
                where.epoch(),
                where.round(),
                where.attempt(),
                where.phase(),
                other(peer),
                key(peer),
                bytes.length,
                Sha256Hex.of(digest),
                content));
        planned.add(new Planned(peer, bytes, digest));
    }

    /** One result goes to many platforms as one array, so it is hashed once. */
    private Digest digest(byte[] bytes) {
        if (bytes != hashed) {
            hashed = bytes;
            hash = Digest.of(bytes);
        }
        return hash;
    }

    /** Makes the log durable with one force, then sends everything planned, in order. */
    public CompletableFuture<Void> flush() {
        if (planned.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        log.commit();
        CompletableFuture<?>[] sent = planned.stream()
                .map(plan -> plan.peer().send(plan.bytes(), plan.digest()))
                .toArray(CompletableFuture<?>[]::new);
        planned.clear();
        return CompletableFuture.allOf(sent);
    }

    /** Plans and flushes one message. */
    public CompletableFuture<Void> send(Peer peer, WireMessage<?> message, Where where) {
        plan(peer, message, where);
        return flush();
    }

    /** Logs what arrived; durable with the next flush or commit. */
    public void received(Peer peer, WireMessage<?> message, Where where) {
        log.stage(new Ingress(
                where.job(),
                where.epoch(),
                where.round(),
                where.attempt(),
                where.phase(),
                other(peer),
                key(peer),
                message.bytes().length,
                Sha256Hex.over(message.bytes()),
                content(message.message().type())));
    }

    private Counterpart other(Peer peer) {
        return server != null ? server : Counterpart.of(MemberId.of(peer.id().bytes()));
    }

    private static Sha256Hex key(Peer peer) {
        return new Sha256Hex(peer.fingerprint());
    }

    static Content content(MessageType type) {
        return switch (type) {
            case UPLOAD -> Content.MASKED_VECTOR;
            case WELCOME -> Content.JOB;
            case PREPARE -> Content.ROSTER;
            case CALL -> Content.OPEN;
            case RECOVERED -> Content.RESULT;
            case REFUSED, BYE, FINISHED -> Content.LEAVE;
            case SEAL, SEALED, SEALED_SNAPSHOT -> Content.SNAPSHOT;
            default -> Content.valueOf(type.name().toUpperCase(Locale.ROOT));
        };
    }
}
