package org.fedner.aggregation.protocol;

import java.util.List;
import org.fedner.aggregation.diagnosis.DummyRound;
import org.fedner.aggregation.diagnosis.DummyRound.Shape;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.Opened;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.Reveal;
import org.fedner.aggregation.message.UploadHead;
import org.fedner.aggregation.message.WireMessage;

/** Mode D: this platform opened its masks of the context, once; asked again it sends the same bytes. Others' are awaited. */
record AwaitingOpened(AwaitingDummySum uploaded, WireMessage<Result> result, WireMessage<Reveal> reveal)
        implements OpenRoundPhase {

    @Override
    public Standpoint at() {
        return uploaded.at();
    }

    @Override
    public WireMessage<Open> request() {
        return uploaded.request();
    }

    @Override
    public List<WireMessage<?>> answer() {
        return uploaded.answer();
    }

    @Override
    public void eraseMasks() {
        // they are gone since they were opened
    }

    /** Another sum for what was opened contradicts the first, and stops. */
    @Override
    public PlatformStep onResult(WireMessage<Result> wire) {
        return wire.equals(result) ? PlatformStep.to(this).sending(reveal) : OpenRoundPhase.super.onResult(wire);
    }

    /** Everyone's opening, and what everyone signed of its upload: nothing but these, all signed, the own ones unchanged. */
    @Override
    public PlatformStep onOpened(WireMessage<Opened> wire) {
        Opened opened = wire.message();
        if (!opened.context().equals(at().context().digest())) {
            return OpenRoundPhase.super.onOpened(wire);
        }
        Epoch epoch = membership().epoch();
        Shape shape = AwaitingDummySum.shape(at());
        List<PlatformId> senders =
                opened.heads().stream().map(UploadHead::platform).toList();
        if (!senders.equals(epoch.members())) {
            return abort(AbortReason.LIST_ALTERED);
        }
        int own = epoch.members().indexOf(membership().own());
        for (int member = 0; member < senders.size(); member++) {
            UploadHead head = opened.heads().get(member);
            WireMessage<Reveal> theirs = opened.reveals().get(member);
            if (!epoch.isSignedBy(head) || !epoch.isSignedBy(head.platform(), theirs)) {
                return abort(AbortReason.BAD_SIGNATURE);
            }
            boolean isOfThisRound = head.context().equals(opened.context())
                    && theirs.message().context().equals(opened.context())
                    && shape.fits(theirs.message());
            if (!isOfThisRound) {
                return abort(AbortReason.LIST_ALTERED);
            }
        }
        if (!opened.heads().get(own).equals(UploadHead.of(uploaded.upload()))
                || !opened.reveals().get(own).equals(reveal)) {
            return abort(AbortReason.LIST_ALTERED);
        }
        at().keyed().secrets().advance();
        DummyRound round =
                new DummyRound(at().attempt().round(), at().attempt().number(), opened.context(), shape, result, wire);
        return PlatformStep.to(new BetweenRounds(at().summed(at().state(), epoch.noRows()), wire))
                .noticing(new PlatformNotice.DummyOpened(epoch.proposal(), uploaded.upload(), round));
    }
}
