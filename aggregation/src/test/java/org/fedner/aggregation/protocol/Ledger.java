package org.fedner.aggregation.protocol;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.fedner.aggregation.message.Answer;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.KeySet;
import org.fedner.aggregation.message.Keys;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.RevealedShare;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;

/**
 * What a server that sees every message and has the secrets of the colluding platforms can compute.
 *
 * <p>An honest platform's upload for C is its input plus one unknown for every honest neighbour, the pair's mask for C, with
 * opposite signs at both ends. A linear combination of uploads is free of unknowns exactly if it weighs the two ends of every
 * edge alike and no edge leads to somebody who has not uploaded for C. So the inputs' combinations that the server can compute
 * are spanned by the sums over those components of the graph of unknown masks in which everyone has uploaded.
 *
 * <p>In mode R an upload has one unknown more, its self mask, known as soon as so many shares of its secret are; and a pair's
 * mask is known when either end's secret of pairs is.
 *
 * <p>A mask is known if one end colludes, or if an end agreed on it with a key that was not the other's own.
 */
final class Ledger {

    private record Pair(Digest epoch, PlatformId one, PlatformId other) {}

    /** What is known of one context. */
    private record Round(Digest epoch, long number, Map<PlatformId, Digest> uploads) {}

    private record Member(Digest epoch, PlatformId id) {}

    /** Who holds shares of a member's secrets, as it dealt them, and how many of them give one. */
    private record Holders(Set<PlatformId> all, int threshold) {}

    /** What a member dealt for one round of mode R. */
    private record Dealt(Digest epoch, long round, PlatformId dealer) {}

    private final Set<PlatformId> colluders;
    private final Map<Digest, List<PlatformId>> members = new HashMap<>(); // by E
    private final Map<Digest, Map<PlatformId, WireMessage<Keys>>> ownKeys = new HashMap<>();
    private final Set<Pair> masked = new HashSet<>(); // by either end's own account
    private final Set<Pair> exposed = new HashSet<>();
    private final Map<Digest, Integer> thresholds = new HashMap<>(); // signers of a quorum, by E, in mode R
    private final Map<Member, Holders> holders = new HashMap<>();
    private final Map<Dealt, Set<PlatformId>> selfShares = new HashMap<>(); // who revealed
    private final Map<Dealt, Set<PlatformId>> pairShares = new HashMap<>();
    private final Map<Digest, Round> rounds = new LinkedHashMap<>(); // by C

    Ledger(Set<PlatformId> colluders) {
        this.colluders = Set.copyOf(colluders);
    }

    /** A platform takes part in an epoch. */
    void entered(EpochRoster proposal) {
        members.put(proposal.epochDigest(), proposal.members());
    }

    /** A platform made its own keys. */
    void advertised(WireMessage<Keys> keys) {
        Keys message = keys.message();
        ownKeys.computeIfAbsent(message.epoch(), e -> new HashMap<>()).put(message.platform(), keys);
    }

    /** A platform went on with these keys as the others'. */
    void accepted(PlatformId by, KeySet keySet) {
        Map<PlatformId, WireMessage<Keys>> own = ownKeys.getOrDefault(keySet.epoch(), Map.of());
        for (WireMessage<Keys> keys : keySet.keys()) {
            if (!keys.equals(own.get(keys.message().platform()))) {
                exposed.add(pair(keySet.epoch(), by, keys.message().platform()));
            }
        }
    }

    /** The epoch is one of mode R: so many signatures make a quorum. */
    void recoverable(Digest epoch, int threshold) {
        thresholds.put(epoch, threshold);
    }

    /** A platform deals its shares to these, of whom so many give a secret. */
    void dealt(PlatformId by, Digest epoch, Collection<PlatformId> to, int threshold) {
        holders.put(new Member(epoch, by), new Holders(Set.copyOf(to), threshold));
    }

    /**
     * A platform sent this, whether or not it arrives.
     *
     * @param round tau
     * @param neighbours with whom it masks, as it believes
     * @throws BrokenInvariant if it hides another vector under the same masks, or if a sum becomes computable that may not
     */
    void uploaded(PlatformId by, Digest epoch, long round, Collection<PlatformId> neighbours, Upload upload) {
        Round known = rounds.computeIfAbsent(upload.context(), c -> new Round(epoch, round, new HashMap<>()));
        if (!known.epoch().equals(epoch) || known.number() != round) {
            throw new BrokenInvariant(
                    "one context is of one round", upload.context().toString());
        }
        Digest before = known.uploads().put(by, upload.vectorDigest());
        if (before != null && !before.equals(upload.vectorDigest())) {
            throw new BrokenInvariant("no mask hides two vectors", by + " in " + upload.context());
        }
        neighbours.forEach(other -> masked.add(pair(epoch, by, other)));
        check(epoch, round);
    }

