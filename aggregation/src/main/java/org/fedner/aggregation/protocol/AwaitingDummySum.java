package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.diagnosis.DummyRound.Shape;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.masking.MaskOpening;
import org.fedner.aggregation.masking.RoundMasking;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.OpenedPair;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.Reveal;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;

/**
 * Mode D: the public dummy input is uploaded, masked and tagged by the code of every other round; the server's sum is awaited.
 *
 * <p>No process is asked for an input, so nothing but the dummy can be in it.
 */
record AwaitingDummySum(Standpoint at, WireMessage<Open> request, RoundMasking masking, WireMessage<Upload> upload)
        implements OpenRoundPhase {

    /** Opens a dummy round; the platform is a member of an epoch of mode D. */
    static PlatformStep begin(Standpoint at, WireMessage<Open> request) {
        Membership membership = at.keyed().membership();
        Shape shape = shape(at);
        JointVector input = shape.input(
                shape.members().indexOf(membership.own()), at.context().digest());
        RoundMasking masking = at.keyed().secrets().masking(at.context());
        Tag tag = masking.mask(input);
        WireMessage<Upload> upload =
                membership.sign(Upload.of(at.context().digest(), membership.own(), tag, input.joined()));
        return PlatformStep.to(new AwaitingDummySum(at, request, masking, upload))
                .sending(upload)
                .noticing(new PlatformNotice.DummyUploaded(
                        at.context().digest(),
                        at.attempt().round(),
                        at.attempt().number()));
    }

    static Shape shape(Standpoint at) {
        return at.keyed().epoch().dummyShape(at.keyed().graph());
    }

    @Override
    public List<WireMessage<?>> answer() {
        return List.of(upload);
    }

    @Override
    public void eraseMasks() {
        masking.close();
    }

    /**
     * Checks the sum as in every round, and opens the masks of this context with what it found. A wrong sum stops nobody here:
     * it is what the diagnosis is about.
     */
    @Override
    public PlatformStep onResult(WireMessage<Result> wire) {
        Result result = wire.message();
        if (!result.context().equals(at.context().digest())) {
            return OpenRoundPhase.super.onResult(wire);
        }
        Optional<JointVector> sum = membership().epoch().split(result.sum(), at.attempt(), at.rows());
        boolean accepts = sum.isPresent() && masking.accepts(sum.get(), result.tag());
        MaskOpening opening = masking.open();
        masking.close();
        WireMessage<Reveal> reveal = membership()
                .sign(new Reveal(
                        result.context(),
                        membership().own(),
                        accepts,
                        opening.tagKey(),
                        pairs(at.keyed().graph().neighbours(membership().own()), opening)));
        return PlatformStep.to(new AwaitingOpened(this, wire, reveal)).sending(reveal);
    }

    /** Masks were derived in the order of the chains, which is that of the neighbours' ids. */
    private static List<OpenedPair> pairs(List<PlatformId> neighbours, MaskOpening opening) {
        List<OpenedPair> pairs = new ArrayList<>();
        for (int k = 0; k < neighbours.size(); k++) {
            pairs.add(new OpenedPair(neighbours.get(k), opening.masks().get(k)));
        }
        return pairs;
    }
}
