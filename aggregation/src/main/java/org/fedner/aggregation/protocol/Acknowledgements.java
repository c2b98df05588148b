package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fedner.aggregation.message.Ack;
import org.fedner.aggregation.message.AckTag;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.PlatformIds;
import org.fedner.aggregation.message.Quorum;
import org.fedner.aggregation.message.QuorumMember;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;

/**
 * The ACKs of one list of survivors, at the server: what each survivor hears of them.
 *
 * @param survivors the list, in the order of their ids
 * @param listed its digest
 * @param signed by signer, in the same order
 */
record Acknowledgements(
        Digest context,
        EpochGraph graph,
        Set<PlatformId> survivors,
        Digest listed,
        SortedMap<PlatformId, Acknowledgement> signed) {

    /** @param readers whom the tags are for, in their order */
    record Acknowledgement(WireMessage<Ack> ack, List<PlatformId> readers) {

        Optional<AckTag> tagFor(PlatformId recipient) {
            int index = Collections.binarySearch(readers, recipient);
            return index < 0
                    ? Optional.empty()
                    : Optional.of(ack.message().tags().get(index));
        }
    }

    static Acknowledgements none(HostedRound round, Set<PlatformId> survivors) {
        return new Acknowledgements(
                round.context().digest(),
                round.graph(),
                survivors,
                PlatformIds.digest(List.copyOf(survivors)),
                new TreeMap<>());
    }

    /** Whether a survivor may say this: the list as it is, and a tag for each whom it owes one. */
    boolean mayHave(PlatformId from, Ack ack) {
        return ack.platform().equals(from)
                && ack.context().equals(context)
                && ack.survivors().equals(listed)
                && survivors.contains(from)
                && ack.tags().size() == readers(from).size();
    }

    Acknowledgements and(PlatformId signer, WireMessage<Ack> ack) {
        SortedMap<PlatformId, Acknowledgement> more = new TreeMap<>(signed);
        more.put(signer, new Acknowledgement(ack, readers(signer)));
        return new Acknowledgements(context, graph, survivors, listed, more);
    }

    /** QUORUM for one survivor: all signatures, and the tags that are for it. The same bytes whenever it is asked for again. */
    WireMessage<Quorum> quorumFor(PlatformId recipient) {
        List<QuorumMember> members = new ArrayList<>();
        signed.forEach((signer, said) ->
                members.add(new QuorumMember(signer, said.ack().signature(), said.tagFor(recipient))));
        return WireMessage.relayed(new Quorum(context, listed, members));
    }

    /** The other survivors that {@code signer} shares a key with, in the order of their ids. */
    private List<PlatformId> readers(PlatformId signer) {
        return graph.linked(signer).stream().filter(survivors::contains).toList();
    }
}