    /**
     * A platform revealed shares in mode R.
     *
     * @throws BrokenInvariant if it, or all together, give both kinds of one dealer's, or a sum too many
     */
    void answered(PlatformId by, Digest epoch, long round, Answer answer) {
        reveal(by, epoch, round, answer.self(), selfShares, pairShares);
        reveal(by, epoch, round, answer.pairs(), pairShares, selfShares);
        for (PlatformId dealer : honestMembers(epoch)) {
            Dealt dealt = new Dealt(epoch, round, dealer);
            if (isKnown(dealt, selfShares) && isKnown(dealt, pairShares)) {
                throw new BrokenInvariant("never both kinds of secret of one dealer", dealer.toString());
            }
        }
        check(epoch, round);
    }

    private void reveal(
            PlatformId by,
            Digest epoch,
            long round,
            List<RevealedShare> shares,
            Map<Dealt, Set<PlatformId>> kind,
            Map<Dealt, Set<PlatformId>> other) {
        for (RevealedShare share : shares) {
            Dealt dealt = new Dealt(epoch, round, share.dealer());
            kind.computeIfAbsent(dealt, d -> new HashSet<>()).add(by);
            if (other.getOrDefault(dealt, Set.of()).contains(by)) {
                throw new BrokenInvariant("never both kinds of share for one peer", by + " of " + share.dealer());
            }
        }
    }

    /** Colluders know their shares of everything that was dealt to them, of either kind. */
    private boolean isKnown(Dealt dealt, Map<Dealt, Set<PlatformId>> kind) {
        Holders dealtTo = holders.get(new Member(dealt.epoch(), dealt.dealer()));
        if (dealtTo == null) {
            return false;
        }
        Set<PlatformId> known = new HashSet<>(kind.getOrDefault(dealt, Set.of()));
        known.addAll(colluders);
        known.retainAll(dealtTo.all());
        return known.size() >= dealtTo.threshold();
    }

    /** Every context of a round: what is revealed for one may uncover another. */
    private void check(Digest epoch, long round) {
        Set<PlatformId> honest = honestMembers(epoch);
        boolean recovers = thresholds.containsKey(epoch) && round > 0;
        int sums = 0;
        Set<PlatformId> open = new HashSet<>(); // whose pairwise masks of this round are known
        honest.stream()
                .filter(id -> recovers && isKnown(new Dealt(epoch, round, id), pairShares))
                .forEach(open::add);
        for (Map.Entry<Digest, Round> context : rounds.entrySet()) {
            Round known = context.getValue();
            if (!known.epoch().equals(epoch) || known.number() != round) {
                continue;
            }
            Set<PlatformId> bare = new HashSet<>(known.uploads().keySet());
            if (recovers) {
                bare.removeIf(id -> !isKnown(new Dealt(epoch, round, id), selfShares));
            }
            for (Set<PlatformId> sum : computable(
                    honest,
                    bare,
                    (one, other) ->
                            isHidden(pair(epoch, one, other)) && !open.contains(one) && !open.contains(other))) {
                sums++;
                boolean isWhole =
                        recovers ? sum.size() + honestless(epoch) >= thresholds.get(epoch) : sum.equals(honest);
                if (!isWhole) {
                    throw new BrokenInvariant(
                            "a computable sum is over all members, in mode R over a quorum of them",
                            "%d of %d honest in %s".formatted(sum.size(), honest.size(), context.getKey()));
                }
            }
        }
        if (recovers && sums > 1) {
            throw new BrokenInvariant("at most one sum of a round is computable", "round " + round);
        }
    }

    private int honestless(Digest epoch) {
        return members.get(epoch).size() - honestMembers(epoch).size();
    }

    private boolean isHidden(Pair pair) {
        return masked.contains(pair) && !exposed.contains(pair);
    }

    List<PlatformId> members(Digest epoch) {
        return members.get(epoch);
    }

    private Set<PlatformId> honestMembers(Digest epoch) {
        Set<PlatformId> honest = new TreeSet<>(members.get(epoch));
        honest.removeAll(colluders);
        return honest;
    }

    /**
     * The sums of inputs that span all that can be computed.
     *
     * @param honest all whose inputs are unknown
     * @param uploaded those of them whose upload is known
     * @param isHidden whether the mask of a pair is unknown; symmetric
     */
    static <T> List<Set<T>> computable(Set<T> honest, Set<T> uploaded, BiPredicate<T, T> isHidden) {
        List<Set<T>> sums = new ArrayList<>();
        Set<T> seen = new HashSet<>();
        for (T start : honest) {
            if (!seen.add(start)) {
                continue;
            }
            Set<T> component = new HashSet<>(Set.of(start));
            Deque<T> open = new ArrayDeque<>(List.of(start));
            while (!open.isEmpty()) {
                T one = open.poll();
                for (T other : honest) {
                    if (!component.contains(other) && isHidden.test(one, other)) {
                        component.add(other);
                        open.add(other);
                    }
                }
            }
            seen.addAll(component);
            if (uploaded.containsAll(component)) {
                sums.add(component);
            }
        }
        return sums;
    }

    private static Pair pair(Digest epoch, PlatformId one, PlatformId other) {
        return one.compareTo(other) < 0 ? new Pair(epoch, one, other) : new Pair(epoch, other, one);
    }
}
