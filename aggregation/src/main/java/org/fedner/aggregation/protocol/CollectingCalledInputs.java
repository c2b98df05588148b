package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.message.Call;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;

/**
 * The server collects the masked inputs of a round of mode R. Whose is here at the deadline survives.
 *
 * @param uploads digest of each survivor's UPLOAD so far
 * @param tag sum of their tags
 * @param sum of their vectors; the one mutable thing, owned by this round's phases, touched by one thread
 */
record CollectingCalledInputs(HostedRound round, SortedMap<PlatformId, Digest> uploads, Tag tag, RingVector sum)
        implements RecoverablePhase {

    /**
     * Calls the round, for the members whose shares are here. With too few of them the epoch ends: each member deals as
     * soon as it hears a call, so whoever has not is silent.
     */
    static ServerStep open(
            Hosting hosting, ServerEpoch at, List<WireMessage<?>> lastOutcome, Optional<EarlierSum> earlier) {
        Deposits deposits = hosting.deposits();
        deposits.call(at.round());
        List<PlatformId> participants = List.copyOf(deposits.called().keySet());
        EpochGraph graph = hosting.epoch().graph(at.graphSeed());
        if (!mayBeRecovered(hosting.epoch(), graph, deposits.called().keySet())) {
            List<PlatformId> silent = hosting.epoch().members().stream()
                    .filter(member -> !participants.contains(member))
                    .toList();
            return ServerStep.to(new EpochOver(hosting, at.round(), lastOutcome, earlier))
                    .sending(hosting.toFollowers(lastOutcome))
                    .noticing(new ServerNotice.EpochEnded(EpochEnd.MEMBERS_SILENT, silent));
        }
        WireMessage<Call> call = hosting.sign(new Call(
                hosting.epoch().digest(),
                at.round(),
                at.state(),
                hosting.epoch().layoutOf(at.at(), at.rows()),
                hosting.party().roundDeadlineMillis(),
                participants));
        HostedRound round = new HostedRound(hosting, at, call, graph, deposits.called(), lastOutcome, earlier);
        RingVector sum = hosting.epoch().zeroOf(at.at(), at.rows()).ring();
        CollectingCalledInputs phase = new CollectingCalledInputs(round, new TreeMap<>(), Tag.ZERO, sum);
        List<WireMessage<?>> flight = new ArrayList<>(lastOutcome);
        flight.add(call);
        return ServerStep.to(phase).sending(hosting.toFollowers(flight));
    }

    @Override
    public List<WireMessage<?>> since(PlatformId member) {
        return List.of(round.call());
    }

    @Override
    public List<PlatformId> silent() {
        return round.participants().stream()
                .filter(participant -> !uploads.containsKey(participant))
                .toList();
    }

    @Override
    public ServerStep onUpload(PlatformId from, WireMessage<Upload> wire) {
        Upload upload = wire.message();
        if (!upload.platform().equals(from)
                || !upload.context().equals(round.context().digest())
                || !round.participants().contains(from)) {
            return refuse(from, wire, RefusedMessage.CONTEXT_DIFFERS);
        }
        if (upload.vector().ring() != sum.ring() || upload.vector().size() != sum.size()) {
            return refuse(from, wire, RefusedMessage.WRONG_SIZE);
        }
        Digest head = Digest.of(wire.signedHead());
        if (uploads.containsKey(from)) {
            return uploads.get(from).equals(head)
                    ? ServerStep.to(this)
                    : refuse(from, wire, RefusedMessage.SECOND_VERSION);
        }
        sum.add(upload.vector());
        SortedMap<PlatformId, Digest> now = new TreeMap<>(uploads);
        now.put(from, head);
        CollectingCalledInputs next = new CollectingCalledInputs(round, now, tag.plus(upload.tag()), sum);
        return now.size() == round.participants().size() ? CollectingAcknowledgements.begin(next) : ServerStep.to(next);
    }

    @Override
    public ServerStep onDeadline() {
        return round.isRecoverableFrom(uploads.keySet()) ? CollectingAcknowledgements.begin(this) : voided();
    }

    /** Whether there would be a sum if all of these survived. */
    private static boolean mayBeRecovered(Epoch epoch, EpochGraph graph, Set<PlatformId> participants) {
        return participants.size() >= epoch.fewestSurvivors()
                && participants.stream().allMatch(member -> graph.hasEnoughNeighbours(member, participants));
    }
}
