package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.sharing.Limbs;
import org.fedner.crypto.sharing.MalformedShareException;
import org.fedner.crypto.sharing.Shamir;
import org.fedner.crypto.sharing.Share;

/**
 * Finds from the answers the survivors' self secrets and the drop-outs' pair secrets, each checked against its dealer's
 * commitment, and takes the masks off the sum.
 *
 * <p>Shamir's scheme does not say which share is wrong. So if the first answers fail, each of them is left out in turn.
 */
final class Recovery {

    private final HostedRound round;
    private final List<PlatformId> survivors;
    private final List<Answer> answers;
    private final int threshold;

    /** @param answers of survivors, complete, at least the threshold */
    Recovery(HostedRound round, List<PlatformId> survivors, List<Answer> answers) {
        this.round = round;
        this.survivors = survivors;
        this.answers = answers;
        this.threshold = round.epoch().recoveryThreshold();
    }

    /** The sum of the tags without masks, the vector unmasked in place; empty, with nothing changed, if it takes more. */
    Optional<Tag> unmask(RingVector sum, Tag tag) {
        Optional<Tag> unmasked = unmask(answers.subList(0, threshold), sum, tag);
        for (int left = 0; left < threshold && unmasked.isEmpty() && answers.size() > threshold; left++) {
            List<Answer> others = new ArrayList<>(answers);
            others.remove(left);
            unmasked = unmask(others.subList(0, threshold), sum, tag);
        }
        return unmasked;
    }

    private Optional<Tag> unmask(List<Answer> chosen, RingVector sum, Tag tag) {
        try (Unmasking unmasking = new Unmasking(round.context().digest())) {
            for (PlatformId participant : round.participants()) {
                if (survivors.contains(participant)) {
                    takeOffSelf(participant, chosen, unmasking);
                } else {
                    takeOffPairs(participant, chosen, unmasking);
                }
            }
            return Optional.of(unmasking.apply(JointVector.of(sum), tag));
        } catch (MalformedShareException | AEADBadTagException | OtherSecretException e) {
            return Optional.empty();
        }
    }

    private void takeOffSelf(PlatformId survivor, List<Answer> chosen, Unmasking unmasking)
            throws MalformedShareException, OtherSecretException {
        Shares dealt = round.deposits().get(survivor).message();
        try (SelfSecret secret = SelfSecret.of(reconstruct(survivor, chosen, Answer::self))) {
            if (!secret.commitment(round.at().transcript(), dealt.round(), survivor.bytes())
                    .equals(dealt.selfCommitment())) {
                throw new OtherSecretException();
            }
            unmasking.takeOffSelf(secret);
        }
    }

    private void takeOffPairs(PlatformId dropped, List<Answer> chosen, Unmasking unmasking)
            throws MalformedShareException, OtherSecretException, AEADBadTagException {
        Shares dealt = round.deposits().get(dropped).message();
        List<PlatformId> others = round.epoch().membersBut(dropped);
        try (PairsSecret secret = PairsSecret.of(reconstruct(dropped, chosen, Answer::pairs))) {
            if (!secret.commitment(round.at().transcript(), dealt.round(), dropped.bytes())
                    .equals(dealt.pairsCommitment())) {
                throw new OtherSecretException();
            }
            List<SecretBytes> maskingKeys = secret.open(
                    round.at().transcript(),
                    dealt.round(),
                    dropped.bytes(),
                    dealt.deposit().toBytes(),
                    others.size());
            for (PlatformId survivor : survivors) {
                unmasking.takeOffPair(dropped.bytes(), survivor.bytes(), maskingKeys.get(others.indexOf(survivor)));
            }
            maskingKeys.forEach(SecretBytes::close);
        }
    }

    private Limbs reconstruct(PlatformId dealer, List<Answer> chosen, Function<Answer, List<RevealedShare>> kind)
            throws MalformedShareException {
        List<Share> shares = new ArrayList<>(threshold);
        try {
            for (Answer answer : chosen) {
                RevealedShare revealed = kind.apply(answer).stream()
                        .filter(share -> share.dealer().equals(dealer))
                        .findFirst()
                        .orElseThrow();
                try (SecretBytes encoded = SecretBytes.owning(revealed.share().toBytes())) {
                    int x = 1 + round.epoch().members().indexOf(answer.platform());
                    shares.add(new Share(x, Limbs.decode(encoded)));
                }
            }
            return Shamir.reconstruct(shares, threshold);
        } finally {
            shares.forEach(Share::close);
        }
    }

    /** The shares give a secret that their dealer did not commit to. */
    private static final class OtherSecretException extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
