package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * @param acks so far
 */
record CollectingAcknowledgements(CollectingCalledInputs inputs, Acknowledgements acks) implements RecoverablePhase {

    static ServerStep begin(CollectingCalledInputs inputs) {
        Acknowledgements none =
                Acknowledgements.none(inputs.round(), inputs.uploads().keySet());
        CollectingAcknowledgements phase = new CollectingAcknowledgements(inputs, none);
        List<Outgoing> outgoing = new ArrayList<>();
        Map<PlatformId, List<ByteString>> sealed = inputs.round().sealedFor(none.survivors());
        none.survivors().forEach(survivor -> outgoing.add(new Outgoing(survivor, phase.list(sealed.get(survivor)))));
        return ServerStep.to(phase).sending(outgoing);
    }

    /** SURVIVORS for one of them: the same bytes whenever it is asked for again. */
    WireMessage<Survivors> listFor(PlatformId survivor) {
        return list(round().sealedFor(Set.of(survivor)).get(survivor));
    }

    private WireMessage<Survivors> list(List<ByteString> sealed) {
        return hosting().sign(new Survivors(round().context().digest(), survivors(), sealed));
    }

    boolean hasSurvivor(PlatformId member) {
        return acks.survivors().contains(member);
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
        return hasSurvivor(member) ? List.of(listFor(member)) : List.of(round().call());
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
        return hasSurvivor(from) ? ServerStep.to(this) : refuse(from, upload, RefusedMessage.OUT_OF_PLACE);
    }

    @Override
    public ServerStep onAck(PlatformId from, WireMessage<Ack> wire) {
        if (!acks.mayHave(from, wire.message())) {
            return refuse(from, wire, RefusedMessage.CONTEXT_DIFFERS);
        }
        if (acks.signed().containsKey(from)) {
            return repeated(from, acks.signed().get(from).ack(), wire);
        }
        CollectingAcknowledgements next = new CollectingAcknowledgements(inputs, acks.and(from, wire));
        return next.acks.signed().size() < round().epoch().signatureThreshold()
                ? ServerStep.to(next)
                : CollectingAnswers.begin(next);
    }

    @Override
    public ServerStep onDeadline() {
        return voided();
    }
}
