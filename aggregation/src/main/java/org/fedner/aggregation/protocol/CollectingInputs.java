package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.message.Opened;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.RoundVoid;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.UploadHead;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;

/**
 * The server is collecting masked inputs of one attempt of one round. Each is added when it is complete; only the sum is
 * kept.
 *
 * @param at the open attempt
 * @param context its C
 * @param lastOutcome of the attempt before, for members who missed it; empty in a new epoch
 * @param earlier the sum before it, if it is void
 * @param uploads head of each member's UPLOAD so far
 * @param tag sum of their tags
 * @param sum of their vectors; the one mutable thing, owned by this phase, touched by one thread
 */
record CollectingInputs(
        Hosting hosting,
        ServerEpoch at,
        Digest context,
        List<WireMessage<?>> lastOutcome,
        Optional<EarlierSum> earlier,
        SortedMap<PlatformId, UploadHead> uploads,
        Tag tag,
        JointVector sum)
        implements HostPhase {

    /** Opens the attempt, or in mode R calls the round, unless it is the size round. */
    static ServerStep openOrCall(
            Hosting hosting, ServerEpoch at, List<WireMessage<?>> lastOutcome, Optional<EarlierSum> earlier) {
        return hosting.epoch().isRecoverable(at.at())
                ? CollectingCalledInputs.open(hosting, at, lastOutcome, earlier)
                : open(hosting, at, lastOutcome, earlier);
    }

    /** Opens the attempt: each member hears the last outcome, if any, and the OPEN. */
    static ServerStep open(
            Hosting hosting, ServerEpoch at, List<WireMessage<?>> lastOutcome, Optional<EarlierSum> earlier) {
        CollectingInputs phase = collecting(hosting, at, lastOutcome, earlier);
        List<Outgoing> outgoing = new ArrayList<>();
        for (PlatformId member : hosting.epoch().members()) {
            outgoing.addAll(phase.addressed(member, phase.flight(member)));
        }
        return ServerStep.to(phase).sending(outgoing);
    }

    /** With nothing sent: after a restart nobody is connected yet. */
    static CollectingInputs collecting(
            Hosting hosting, ServerEpoch at, List<WireMessage<?>> lastOutcome, Optional<EarlierSum> earlier) {
        JointVector sum = hosting.epoch().zeroOf(at.at(), at.rows());
        return new CollectingInputs(
                hosting, at, hosting.context(at), lastOutcome, earlier, new TreeMap<>(), Tag.ZERO, sum);
    }

    @Override
    public List<WireMessage<?>> flight(PlatformId member) {
        List<WireMessage<?>> flight = new ArrayList<>(lastOutcome);
        flight.add(hosting.open(at, member));
        return flight;
    }

    /** Whoever waits for a sum hears it first, also if an attempt after it is void already; without it no attempt succeeds. */
    @Override
    public ServerStep onReconnected(ServerEvent.Reconnected reconnected) {
        List<Outgoing> missed = EarlierSum.missedBy(reconnected.from(), reconnected.standing(), earlier);
        if (isOfThisEpoch(reconnected.standing()) && !missed.isEmpty()) {
            return ServerStep.to(this)
                    .sending(missed)
                    .sending(addressed(reconnected.from(), flight(reconnected.from())));
        }
        boolean isBehind = isOfThisEpoch(reconnected.standing())
                && reconnected.standing() instanceof Standing.InRound stands
                && stands.round() < at.round()
                && lastOutcome.stream()
                        .noneMatch(
                                outcome -> outcome.message() instanceof Result || outcome.message() instanceof Opened);
        return isBehind
                ? end(EpochEnd.MEMBER_BEHIND, List.of(reconnected.from()))
                : HostPhase.super.onReconnected(reconnected);
    }

    @Override
    public ServerStep onUpload(PlatformId from, WireMessage<Upload> wire) {
        Upload upload = wire.message();
        if (!upload.platform().equals(from) || !upload.context().equals(context)) {
            return refuse(from, wire, RefusedMessage.CONTEXT_DIFFERS);
        }
        Optional<JointVector> vector = hosting.epoch().split(upload.vector(), at.at(), at.rows());
        if (vector.isEmpty()) {
            return refuse(from, wire, RefusedMessage.WRONG_SIZE);
        }
        UploadHead head = UploadHead.of(wire);
        if (uploads.containsKey(from)) {
            return uploads.get(from).equals(head)
                    ? ServerStep.to(this)
                    : refuse(from, wire, RefusedMessage.SECOND_VERSION);
        }
        sum.add(vector.get());
        SortedMap<PlatformId, UploadHead> now = new TreeMap<>(uploads);
        now.put(from, head);
        CollectingInputs next =
                new CollectingInputs(hosting, at, context, lastOutcome, earlier, now, tag.plus(upload.tag()), sum);
        return now.size() == hosting.epoch().members().size() ? next.summed() : ServerStep.to(next);
    }

    @Override
    public ServerStep onDeadline() {
        return voided();
    }

    /** Whoever asks to leave before it uploaded will not upload: the attempt cannot be completed. */
    @Override
    public ServerStep onLeave(PlatformId from) {
        ServerStep step = uploads.containsKey(from) ? ServerStep.to(this) : voided();
        return step.noticingFirst(new ServerNotice.LeaveReceived(from)); // what follows the void depends on it
    }

    private ServerStep summed() {
        List<UploadHead> heads = List.copyOf(uploads.values());
        Digest named =
                Result.uploadsDigest(heads.stream().map(UploadHead::digest).toList());
        WireMessage<Result> result = hosting.sign(Result.of(context, tag, named, sum.joined()));
        if (hosting.epoch().isDiagnostic()) {
            return CollectingReveals.begin(hosting, at, result, heads);
        }
        RoundKind kind = hosting.epoch().kindOf(at.at());
        RowSet next = hosting.epoch().rowsAfter(at.at(), sum);
        ServerEpoch after = at.summed(kind, result.message().sumDigest(), next);
        return ServerStep.to(new RoundDecided(hosting, after, result))
                .noticing(new ServerNotice.SumReady(
                        at.round(),
                        at.attempt(),
                        kind,
                        sum.ring(),
                        at.rows(),
                        result,
                        heads,
                        after,
                        hosting.epoch().members()));
    }

    private ServerStep voided() {
        List<PlatformId> missing = hosting.epoch().members().stream()
                .filter(member -> !uploads.containsKey(member))
                .toList();
        WireMessage<RoundVoid> outcome = hosting.sign(new RoundVoid(context, missing));
        ServerEpoch after = at.voided();
        return ServerStep.to(new RoundDecided(hosting, after, outcome, EarlierSum.of(lastOutcome, earlier, at.round())))
                .noticing(new ServerNotice.VoidReady(at.round(), at.attempt(), outcome, after));
    }
}
