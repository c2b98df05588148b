package org.fedner.aggregation.masking;

import java.util.Arrays;
import java.util.List;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Hkdf;
import org.fedner.crypto.expansion.Labels;
import org.fedner.crypto.field.Mersenne61;

/**
 * The key of one round's tags, known to the members and not to the server: the points α_c and the pads β_i,c.
 *
 * <p>A sum other than the true one passes {@link #accepts} with probability at most (m / 2^61)^2 for m words, whatever the
 * server saw, as long as no member colludes with it. Privacy does not depend on this key. The words of the field follow
 * those of the ring: Σ_k lift(x[k]) α^(k+1) + Σ_r u[r] α^(m+r+1).
 *
 * <p>Owned by one thread.
 */
public final class TagKey implements AutoCloseable {

    private static final byte[] NOBODY = new byte[RoundContext.ID_BYTES];

    private final SecretBytes groupSecret;
    private final byte[] context;
    private final long[] points;
    private final TagPolynomial polynomial = new TagPolynomial(Tag.POINTS);

    private TagKey(SecretBytes groupSecret, byte[] context) {
        this.groupSecret = groupSecret;
        this.context = context;
        this.points = derive(NOBODY);
    }

    /**
     * @param groupSecret κ, to which all members contributed; copied, and remains the caller's
     */
    public static TagKey derive(SecretBytes groupSecret, RoundContext context) {
        return new TagKey(groupSecret.copy(), context.digest().bytes());
    }

    /** t_i of this member's unmasked input without a field's part. */
    public Tag tag(RingVector input, byte[] ownId, List<? extends Mask> masks) {
        return tag(JointVector.of(input), ownId, masks);
    }

    /** t_i of this member's unmasked input. */
    public Tag tag(JointVector input, byte[] ownId, List<? extends Mask> masks) {
        RoundContext.requireId(ownId);
        long[] values = evaluate(input);
        long[] pads = derive(ownId);
        for (int point = 0; point < Tag.POINTS; point++) {
            values[point] = Mersenne61.add(values[point], pads[point]);
            for (Mask mask : masks) {
                values[point] = Mersenne61.add(values[point], mask.signedTagPad(point));
            }
        }
        return new Tag(values[0], values[1]);
    }

    /** The same for a sum without a field's part. */
    public boolean accepts(RingVector sum, Tag total, List<byte[]> memberIds) {
        return accepts(JointVector.of(sum), total, memberIds);
    }

    /**
     * Whether {@code sum} is the sum of the inputs of exactly these members, as their tags' sum says. A sum over Z_2^64 with
     * a word beyond 2^60 - 1 never is: another one would have the same tag.
     */
    public boolean accepts(JointVector sum, Tag total, List<byte[]> memberIds) {
        if (!sum.ring().liftsUniquely()) {
            return false;
        }
        long[] expected = evaluate(sum);
        for (byte[] id : memberIds) {
            RoundContext.requireId(id);
            long[] pads = derive(id);
            for (int point = 0; point < Tag.POINTS; point++) {
                expected[point] = Mersenne61.add(expected[point], pads[point]);
            }
        }
        return expected[0] == total.first() && expected[1] == total.second();
    }

    /**
     * What is revealed of a dummy context. {@link MaskOpening} alone calls it, which refuses every other mode.
     *
     * @param memberIds in the order of their ids
     */
    OpenedTagKey opened(List<byte[]> memberIds) {
        List<Tag> pads = memberIds.stream()
                .map(this::derive)
                .map(elements -> new Tag(elements[0], elements[1]))
                .toList();
        return new OpenedTagKey(new Tag(points[0], points[1]), pads);
    }

    private long[] evaluate(JointVector vector) {
        return polynomial.evaluate(vector, points);
    }

    /** Elements Expand(κ, "tag" ‖ C ‖ id ‖ c) for c = 1, 2: a member's pads β, or with the zero identifier the points α. */
    private long[] derive(byte[] id) {
        long[] elements = new long[Tag.POINTS];
        for (int point = 0; point < Tag.POINTS; point++) {
            byte[] info = Labels.label("tag", context, id, Labels.uint8(point + 1));
            try (SecretBytes bytes = Hkdf.expand(groupSecret, info, Mersenne61.DERIVED_BYTES)) {
                elements[point] = Mersenne61.derive(bytes.exposeSecret(), 0);
            }
        }
        return elements;
    }

    @Override
    public void close() {
        groupSecret.close();
        Arrays.fill(points, 0);
    }

    @Override
    public String toString() {
        return "TagKey[redacted]";
    }
}
