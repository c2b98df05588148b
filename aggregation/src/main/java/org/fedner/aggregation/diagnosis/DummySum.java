package org.fedner.aggregation.diagnosis;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.diagnosis.DummyFinding.Kind;
import org.fedner.aggregation.diagnosis.DummyRound.Shape;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.OpenedTagKey;
import org.fedner.aggregation.masking.OpenedUpload;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.UploadHead;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.field.Mersenne61;

/**
 * The server's sum of a dummy round against the uploads, of which only the digests were sent: those that are explained are
 * computed anew, and if one is not, what is left of the sum without the others must have its digest.
 */
final class DummySum {

    private final DummyRound round;
    private final JointVector explained;
    private final List<UploadHead> unexplained = new ArrayList<>();
    private final Optional<JointVector> claimed;

    DummySum(DummyRound round) {
        Shape shape = round.shape();
        this.round = round;
        this.explained = JointVector.zero(shape.ring(), shape.ringWords(), shape.fieldWords());
        this.claimed = split(round.result().message().sum(), shape);
    }

    /** The server's sum in its two parts; empty if it is of another size or ring, or has words that are no elements. */
    private static Optional<JointVector> split(RingVector sum, Shape shape) {
        int words = JointVector.travellingWords(shape.ring(), shape.ringWords(), shape.fieldWords());
        if (sum.ring() != shape.ring() || sum.size() != words) {
            return Optional.empty();
        }
        try {
            return Optional.of(JointVector.split(sum, shape.fieldWords()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    void add(OpenedUpload upload) {
        explained.add(upload.vector());
    }

    void addUnexplained(UploadHead head) {
        unexplained.add(head);
    }

    boolean isJudged() {
        return unexplained.size() < 2;
    }

    boolean isAcceptedUnder(OpenedTagKey key) {
        return claimed.isPresent()
                && key.accepts(claimed.get(), round.result().message().tag());
    }

    /** What the server signed that it cannot have been sent. */
    Optional<DummyFinding> finding() {
        Result result = round.result().message();
        List<UploadHead> heads = round.opened().message().heads();
        boolean named = result.uploads()
                .equals(Result.uploadsDigest(
                        heads.stream().map(UploadHead::digest).toList()));
        boolean tag =
                heads.stream().map(UploadHead::tag).reduce(Tag.ZERO, Tag::plus).equals(result.tag());
        boolean words = named && claimed.isPresent() && (!isJudged() || isSum(claimed.get()));
        return words && tag ? Optional.empty() : Optional.of(new DummyFinding(Kind.SERVER, List.of(), !words, !tag));
    }

    private boolean isSum(JointVector sum) {
        if (unexplained.isEmpty()) {
            return sum.ring().contentEquals(explained.ring()) && sum.announced().contentEquals(explained.announced());
        }
        return digest(difference(sum, explained)).equals(unexplained.get(0).vectorDigest());
    }

    /** A fresh vector. */
    private static JointVector difference(JointVector sum, JointVector part) {
        Ring ring = sum.ring().ring();
        JointVector rest =
                JointVector.zero(ring, sum.ring().size(), sum.announced().size());
        for (int k = 0; k < rest.ring().size(); k++) {
            long word = sum.ring().word(k) - part.ring().word(k);
            rest.ring().set(k, ring == Ring.Z32 ? (int) word : word);
        }
        long[] elements = rest.announced().words();
        for (int k = 0; k < elements.length; k++) {
            elements[k] = Mersenne61.subtract(
                    sum.announced().words()[k], part.announced().words()[k]);
        }
        return rest;
    }

    /** SHA-256 of the words as they travel. */
    static Digest digest(JointVector vector) {
        RingVector joined = vector.joined();
        ByteBuffer words = ByteBuffer.allocate(joined.size() * joined.ring().wordBytes());
        joined.write(words);
        return Digest.of(words.array());
    }
}
