package org.fedner.aggregation.message;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.fedner.crypto.signing.VerifyingKey;

/**
 * The keys of a federation's authority, one after another: the founder's, whose digest is the federation's id, and those that
 * succeeded it, each by the word of the one before and its own.
 *
 * <p>Exists only if every succession holds: signed by both keys, of this federation, numbered from 1 without a gap, each from
 * the key before, none from or to a key of before, none issued before the one before it. Whether a party may take up one it
 * did not know is a question of the time: {@link #extendsAt}.
 *
 * @param founder the key that founded the federation
 * @param successions oldest first; none as long as the founder's key is in use
 */
public record Lineage(VerifyingKey founder, List<SignedSuccession> successions) {

    /** A key every year for a lifetime. */
    private static final int MOST_SUCCESSIONS = 64;

    /** @throws IllegalArgumentException if a succession does not hold; the sentence says which rule is broken */
    public Lineage {
        successions = List.copyOf(successions);
        require(successions.size() <= MOST_SUCCESSIONS, "a federation has up to 64 successions");
        FederationId federation = FederationId.ofAuthority(founder.spki());
        HashSet<VerifyingKey> keys = new HashSet<>(List.of(founder));
        VerifyingKey last = founder;
        long issued = 0;
        for (int i = 0; i < successions.size(); i++) {
            Succession next = successions.get(i).succession();
            require(next.federation().equals(federation), "a succession is of another federation");
            require(next.sequence() == i + 1, "a succession is missing or out of its place");
            require(next.predecessor().equals(last), "a succession is from another key than the one before");
            require(keys.add(next.successor()), "a succession goes back to a key of before");
            require(next.issuedEpochSeconds() >= issued, "a succession was issued before the one it follows");
            require(successions.get(i).isSignedByBoth(), "a succession is not signed by both keys");
            last = next.successor();
            issued = next.issuedEpochSeconds();
        }
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    /** As long as the founder's key is in use. */
    public static Lineage of(VerifyingKey founder) {
        return new Lineage(founder, List.of());
    }

    /** What follows from the founder's key and stays with all its successors. */
    public FederationId federation() {
        return FederationId.ofAuthority(founder.spki());
    }

    /** How often the key changed. */
    public int sequence() {
        return successions.size();
    }

    public Optional<SignedSuccession> last() {
        return successions.isEmpty() ? Optional.empty() : Optional.of(successions.get(successions.size() - 1));
    }

    /** The key that signs now. */
    public VerifyingKey newest() {
        return last().map(it -> it.succession().successor()).orElse(founder);
    }

    /** All keys, the newest first. */
    public List<VerifyingKey> keys() {
        List<VerifyingKey> keys = new ArrayList<>();
        for (int i = successions.size() - 1; i >= 0; i--) {
            keys.add(successions.get(i).succession().successor());
        }
        keys.add(founder);
        return List.copyOf(keys);
    }

    /** The keys whose signatures count at that moment, the newest first: its own, and those whose overlap has not ended. */
    public List<VerifyingKey> keysAt(long epochSeconds) {
        return keys().stream()
                .filter(key -> endOf(key).stream().allMatch(end -> epochSeconds < end))
                .toList();
    }

    /** When the signatures of a key that was succeeded cease to count, in seconds since 1970; empty for the newest. */
    public OptionalLong endOf(VerifyingKey key) {
        return statements().stream()
                .filter(next -> next.predecessor().equals(key))
                .mapToLong(Succession::overlapEndsEpochSeconds)
                .findFirst();
    }

    /** Whether a key of this lineage signed a roster while its signatures counted, by the date in the roster. */
    public boolean signed(SignedRoster roster) {
        return roster.roster().federation().equals(federation())
                && keysAt(roster.roster().issuedEpochSeconds()).stream().anyMatch(roster::isSignedBy);
    }

    /** Whether this is {@code known} and what came after it. */
    public boolean follows(Lineage known) {
        return founder.equals(known.founder)
                && sequence() > known.sequence()
                && statements().subList(0, known.sequence()).equals(known.statements());
    }

    private List<Succession> statements() {
        return successions.stream().map(SignedSuccession::succession).toList();
    }

    /** Whether a party that knows {@code known} may take this up at that moment: all that is new is still in its overlap. */
    public boolean extendsAt(Lineage known, long epochSeconds) {
        return follows(known)
                && statements().stream().skip(known.sequence()).allMatch(next -> next.isValidAt(epochSeconds));
    }
}
