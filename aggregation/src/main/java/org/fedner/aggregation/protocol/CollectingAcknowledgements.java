package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fedner.aggregation.message.Ack;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Survivors;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;

/**
 * The survivors are fixed; each signs their list, and hears what the participants sealed for it.
 *
 * @param inputs the uploads and their sum, final
 * @param lists SURVIVORS of each survivor
 * @param acks so far
 */
record CollectingAcknowledgements(
        CollectingCalledInputs inputs, Map<PlatformId, WireMessage<Survivors>> lists, Acknowledgements acks)
        implements RecoverablePhase {

    static ServerStep begin(CollectingCalledInputs inputs) {
        Map<PlatformId, WireMessage<Survivors>> lists = new HashMap<>();
        List<Outgoing> outgoing = new ArrayList<>();
        for (PlatformId survivor : inputs.uploads().keySet()) {
            WireMessage<Survivors> list = inputs.hosting().sign(list(inputs, survivor));
            lists.put(survivor, list);
            outgoing.add(new Outgoing(survivor, list));
        }
        Acknowledgements none =
                Acknowledgements.none(inputs.round(), inputs.uploads().keySet());
        return ServerStep.to(new CollectingAcknowledgements(inputs, lists, none))
                .sending(outgoing);
    }

    private static Survivors list(CollectingCalledInputs inputs, PlatformId survivor) {
        Epoch epoch = inputs.round().epoch();
        List<ByteString> sealed = new ArrayList<>();
        inputs.round().deposits().forEach((dealer, shares) -> {
            if (!dealer.equals(survivor)) {
                int index = epoch.membersBut(dealer).indexOf(survivor);
                sealed.add(shares.message().sealed().get(index));
            }
        });
        return new Survivors(
                inputs.round().context().digest(), List.copyOf(inputs.uploads().keySet()), sealed);
    }

    @Override
    public HostedRound round() {
        return inputs.round();
    }

    List<PlatformId> survivors() {
        return List.copyOf(inputs.uploads().keySet());
    }

    @Override
    public List<WireMessage<?>> since(PlatformId member) {
        return lists.containsKey(member) ? List.of(lists.get(member)) : List.of(round().call());
    }

    @Override
    public List<PlatformId> silent() {
        return survivors().stream()
                .filter(survivor -> !acks.signed().containsKey(survivor))
                .toList();
    }

    /** An upload again is nothing new; a late one is in no sum, and its owner hears so with the outcome. */
    @Override
    public ServerStep onUpload(PlatformId from, WireMessage<Upload> upload) {
        return lists.containsKey(from) ? ServerStep.to(this) : refuse(from, upload, RefusedMessage.OUT_OF_PLACE);
    }

    @Override
    public ServerStep onAck(PlatformId from, WireMessage<Ack> wire) {
        if (!acks.mayHave(from, wire.message())) {
            return refuse(from, wire, RefusedMessage.CONTEXT_DIFFERS);
        }
        if (acks.signed().containsKey(from)) {
            return repeated(from, acks.signed().get(from).ack(), wire);
        }
        CollectingAcknowledgements next = new CollectingAcknowledgements(inputs, lists, acks.and(from, wire));
        return next.acks.signed().size() < round().epoch().recoveryThreshold()
                ? ServerStep.to(next)
                : CollectingAnswers.begin(next);
    }

    @Override
    public ServerStep onDeadline() {
        return voided();
    }
}
