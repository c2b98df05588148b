package org.fedner.aggregation.message;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.fedner.crypto.signing.VerifyingKey;

/**
 * Everyone who is enrolled in a federation: whoever is not listed is not.
 *
 * <pre>
 * opaque federation[16]
 * uint64 version
 * uint64 issued                      seconds since 1970
 * uint64 expires
 * RosterEntry entries&lt;0..2^24-1&gt;    in the order of their ids
 * </pre>
 *
 * @param version greater than that of every roster before it
 * @param issuedEpochSeconds from when it holds
 * @param expiresEpochSeconds until when it holds
 * @param entries exactly one server, and the platforms; in the order of their ids
 */
public record Roster(
        FederationId federation,
        long version,
        long issuedEpochSeconds,
        long expiresEpochSeconds,
        List<RosterEntry> entries) {

    private static final int MAX_ENTRIES_BYTES = 0xff_ffff;

    public Roster {
        entries = List.copyOf(entries);
        PlatformIds.increasing(entries.stream().map(RosterEntry::id).toList());
        if (entries.stream().filter(entry -> entry.role() == Role.SERVER).count() != 1) {
            throw new IllegalArgumentException("a roster names exactly one server");
        }
        if (version < 1 || issuedEpochSeconds < 0 || expiresEpochSeconds <= issuedEpochSeconds) {
            throw new IllegalArgumentException("a roster has a version from 1 up and expires after it was issued");
        }
        if (entries.stream().map(RosterEntry::name).distinct().count() != entries.size()) {
            throw new IllegalArgumentException("two entries have the same name");
        }
    }

    /** The one server's entry. */
    public RosterEntry server() {
        return entries.stream()
                .filter(entry -> entry.role() == Role.SERVER)
                .findFirst()
                .orElseThrow();
    }

    /** The entry of an enrolled platform. */
    public Optional<RosterEntry> platform(PlatformId id) {
        return entries.stream()
                .filter(entry -> entry.role() == Role.PLATFORM && entry.id().equals(id))
                .findFirst();
    }

    /** The signing key of every enrolled platform. */
    public Map<PlatformId, VerifyingKey> platformKeys() {
        return entries.stream()
                .filter(entry -> entry.role() == Role.PLATFORM)
                .collect(Collectors.toUnmodifiableMap(RosterEntry::id, RosterEntry::signingKey));
    }

    /** Whether it holds at that moment. */
    public boolean isValidAt(long epochSeconds) {
        return issuedEpochSeconds <= epochSeconds && epochSeconds < expiresEpochSeconds;
    }

    /** The canonical bytes. */
    public byte[] encode() {
        return new WireWriter()
                .fixed(federation.bytes())
                .uint(8, version)
                .uint(8, issuedEpochSeconds)
                .uint(8, expiresEpochSeconds)
                .list(entries, MAX_ENTRIES_BYTES, (w, entry) -> entry.encode(w))
                .toBytes();
    }

    static Roster decode(WireReader in) throws MalformedMessageException {
        return new Roster(
                FederationId.ofBytes(in.fixed(FederationId.BYTES)),
                in.uint(8),
                in.uint(8),
                in.uint(8),
                in.list(MAX_ENTRIES_BYTES, RosterEntry::decode));
    }
}
