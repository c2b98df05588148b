package org.fedner.node.witnessing;

import java.security.InvalidKeyException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

/**
 * The keys of the federation's logs and witnesses, as the newest roster names them; of who is no longer on it, as the last one
 * did. A member that is struck off in mid-epoch stays a witness of that epoch: what it cosigned before counts, and without it
 * the rounds before could not be shown to have been seen by a quorum.
 */
final class LogKeys {
    /** Enough that a few may be away or lie, few enough that a round's cost does not grow with the federation. */
    private static final int PEERS = 6;

    private final CurrentRoster roster;
    private final Map<PlatformId, RosterEntry> known = new HashMap<>();
    private final Map<RosterEntry, Optional<Keys>> made =
            new HashMap<>(); // decoding a key takes as long as verifying with it
    private String federation = "";
    private long newest = -1;

    private record Keys(Vkey log, Vkey witness) {}

    LogKeys(CurrentRoster roster) {
        this.roster = roster;
        now();
    }

    private Roster now() {
        Roster now = roster.get();
        if (now.version() != newest) {
            newest = now.version();
            federation = now.federation().toString();
            now.entries().forEach(entry -> known.put(entry.id(), entry));
        }
        return now;
    }

    private Optional<RosterEntry> entry(PlatformId id) {
        return now().platform(id).or(() -> Optional.ofNullable(known.get(id)));
    }

    /** The key that signs the server's log. */
    Optional<Vkey> server() {
        return log(now().server());
    }

    /** The key that signs a platform's log. */
    Optional<Vkey> platform(PlatformId id) {
        return entry(id).flatMap(this::log);
    }

    /** The key with which a platform cosigns. */
    Optional<Vkey> witness(PlatformId id) {
        return entry(id).flatMap(this::witness);
    }

    /** The key with which the server cosigns. */
    Optional<Vkey> serverWitness() {
        return witness(now().server());
    }

    /** The platform whose log has this name. */
    Optional<PlatformId> ownerOf(String origin) {
        Roster now = now();
        return now.entries().stream()
                .filter(entry -> name(entry).equals(origin))
                .map(RosterEntry::id)
                .filter(id -> now.platform(id).isPresent())
                .findFirst();
    }

    /** The name of a platform's log. */
    Optional<String> origin(PlatformId id) {
        return entry(id).map(this::name);
    }

    private String name(RosterEntry entry) {
        return PartyLog.origin(federation, entry.name());
    }

    private Optional<Vkey> log(RosterEntry entry) {
        return keys(entry).map(Keys::log);
    }

    private Optional<Vkey> witness(RosterEntry entry) {
        return keys(entry).map(Keys::witness);
    }

    private Optional<Keys> keys(RosterEntry entry) {
        return made.computeIfAbsent(entry, this::make);
    }

    private Optional<Keys> make(RosterEntry entry) {
        try {
            VerifyingKey key = VerifyingKey.of(entry.auditKey().toBytes());
            return Optional.of(new Keys(Vkey.of(name(entry), KeyType.ED25519, key), Vkey.witnessOf(name(entry), key)));
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
