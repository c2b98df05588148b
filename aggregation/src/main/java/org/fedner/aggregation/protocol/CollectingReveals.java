package org.fedner.aggregation.protocol;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fedner.aggregation.diagnosis.DummyRound;
import org.fedner.aggregation.diagnosis.DummyRound.Shape;
import org.fedner.aggregation.message.Opened;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.Reveal;
import org.fedner.aggregation.message.RoundVoid;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.UploadHead;
import org.fedner.aggregation.message.WireMessage;

/**
 * Mode D: every dummy input was added up and the sum is told; the server collects what every member opens.
 *
 * @param at the open attempt
 * @param result RESULT
 * @param heads of the UPLOADs that were added, in the order of their senders' ids
 * @param reveals each member's so far
 */
record CollectingReveals(
        Hosting hosting,
        ServerEpoch at,
        WireMessage<Result> result,
        List<UploadHead> heads,
        SortedMap<PlatformId, WireMessage<Reveal>> reveals)
        implements HostPhase {

    static ServerStep begin(Hosting hosting, ServerEpoch at, WireMessage<Result> result, List<UploadHead> heads) {
        return ServerStep.to(new CollectingReveals(hosting, at, result, heads, new TreeMap<>()))
                .sending(hosting.toAll(result));
    }

    @Override
    public List<WireMessage<?>> flight(PlatformId member) {
        return List.of(result);
    }

    /** Sent again by a member that came back before it heard the sum. */
    @Override
    public ServerStep onUpload(PlatformId from, WireMessage<Upload> upload) {
        return heads.contains(UploadHead.of(upload))
                ? ServerStep.to(this)
                : refuse(from, upload, RefusedMessage.SECOND_VERSION);
    }

    @Override
    public ServerStep onReveal(PlatformId from, WireMessage<Reveal> wire) {
        Reveal reveal = wire.message();
        if (!reveal.platform().equals(from)
                || !reveal.context().equals(result.message().context())) {
            return refuse(from, wire, RefusedMessage.CONTEXT_DIFFERS);
        }
        if (!shape().fits(reveal)) {
            return refuse(from, wire, RefusedMessage.WRONG_SIZE);
        }
        if (reveals.containsKey(from)) {
            return repeated(from, reveals.get(from), wire);
        }
        SortedMap<PlatformId, WireMessage<Reveal>> now = new TreeMap<>(reveals);
        now.put(from, wire);
        CollectingReveals next = new CollectingReveals(hosting, at, result, heads, now);
        return now.size() == hosting.epoch().members().size() ? next.opened() : ServerStep.to(next);
    }

    @Override
    public ServerStep onDeadline() {
        return voided();
    }

    /** Whoever asks to leave before it opened its masks will not open them. */
    @Override
    public ServerStep onLeave(PlatformId from) {
        ServerStep step = reveals.containsKey(from) ? ServerStep.to(this) : voided();
        return step.noticingFirst(new ServerNotice.LeaveReceived(from));
    }

    private Shape shape() {
        return hosting.epoch().dummyShape(hosting.epoch().graph(at.graphSeed()));
    }

    private ServerStep opened() {
        WireMessage<Opened> outcome =
                hosting.sign(new Opened(result.message().context(), heads, List.copyOf(reveals.values())));
        DummyRound round =
                new DummyRound(at.round(), at.attempt(), result.message().context(), shape(), result, outcome);
        ServerEpoch after = at.summed(
                RoundKind.DUMMY, result.message().sumDigest(), hosting.epoch().noRows());
        return ServerStep.to(new RoundDecided(hosting, after, outcome))
                .noticing(new ServerNotice.DummyReady(hosting.epoch().proposal(), round));
    }

    private ServerStep voided() {
        List<PlatformId> silent = hosting.epoch().members().stream()
                .filter(member -> !reveals.containsKey(member))
                .toList();
        WireMessage<RoundVoid> outcome =
                hosting.sign(new RoundVoid(result.message().context(), silent));
        ServerEpoch after = at.voided();
        return ServerStep.to(new RoundDecided(hosting, after, outcome))
                .noticing(new ServerNotice.VoidReady(at.round(), at.attempt(), outcome, after));
    }
}
