package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.fedner.aggregation.masking.MaskOpening;
import org.fedner.aggregation.masking.OpenedMask;
import org.fedner.aggregation.masking.OpenedTagKey;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.OpenedPair;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.Reveal;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;

/** A member of mode D with a fault in every round: in what it uploads, what it opens, or both. Its signatures are its own. */
final class FaultyMember {

    private final Simulation simulation;
    private final Hospital hospital;
    private UnaryOperator<Upload> upload = sent -> sent;
    private UnaryOperator<Reveal> reveal = opened -> opened;
    private Optional<MaskOpening> opening = Optional.empty();

    FaultyMember(Simulation simulation, Hospital hospital) {
        this.simulation = simulation;
        this.hospital = hospital;
    }

    FaultyMember uploading(UnaryOperator<Upload> fault) {
        upload = fault;
        return this;
    }

    FaultyMember opening(UnaryOperator<Reveal> fault) {
        reveal = fault;
        return this;
    }

    /** What it opened early, to be used by a fault of its upload. */
    MaskOpening opened() {
        return opening.orElseThrow();
    }

    /** Runs the federation until nothing happens any more, with these members in place of their phases. */
    static void run(Simulation simulation, FaultyMember... members) {
        simulation.begin();
        while (!simulation.packets.isEmpty()) {
            Simulation.Packet packet = simulation.packets.poll();
            Optional<Simulation.Packet> said = Optional.of(packet);
            for (FaultyMember member : members) {
                said = said.flatMap(member::meddle);
            }
            said.ifPresent(simulation::deliver);
        }
    }

    private Optional<Simulation.Packet> meddle(Simulation.Packet packet) {
        if (!packet.platform().equals(hospital.id) || !(hospital.phase instanceof AwaitingDummySum waiting)) {
            return Optional.of(packet);
        }
        Optional<WireMessage<Upload>> sent = parsed(packet).as(Upload.class);
        if (packet.toServer() && sent.isPresent()) {
            opening = Optional.of(waiting.masking().open());
            WireMessage<Upload> other =
                    WireMessage.sign(upload.apply(sent.get().message()), epochOf(waiting), hospital.key);
            hospital.phase = new AwaitingDummySum(waiting.at(), waiting.request(), waiting.masking(), other);
            return Optional.of(new Simulation.Packet(hospital.id, true, other.bytes()));
        }
        Optional<WireMessage<Result>> result = parsed(packet).as(Result.class);
        if (!packet.toServer() && result.isPresent()) {
            boolean accepts = waiting.masking()
                    .accepts(
                            waiting.membership()
                                    .epoch()
                                    .split(
                                            result.get().message().sum(),
                                            waiting.at().attempt(),
                                            waiting.at().rows())
                                    .orElseThrow(),
                            result.get().message().tag());
            WireMessage<Reveal> opened =
                    WireMessage.sign(reveal.apply(rightReveal(waiting, accepts)), epochOf(waiting), hospital.key);
            hospital.phase = new AwaitingOpened(waiting, result.get(), opened);
            simulation.say(hospital, List.of(opened));
            return Optional.empty();
        }
        return Optional.of(packet);
    }

    private Reveal rightReveal(AwaitingDummySum waiting, boolean accepts) {
        List<PlatformId> neighbours = waiting.at().keyed().graph().neighbours(hospital.id);
        List<OpenedPair> pairs = new ArrayList<>();
        for (int k = 0; k < neighbours.size(); k++) {
            pairs.add(new OpenedPair(neighbours.get(k), opened().masks().get(k)));
        }
        return new Reveal(waiting.at().context().digest(), hospital.id, accepts, opened().tagKey(), pairs);
    }

    private static Digest epochOf(AwaitingDummySum waiting) {
        return waiting.membership().epoch().digest();
    }

    /** With another mask of the pair with that neighbour. */
    static Reveal with(Reveal reveal, int neighbour, UnaryOperator<OpenedMask> other) {
        List<OpenedPair> pairs = new ArrayList<>(reveal.pairs());
        OpenedPair pair = pairs.get(neighbour);
        pairs.set(neighbour, new OpenedPair(pair.peer(), other.apply(pair.mask())));
        return new Reveal(reveal.context(), reveal.platform(), reveal.accepts(), reveal.tagKey(), pairs);
    }

    static Reveal with(Reveal reveal, OpenedTagKey key, boolean accepts) {
        return new Reveal(reveal.context(), reveal.platform(), accepts, key, reveal.pairs());
    }

    private static WireMessage<?> parsed(Simulation.Packet packet) {
        try {
            return WireMessage.parse(packet.bytes().clone());
        } catch (MalformedMessageException e) {
            throw new AssertionError(e);
        }
    }
}
