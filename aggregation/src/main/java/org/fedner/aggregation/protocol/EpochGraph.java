package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.fedner.aggregation.masking.GraphParameters;
import org.fedner.aggregation.masking.MaskGraph;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.SeedPart;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Labels;

/**
 * Who masks with whom in an epoch, and who exchanges keys with whom at its set-up.
 *
 * <p>Complete: everyone with everyone. Drawn: members mask with their neighbours; besides, the first four of the ring, the
 * contributors, exchange keys with everyone, so that the group secret, made of their contributions, reaches all.
 *
 * <p>All of it is public. What the graph must be is drawn after the members, whoever of them colludes, are fixed.
 */
final class EpochGraph {

    /** One of them with good randomness is enough for the group secret. */
    static final int CONTRIBUTORS = 4;

    private final List<PlatformId> members;
    private final MaskGraph masks;
    private final List<PlatformId> contributors;

    private EpochGraph(List<PlatformId> members, MaskGraph masks) {
        this.members = members;
        this.masks = masks;
        this.contributors = masks.parameters().isComplete()
                ? members
                : named(IntStream.range(0, CONTRIBUTORS).map(masks::memberAt).sorted());
    }

    /**
     * @param members in the order of their ids
     * @param seed of a drawn graph; empty if the graph is complete
     */
    static EpochGraph of(List<PlatformId> members, GraphParameters parameters, Optional<Digest> seed) {
        return new EpochGraph(
                members,
                seed.map(drawn -> MaskGraph.drawn(parameters, drawn)).orElseGet(() -> MaskGraph.complete(parameters)));
    }

    /** SHA-256(lab("graph", h_e, part_1, …)), of all members in the order of their ids. */
    static Digest seed(Digest transcript, List<SeedPart> opened) {
        List<byte[]> context = new ArrayList<>();
        context.add(transcript.bytes());
        opened.forEach(seed -> context.add(seed.part().bytes()));
        return Digest.of(Labels.label("graph", context.toArray(byte[][]::new)));
    }

    /** The mask graph; members have there the number of their place among the ids. */
    MaskGraph masks() {
        return masks;
    }

    /** Whom {@code member} masks with, in the order of their ids. */
    List<PlatformId> neighbours(PlatformId member) {
        return named(Arrays.stream(masks.neighbours(numberOf(member))));
    }

    /** Who holds shares of a member's secrets in mode R, in the order of their ids: on a complete graph itself too. */
    List<PlatformId> holders(PlatformId dealer) {
        return masks.parameters().isComplete() ? members : neighbours(dealer);
    }

    /** Whose secrets a member holds shares of. */
    List<PlatformId> dealers(PlatformId holder) {
        return holders(holder); // neighbours are each other's
    }

    /** The neighbour rule of mode R: whether enough of a member's neighbours are among these. */
    boolean hasEnoughNeighbours(PlatformId member, Set<PlatformId> among) {
        return neighbours(member).stream().filter(among::contains).count()
                >= masks.parameters().threshold();
    }

    /** Whose contributions make the group secret, in the order of their ids. */
    List<PlatformId> contributors() {
        return contributors;
    }

    /** Whom {@code member} exchanges keys with, in the order of their ids. */
    List<PlatformId> linked(PlatformId member) {
        if (contributors.contains(member)) {
            return members.stream().filter(other -> !other.equals(member)).toList();
        }
        int own = numberOf(member);
        IntStream all = IntStream.concat(
                Arrays.stream(masks.neighbours(own)), contributors.stream().mapToInt(this::numberOf));
        return named(all.sorted().distinct());
    }

    /** The place of a member among the ids. */
    int numberOf(PlatformId member) {
        int number = Collections.binarySearch(members, member);
        if (number < 0) {
            throw new IllegalArgumentException(member + " is no member");
        }
        return number;
    }

    private List<PlatformId> named(IntStream numbers) {
        return numbers.mapToObj(members::get).toList();
    }

    @Override
    public String toString() {
        return "EpochGraph[" + masks + "]";
    }
}
