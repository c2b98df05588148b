package org.fedner.aggregation.protocol;

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
record CollectingAnswers(CollectingAcknowledgements acknowledged, SortedMap<PlatformId, WireMessage<Answer>> answers)
        implements RecoverablePhase {

    static ServerStep begin(CollectingAcknowledgements acknowledged) {
        return ServerStep.to(new CollectingAnswers(acknowledged, new TreeMap<>()))
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
        return acknowledged.lists().containsKey(member)
                ? List.of(acknowledged.lists().get(member), acknowledged.acks().quorumFor(member))
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
        return acknowledged.lists().containsKey(from)
                ? ServerStep.to(this)
                : refuse(from, upload, RefusedMessage.OUT_OF_PLACE);
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
        CollectingAnswers next = new CollectingAnswers(acknowledged, now);
        return now.size() < round().epoch().recoveryThreshold() ? ServerStep.to(next) : next.recovered();
    }

    @Override
    public ServerStep onDeadline() {
        return voided();
    }

    /** Whether it is a survivor's, with a share of each participant, of the kind that is wanted. */
    private boolean isComplete(PlatformId from, Answer answer) {
        List<PlatformId> survivors = acknowledged.survivors();
        List<PlatformId> dropped = round().participants().stream()
                .filter(participant -> !survivors.contains(participant))
                .toList();
        return answer.platform().equals(from)
                && answer.context().equals(round().context().digest())
                && survivors.contains(from)
                && answer.self().stream().map(RevealedShare::dealer).toList().equals(survivors)
                && answer.pairs().stream().map(RevealedShare::dealer).toList().equals(dropped);
    }

    /** With a wrong share among them, it takes one more answer than the threshold; until then the phase stays. */
    private ServerStep recovered() {
        CollectingCalledInputs inputs = acknowledged.inputs();
        Recovery recovery = new Recovery(
                round(),
                acknowledged.survivors(),
                answers.values().stream().map(WireMessage::message).toList());
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
