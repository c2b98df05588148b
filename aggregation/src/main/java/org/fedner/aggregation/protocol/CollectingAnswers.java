package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.message.Ack;
import org.fedner.aggregation.message.Answer;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Recovered;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.RevealedShare;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;

/** Enough survivors signed the list; the server collects their shares until every secret is found that it needs. */
record CollectingAnswers(
        CollectingAcknowledgements acknowledged, SortedMap<PlatformId, WireMessage<Answer>> answers, ShareCount shares)
        implements RecoverablePhase {

    static ServerStep begin(CollectingAcknowledgements acknowledged) {
        return ServerStep.to(new CollectingAnswers(acknowledged, new TreeMap<>(), ShareCount.of(acknowledged.round())))
                .sending(acknowledged.survivors().stream()
                        .map(survivor ->
                                new Outgoing(survivor, acknowledged.acks().quorumFor(survivor)))
                        .toList());
    }

    @Override
    public HostedRound round() {
        return acknowledged.round();
    }

    /** A survivor that was cut off before it signed hears the list first. */
    @Override
    public List<WireMessage<?>> since(PlatformId member) {
        return acknowledged.hasSurvivor(member)
                ? List.of(acknowledged.listFor(member), acknowledged.acks().quorumFor(member))
                : acknowledged.since(member);
    }

    @Override
    public List<PlatformId> silent() {
        return acknowledged.survivors().stream()
                .filter(survivor -> !answers.containsKey(survivor))
                .toList();
    }

    @Override
    public ServerStep onUpload(PlatformId from, WireMessage<Upload> upload) {
        return acknowledged.hasSurvivor(from) ? ServerStep.to(this) : refuse(from, upload, RefusedMessage.OUT_OF_PLACE);
    }

    /** More signatures than were needed. */
    @Override
    public ServerStep onAck(PlatformId from, WireMessage<Ack> ack) {
        return ServerStep.to(this);
    }

    @Override
    public ServerStep onAnswer(PlatformId from, WireMessage<Answer> wire) {
        if (!isComplete(from, wire.message())) {
            return refuse(from, wire, RefusedMessage.CONTEXT_DIFFERS);
        }
        if (answers.containsKey(from)) {
            return repeated(from, answers.get(from), wire);
        }
        SortedMap<PlatformId, WireMessage<Answer>> now = new TreeMap<>(answers);
        now.put(from, wire);
        CollectingAnswers next = new CollectingAnswers(acknowledged, now, shares);
        return shares.isEnoughWith(wire.message()) ? next.recovered() : ServerStep.to(next);
    }

    @Override
    public ServerStep onDeadline() {
        return voided();
    }

    /** Whether it is a survivor's, with a share of each participant whose shares it holds, of the kind that is wanted. */
    private boolean isComplete(PlatformId from, Answer answer) {
        List<PlatformId> self = new ArrayList<>();
        List<PlatformId> pairs = new ArrayList<>();
        for (PlatformId dealer : round().graph().dealers(from)) {
            if (acknowledged.hasSurvivor(dealer)) {
                self.add(dealer);
            } else if (round().deposits().containsKey(dealer)) {
                pairs.add(dealer);
            }
        }
        return answer.platform().equals(from)
                && answer.context().equals(round().context().digest())
                && acknowledged.hasSurvivor(from)
                && answer.self().stream().map(RevealedShare::dealer).toList().equals(self)
                && answer.pairs().stream().map(RevealedShare::dealer).toList().equals(pairs);
    }

    /** With a wrong share among those of one secret, it takes one more than the threshold; until then the phase stays. */
    private ServerStep recovered() {
        CollectingCalledInputs inputs = acknowledged.inputs();
        Recovery recovery = new Recovery(round(), acknowledged.acks().survivors(), answers);
        Optional<Tag> tag = recovery.unmask(inputs.sum(), inputs.tag());
        if (tag.isEmpty()) {
            return ServerStep.to(this);
        }
        ServerEpoch at = round().at();
        WireMessage<Recovered> result = hosting()
                .sign(Recovered.of(
                        round().context().digest(),
                        tag.get(),
                        Result.uploadsDigest(inputs.uploads().values()),
                        round().participants(),
                        acknowledged.survivors(),
                        inputs.sum()));
        ServerEpoch after = at.summed(RoundKind.TRAINING, result.message().sumDigest(), at.rows());
        return ServerStep.to(new RoundDecided(hosting(), after, result))
                .noticing(new ServerNotice.SumReady(
                        at.round(),
                        at.attempt(),
                        RoundKind.TRAINING,
                        inputs.sum(),
                        at.rows(),
                        result,
                        List.of(),
                        after,
                        acknowledged.survivors()));
    }
}
