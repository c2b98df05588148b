package org.fedner.aggregation.diagnosis;

import java.util.List;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.masking.DummyInput;
import org.fedner.aggregation.message.Opened;
import org.fedner.aggregation.message.OpenedPair;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.Reveal;
import org.fedner.aggregation.message.UploadHead;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;

/**
 * All that is known of one dummy round, on the server and on every member alike. All signatures were checked, and every opening
 * has the {@link Shape} of the round.
 *
 * @param round its number in the epoch, from 0
 * @param context C
 */
public record DummyRound(
        long round, int attempt, Digest context, Shape shape, WireMessage<Result> result, WireMessage<Opened> opened) {

    /**
     * What an opening of one epoch must hold, and of what size its vectors are.
     *
     * @param members in the order of their ids
     * @param neighbours of each of them, whom it masks with, likewise
     */
    public record Shape(
            List<PlatformId> members, List<List<PlatformId>> neighbours, Ring ring, int ringWords, int fieldWords) {

        /** Whether a member's opening is of exactly its masks and of everyone's pads. */
        public boolean fits(Reveal reveal) {
            int member = members.indexOf(reveal.platform());
            return member >= 0
                    && reveal.pairs().stream().map(OpenedPair::peer).toList().equals(neighbours.get(member))
                    && reveal.tagKey().pads().size() == members.size()
                    && reveal.pairs().stream()
                            .allMatch(pair -> pair.mask().fieldSeed().isPresent() == fieldWords > 0);
        }

        /** The public input of the member with that number; a fresh vector. */
        public JointVector input(int member, Digest context) {
            return DummyInput.of(context, members.get(member).bytes(), ring, ringWords, fieldWords, members.size());
        }
    }

    /** Who is at fault, as far as this round shows. Takes as long as masking for all members. */
    public DummyVerdict judge() {
        return new DummyJudge(this).verdict();
    }

    Reveal reveal(int member) {
        return opened.message().reveals().get(member).message();
    }

    UploadHead head(int member) {
        return opened.message().heads().get(member);
    }

    /** What the member with that number opened of its pair with {@code peer}. */
    OpenedPair opened(int member, PlatformId peer) {
        return reveal(member).pairs().get(shape.neighbours().get(member).indexOf(peer));
    }
}
