package org.fedner.audit.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.fedner.audit.event.CheckpointWitnessed;
import org.fedner.audit.event.EpochOpen;
import org.fedner.audit.event.EpochWitnesses;
import org.fedner.audit.event.IdentityEvent;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.RoundClose;
import org.fedner.audit.note.SignedNote;
import org.fedner.audit.note.TrustPolicy;
import org.fedner.audit.note.UntrustedNoteException;
import org.fedner.audit.note.Vkey;
import org.fedner.audit.witness.WitnessTerms;

/**
 * R8: every verified round lies under a checkpoint that a quorum of the epoch's members cosigned, with keys that the policy
 * names. The last two rounds may be without, since cosignatures come a round late; a notice says so.
 *
 * <p>Checked in the server's log. Of a platform's log it says how far others vouch for it: the server could withhold their
 * cosignatures, so their absence is no fault of the platform.
 */
final class RoundsAreWitnessed implements Rule {

    private static final int LATE = 2;

    private record Round(Place place, long index, long number) {}

    private final TrustPolicy policy;
    private final List<Finding> findings = new ArrayList<>();
    private final List<Round> uncovered = new ArrayList<>();
    private final Set<String> bounds = new TreeSet<>();
    private Optional<WitnessTerms> terms = Optional.empty();
    private Optional<WitnessTerms> weakest = Optional.empty();
    private boolean isServer;
    private long rounds;
    private long memberCount;
    private long coveredLeaves;
    private String origin = "";

    RoundsAreWitnessed(TrustPolicy policy) {
        this.policy = policy;
    }

    @Override
    public String name() {
        return "R8";
    }

    @Override
    public void on(Place place, Leaf leaf) {
        origin = leaf.log().name();
        if (leaf.event() instanceof IdentityEvent identity && identity.action() == IdentityEvent.Action.OWN) {
            isServer = identity.member().isEmpty();
        } else if (leaf.event() instanceof EpochOpen open) {
            memberCount = open.memberCount();
            terms = Optional.empty();
        } else if (leaf.event() instanceof EpochWitnesses stated) {
            terms(place, leaf, stated);
        } else if (leaf.event() instanceof RoundClose close && close.outcome() == RoundClose.Outcome.VERIFIED) {
            rounds++;
            uncovered.add(new Round(place, leaf.seq(), close.round()));
            if (isServer && terms.isEmpty() && !policy.witnesses().isEmpty() && rounds == 1) {
                findings.add(place.contradicts(this, leaf.seq(), "a round whose epoch states no witnesses"));
            }
        } else if (leaf.event() instanceof CheckpointWitnessed witnessed
                && witnessed.origin().equals(leaf.log())) {
            witnessed(place, leaf, witnessed);
        }
    }

    private void terms(Place place, Leaf leaf, EpochWitnesses stated) {
        WitnessTerms own = new WitnessTerms(stated.witnesses(), stated.quorum(), stated.colluders());
        terms = Optional.of(own);
        bounds.add(own.toString());
        if (!own.preventsSplitViews()) {
            weakest = Optional.of(own);
        }
        if (memberCount > 0 && !own.equals(WitnessTerms.of((int) memberCount, stated.colluders()))) {
            findings.add(place.contradicts(
                    this, leaf.seq(), "states another quorum than follows from %d members".formatted(memberCount)));
        }
    }

    private void witnessed(Place place, Leaf leaf, CheckpointWitnessed witnessed) {
        if (policy.witnesses().isEmpty()) {
            return;
        }
        SignedNote note = witnessed.note(policy.witnesses());
        try {
            List<Vkey> signers = note.verify(policy.keysFor(origin));
            Set<String> others = signers.stream()
                    .map(Vkey::witnessedBy)
                    .filter(signer -> !signer.equals(origin))
                    .collect(Collectors.toSet());
            boolean signedByLog = signers.stream().anyMatch(policy.logs()::contains);
            int needed = isServer ? terms.map(WitnessTerms::quorum).orElse(1) : 1;
            if (!signedByLog || others.size() < needed) {
                findings.add(place.contradicts(
                        this,
                        leaf.seq(),
                        "a checkpoint with %d cosignatures of trusted witnesses, not %d"
                                .formatted(others.size(), needed)));
            } else if (policy.hasQuorum() && !policy.accepts(origin, signers)) {
                findings.add(place.contradicts(this, leaf.seq(), "not cosigned by the quorum the policy asks for"));
            } else {
                coveredLeaves = Math.max(coveredLeaves, witnessed.size());
                uncovered.removeIf(round -> round.index() < coveredLeaves);
            }
        } catch (UntrustedNoteException e) {
            findings.add(place.contradicts(this, leaf.seq(), e.getMessage()));
        }
    }

    /** Whether a checkpoint that others cosigned satisfies the policy, and covers all rounds but the last ones. */
    boolean satisfiesPolicy() {
        return coveredLeaves > 0 && uncovered.size() <= LATE;
    }

    @Override
    public List<Finding> conclude() {
        if (isServer && !policy.witnesses().isEmpty() && uncovered.size() > LATE) {
            Round first = uncovered.get(0);
            findings.add(first.place()
                    .contradicts(
                            this,
                            first.index(),
                            "no checkpoint cosigned by a quorum covers round %d and %d later ones"
                                    .formatted(first.number(), uncovered.size() - 1)));
        }
        return findings;
    }

    @Override
    public List<String> notices() {
        List<String> notices = new ArrayList<>();
        if (rounds == 0) {
            return notices;
        }
        if (policy.witnesses().isEmpty()) {
            return List.of("R8: the policy names no witness, so nobody but %s vouches for this log".formatted(origin));
        }
        if (isServer) {
            bounds.forEach(bound -> notices.add("R8: quorum " + bound));
            weakest.ifPresent(
                    bound -> notices.add(
                            "R8: with this quorum two histories can each be cosigned; a split is found only by comparing checkpoints"));
        }
        notices.add("R8: %s: others vouch for the first %d entries%s"
                .formatted(
                        origin,
                        coveredLeaves,
                        uncovered.isEmpty()
                                ? ", which hold every round"
                                : "; the last %d rounds came after".formatted(uncovered.size())));
        return notices;
    }
}
