package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.AEADBadTagException;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Ack;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.PlatformIds;
import org.fedner.aggregation.message.Survivors;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.sharing.MalformedShareException;

/** The masked input is on its way; the platform signs the first list of survivors it may sign, and no other. */
record AwaitingSurvivors(CalledRound round, WireMessage<Upload> upload) implements CalledPhase {

    @Override
    public WireMessage<?> request() {
        return round.call();
    }

    @Override
    public List<WireMessage<?>> answer() {
        List<WireMessage<?>> answer = new ArrayList<>(at().keyed().secrets().deal());
        answer.add(upload);
        return answer;
    }

    @Override
    public List<WireMessage<?>> answerToCall() {
        return answer();
    }

    @Override
    public void eraseRound() {
        // the masks are used up, no share has come
    }

    @Override
    public boolean isParticipating() {
        return true;
    }

    @Override
    public boolean hasUploaded() {
        return true;
    }

    @Override
    public PlatformStep onSurvivors(WireMessage<Survivors> wire) {
        Survivors listed = wire.message();
        if (!listed.context().equals(round.context().digest())) {
            return CalledPhase.super.onSurvivors(wire);
        }
        if (!round.mayHaveSurvived(listed.survivors())
                || !listed.survivors().contains(round.own())
                || !round.hasEnoughNeighbours(listed.survivors())) {
            return abort(AbortReason.SURVIVORS_REFUSED);
        }
        List<PlatformId> dealers = round.dealers();
        if (listed.sealed().size() != dealers.stream().filter(this::isOther).count()) {
            return abort(AbortReason.LIST_ALTERED);
        }
        SortedMap<PlatformId, HeldShare> opened = new TreeMap<>();
        try {
            open(dealers, listed.sealed(), opened);
        } catch (AEADBadTagException | MalformedShareException e) {
            opened.values().forEach(HeldShare::close);
            return abort(AbortReason.SEAL_BROKEN);
        }
        WireMessage<Ack> ack = membership()
                .sign(new Ack(
                        listed.context(),
                        round.own(),
                        PlatformIds.digest(listed.survivors()),
                        at().keyed().secrets().ackTags(listed.context(), listed.survivors())));
        return PlatformStep.to(new AwaitingQuorum(round, wire, new HeldShares(opened), ack))
                .sending(ack);
    }

    private boolean isOther(PlatformId participant) {
        return !participant.equals(round.own());
    }

    private void open(List<PlatformId> dealers, List<ByteString> sealed, SortedMap<PlatformId, HeldShare> opened)
            throws AEADBadTagException, MalformedShareException {
        Dealer dealer = at().keyed().secrets().dealer();
        long number = at().attempt().round();
        int next = 0;
        for (PlatformId participant : dealers) {
            opened.put(
                    participant,
                    isOther(participant)
                            ? dealer.channel(participant).open(number, sealed.get(next++))
                            : dealer.dealing(number).flatMap(Dealing::own).orElseThrow());
        }
    }
}
