package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import javax.crypto.AEADBadTagException;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.PairsSecret;
import org.fedner.aggregation.masking.SelfSecret;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.masking.Unmasking;
import org.fedner.aggregation.message.Answer;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.RevealedShare;
import org.fedner.aggregation.message.Shares;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.sharing.Limbs;
import org.fedner.crypto.sharing.MalformedShareException;
import org.fedner.crypto.sharing.Shamir;
import org.fedner.crypto.sharing.Share;

/**
 * Finds from the answers the survivors' self secrets and the drop-outs' pair secrets, each checked against its dealer's
 * commitment, and takes the masks off the sum.
 *
 * <p>Shamir's scheme does not say which share is wrong. So if the first shares of a secret fail, each of them is left out in
 * turn.
 */
final class Recovery {

    private final HostedRound round;
    private final Set<PlatformId> survivors;
    private final SortedMap<PlatformId, WireMessage<Answer>> answers;
    private final int threshold;

    /** @param answers of survivors, complete, with enough shares of every participant's secret */
    Recovery(HostedRound round, Set<PlatformId> survivors, SortedMap<PlatformId, WireMessage<Answer>> answers) {
        this.round = round;
        this.survivors = survivors;
        this.answers = answers;
        this.threshold = round.graph().masks().parameters().shareThreshold();
    }

    /** The sum of the tags without masks, the vector unmasked in place; empty, with nothing changed, if it takes more. */
    Optional<Tag> unmask(RingVector sum, Tag tag) {
        try (Unmasking unmasking = new Unmasking(round.context().digest())) {
            for (PlatformId participant : round.participants()) {
                boolean isFound = survivors.contains(participant)
                        ? found(participant, shares -> takeOffSelf(participant, shares, unmasking))
                        : found(participant, shares -> takeOffPairs(participant, shares, unmasking));
                if (!isFound) {
                    return Optional.empty();
                }
            }
            return Optional.of(unmasking.apply(JointVector.of(sum), tag));
        }
    }

    /** Tries a secret from so many shares; nothing has happened if it fails. */
    private interface Attempt {
        void with(List<Share> shares) throws MalformedShareException, AEADBadTagException, OtherSecretException;
    }

    private boolean found(PlatformId dealer, Attempt attempt) {
        List<Share> shares = new ArrayList<>();
        try {
            collect(dealer, shares);
            boolean found = shares.size() >= threshold && succeeds(attempt, shares.subList(0, threshold));
            for (int left = 0; left < threshold && !found && shares.size() > threshold; left++) {
                List<Share> others = new ArrayList<>(shares);
                others.remove(left);
                found = succeeds(attempt, others.subList(0, threshold));
            }
            return found;
        } finally {
            shares.forEach(Share::close);
        }
    }

    private static boolean succeeds(Attempt attempt, List<Share> shares) {
        try {
            attempt.with(shares);
            return true;
        } catch (MalformedShareException | AEADBadTagException | OtherSecretException e) {
            return false;
        }
    }

    /** Every holder's that answered, in the order of their ids; x is one more than the holder's place among the holders. */
    private void collect(PlatformId dealer, List<Share> shares) {
        boolean survived = survivors.contains(dealer);
        List<PlatformId> holders = round.graph().holders(dealer);
        for (int i = 0; i < holders.size(); i++) {
            if (answers.containsKey(holders.get(i))) {
                Answer answer = answers.get(holders.get(i)).message();
                share(dealer, survived ? answer.self() : answer.pairs(), 1 + i).ifPresent(shares::add);
            }
        }
    }

    /** Empty if its bytes are no share at all. */
    private static Optional<Share> share(PlatformId dealer, List<RevealedShare> revealed, int x) {
        RevealedShare own = revealed.stream()
                .filter(share -> share.dealer().equals(dealer))
                .findFirst()
                .orElseThrow();
        try (SecretBytes encoded = SecretBytes.owning(own.share().toBytes())) {
            return Optional.of(new Share(x, Limbs.decode(encoded)));
        } catch (MalformedShareException e) {
            return Optional.empty();
        }
    }

    private void takeOffSelf(PlatformId survivor, List<Share> shares, Unmasking unmasking)
            throws MalformedShareException, OtherSecretException {
        Shares dealt = round.deposits().get(survivor).message();
        try (SelfSecret secret = SelfSecret.of(Shamir.reconstruct(shares, threshold))) {
            if (!secret.commitment(round.at().transcript(), dealt.round(), survivor.bytes())
                    .equals(dealt.selfCommitment())) {
                throw new OtherSecretException();
            }
            unmasking.takeOffSelf(secret);
        }
    }

    private void takeOffPairs(PlatformId dropped, List<Share> shares, Unmasking unmasking)
            throws MalformedShareException, OtherSecretException, AEADBadTagException {
        Shares dealt = round.deposits().get(dropped).message();
        List<PlatformId> neighbours = round.graph().neighbours(dropped);
        try (PairsSecret secret = PairsSecret.of(Shamir.reconstruct(shares, threshold))) {
            if (!secret.commitment(round.at().transcript(), dealt.round(), dropped.bytes())
                    .equals(dealt.pairsCommitment())) {
                throw new OtherSecretException();
            }
            List<SecretBytes> maskingKeys = secret.open(
                    round.at().transcript(),
                    dealt.round(),
                    dropped.bytes(),
                    dealt.deposit().toBytes(),
                    neighbours.size());
            for (int i = 0; i < neighbours.size(); i++) {
                if (survivors.contains(neighbours.get(i))) {
                    unmasking.takeOffPair(dropped.bytes(), neighbours.get(i).bytes(), maskingKeys.get(i));
                }
            }
            maskingKeys.forEach(SecretBytes::close);
        }
    }

    /** The shares give a secret that their dealer did not commit to. */
    private static final class OtherSecretException extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
