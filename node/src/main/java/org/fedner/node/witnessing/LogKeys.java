package org.fedner.node.witnessing;

import java.security.InvalidKeyException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Roster;
import org.fedner.aggregation.message.RosterEntry;
import org.fedner.audit.note.KeyType;
import org.fedner.audit.note.MalformedNoteException;
import org.fedner.audit.note.SignedNote;
import org.fedner.audit.note.Vkey;
import org.fedner.crypto.signing.VerifyingKey;
import org.fedner.node.identity.CurrentRoster;
import org.fedner.node.loop.PartyLog;

/** The keys of the federation's logs and witnesses, as the newest roster names them. */
final class LogKeys {
    /** Enough that a few may be away or lie, few enough that a round's cost does not grow with the federation. */
    private static final int PEERS = 6;

    private final CurrentRoster roster;

    LogKeys(CurrentRoster roster) {
        this.roster = roster;
    }

    /** The key that signs the server's log. */
    Optional<Vkey> server() {
        return log(roster.get().server());
    }

    /** The key that signs a platform's log. */
    Optional<Vkey> platform(PlatformId id) {
        return roster.get().platform(id).flatMap(this::log);
    }

    /** The key with which a platform cosigns. */
    Optional<Vkey> witness(PlatformId id) {
        return roster.get().platform(id).flatMap(this::witness);
    }

    /** The key with which the server cosigns. */
    Optional<Vkey> serverWitness() {
        return witness(roster.get().server());
    }

    /** The platform whose log has this name. */
    Optional<PlatformId> ownerOf(String origin) {
        Roster now = roster.get();
        return now.entries().stream()
                .filter(entry -> name(entry).equals(origin))
                .map(RosterEntry::id)
                .filter(id -> now.platform(id).isPresent())
                .findFirst();
    }

    /** The name of a platform's log. */
    Optional<String> origin(PlatformId id) {
        return roster.get().platform(id).map(this::name);
    }

    private String name(RosterEntry entry) {
        return PartyLog.origin(roster.get().federation().toString(), entry.name());
    }

    private Optional<Vkey> log(RosterEntry entry) {
        return key(entry).map(key -> Vkey.of(name(entry), KeyType.ED25519, key));
    }

    private Optional<Vkey> witness(RosterEntry entry) {
        return key(entry).map(key -> Vkey.witnessOf(name(entry), key));
    }

    private static Optional<VerifyingKey> key(RosterEntry entry) {
        try {
            return Optional.of(VerifyingKey.of(entry.auditKey().toBytes()));
        } catch (InvalidKeyException e) {
            return Optional.empty(); // who is enrolled with no key is no witness
        }
    }

    /** A note from a peer, or nothing if it is none. */
    static Optional<SignedNote> note(ByteString bytes) {
        try {
            return Optional.of(SignedNote.parse(bytes.toBytes()));
        } catch (MalformedNoteException e) {
            return Optional.empty();
        }
    }

    /** Who cosigns a platform's log besides the server: the members behind it in the order of their ids, around the end. */
    static List<PlatformId> panelOf(PlatformId id, List<PlatformId> members) {
        int at = members.indexOf(id);
        if (at < 0) {
            return List.of();
        }
        return IntStream.rangeClosed(1, Math.min(PEERS, members.size() - 1))
                .mapToObj(step -> members.get((at + step) % members.size()))
                .toList();
    }
}
