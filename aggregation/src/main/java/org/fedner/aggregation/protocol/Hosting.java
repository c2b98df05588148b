package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.List;
import org.fedner.aggregation.message.Confirmation;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Ready;
import org.fedner.aggregation.message.SignedMessage;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;

/**
 * The server's part in one epoch: public facts, and its own signature.
 *
 * @param deposits what members deal for the rounds of mode R; stays empty in mode F
 */
record Hosting(ServerParty party, Epoch epoch, Deposits deposits) {

    Hosting(ServerParty party, Epoch epoch) {
        this(party, epoch, new Deposits());
    }

    /** The server's part in an epoch it stored. */
    static Hosting restored(ServerParty party, ServerEpoch stored) throws MalformedMessageException {
        Hosting hosting;
        try {
            hosting = new Hosting(party, Epoch.of(stored.roster().message()));
        } catch (NotEnrolledException e) {
            throw new MalformedMessageException(e.getMessage());
        }
        boolean isOwn = hosting.epoch().isSignedByServer(stored.roster())
                && hosting.epoch().roster().server().id().equals(party.id());
        if (!isOwn) {
            throw new MalformedMessageException("the stored epoch is not this server's");
        }
        return hosting;
    }

    <M extends SignedMessage> WireMessage<M> sign(M message) {
        return WireMessage.sign(message, epoch.digest(), party.signingKey());
    }

    /** The same messages for every member. */
    List<Outgoing> toAll(List<? extends WireMessage<?>> messages) {
        List<Outgoing> outgoing = new ArrayList<>();
        for (PlatformId member : epoch.members()) {
            messages.forEach(message -> outgoing.add(new Outgoing(member, message)));
        }
        return outgoing;
    }

    /** The same messages for every member that follows the epoch: in mode F for all. */
    List<Outgoing> toFollowers(List<? extends WireMessage<?>> messages) {
        return toAll(messages).stream()
                .filter(outgoing -> !deposits.isBehind(outgoing.to()))
                .toList();
    }

    List<Outgoing> toAll(WireMessage<?> message) {
        return toAll(List.of(message));
    }

    /** OPEN for one member: as long as the size round lasts, with the confirmations of those it exchanged keys with. */
    WireMessage<Open> open(ServerEpoch at, PlatformId member) {
        return sign(new Open(
                epoch.digest(),
                at.round(),
                at.attempt(),
                at.state(),
                epoch.layoutOf(at.at(), at.rows()),
                party.roundDeadlineMillis(),
                at.readies().isEmpty() ? List.of() : confirmationsFor(at, member)));
    }

    /** C of the attempt. */
    Digest context(ServerEpoch at) {
        return epoch.context(at.transcript(), at.at(), at.chain().digest(), epoch.layoutOf(at.at(), at.rows()))
                .digest();
    }

    private List<Confirmation> confirmationsFor(ServerEpoch at, PlatformId member) {
        EpochGraph graph = epoch.graph(at.graphSeed());
        List<Confirmation> confirmations = new ArrayList<>();
        for (PlatformId from : graph.linked(member)) {
            Ready ready = at.readies().get(graph.numberOf(from)).message();
            confirmations.add(ready.confirmations().get(graph.linked(from).indexOf(member)));
        }
        return confirmations;
    }
}
