package org.fedner.aggregation.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.message.Ack;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.Call;
import org.fedner.aggregation.message.Confirmation;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.Finished;
import org.fedner.aggregation.message.KeySet;
import org.fedner.aggregation.message.Keys;
import org.fedner.aggregation.message.Link;
import org.fedner.aggregation.message.LinkSet;
import org.fedner.aggregation.message.Message;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Quorum;
import org.fedner.aggregation.message.QuorumMember;
import org.fedner.aggregation.message.Recovered;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.RoundVoid;
import org.fedner.aggregation.message.SignedMessage;
import org.fedner.aggregation.message.Snapshot;
import org.fedner.aggregation.message.Survivors;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.signing.SigningKey;

/** What a lying server says instead, under its own valid signature. It forgets nothing that it ever heard. */
final class ServerLies {

    private static final SigningKey ADVERSARY = SigningKey.generate(new SeededRandom(666));
    private static final Digest ELSEWHERE = Digest.of(new byte[] {99});

    private final List<Result> results = new ArrayList<>();
    private final Map<Digest, List<Upload>> uploads = new HashMap<>();

    void heard(Upload upload) {
        uploads.computeIfAbsent(upload.context(), c -> new ArrayList<>()).add(upload);
    }

    void said(WireMessage<?> truth) {
        truth.as(Result.class).ifPresent(result -> results.add(result.message()));
    }

    /** The lie of that kind in place of a message; empty if it does not fit. */
    Optional<Message> instead(Fault.Kind kind, WireMessage<?> truth, PlatformId to) {
        return switch (kind) {
            case OTHER_STATE, OTHER_LAYOUT, LATER_ATTEMPT, LATER_ROUND, OTHER_CONFIRMATION ->
                truth.as(Open.class).map(open -> open(kind, open.message()));
            case FORGED_WORD, FORGED_TAG, SUM_WITHOUT_ONE, OLD_SUM, VOID_FOR_RESULT ->
                truth.as(Result.class)
                        .map(WireMessage::message)
                        .filter(result -> result.sum().size() > 1 || kind == Fault.Kind.VOID_FOR_RESULT)
                        .flatMap(result -> result(kind, result));
            case SWAPPED_KEYS, KEYS_LEFT_OUT -> truth.as(KeySet.class).map(keys -> keySet(kind, keys.message(), to));
            case SWAPPED_LINKS -> truth.as(LinkSet.class).map(links -> linkSet(links.message()));
            case OTHER_MEMBERS, OTHER_PARAMETERS ->
                truth.as(EpochRoster.class).flatMap(roster -> roster(kind, roster.message(), to));
            case OTHER_MODEL ->
                truth.as(Snapshot.class)
                        .map(snapshot -> Snapshot.of(
                                snapshot.message().epoch(),
                                snapshot.message().vouchers(),
                                ByteString.of(new byte[40])));
            case FINISHED_EARLY ->
                truth.as(Open.class)
                        .map(open -> new Finished(
                                open.message().epoch(), open.message().state(), 1));
            case OTHER_SURVIVORS, OTHER_PARTICIPANTS, FORGED_QUORUM, FORGED_RECOVERY -> recoverable(kind, truth, to);
            default -> Optional.empty();
        };
    }

    private static Optional<Message> recoverable(Fault.Kind kind, WireMessage<?> truth, PlatformId to) {
        if (kind == Fault.Kind.OTHER_SURVIVORS && truth.message() instanceof Survivors told) {
            return Optional.of(new Survivors(told.context(), without(told.survivors(), to), told.sealed()));
        } else if (kind == Fault.Kind.OTHER_PARTICIPANTS && truth.message() instanceof Call told) {
            return Optional.of(new Call(
                    told.epoch(),
                    told.round(),
                    told.state(),
                    told.layout(),
                    told.deadlineMillis(),
                    without(told.participants(), to)));
        } else if (kind == Fault.Kind.FORGED_QUORUM && truth.message() instanceof Quorum told) {
            List<QuorumMember> members = new ArrayList<>(told.members());
            int victim = members.get(0).platform().equals(to) ? 1 : 0;
            PlatformId signer = members.get(victim).platform();
            Ack forged = new Ack(told.context(), signer, told.survivors(), List.of());
            members.set(
                    victim,
                    new QuorumMember(
                            signer,
                            WireMessage.sign(forged, ELSEWHERE, ADVERSARY).signature(),
                            members.get(1 - victim).tag()));
            return Optional.of(new Quorum(told.context(), told.survivors(), members));
        } else if (kind == Fault.Kind.FORGED_RECOVERY && truth.message() instanceof Recovered told) {
            RingVector sum = told.sum().copy();
            sum.set(1, sum.word(1) == 0 ? 1 : 0);
            return Optional.of(Recovered.of(
                    told.context(), told.tag(), told.uploads(), told.participants(), told.survivors(), sum));
        }
        return Optional.empty();
    }

    /** One less: the last, whose secrets no colluder knows. */
    private static List<PlatformId> without(List<PlatformId> ids, PlatformId kept) {
        List<PlatformId> fewer = new ArrayList<>(ids);
        int last = fewer.size() - 1;
        fewer.remove(fewer.get(last).equals(kept) ? last - 1 : last);
        return fewer;
    }

    private static SignedMessage open(Fault.Kind kind, Open open) {
        boolean otherRound = kind == Fault.Kind.LATER_ROUND;
        List<Confirmation> confirmations = new ArrayList<>(open.confirmations());
        if (kind == Fault.Kind.OTHER_CONFIRMATION) {
            Collections.reverse(confirmations);
        }
        return new Open(
                open.epoch(),
                open.round() + (otherRound ? 1 : 0),
                otherRound ? 0 : open.attempt() + (kind == Fault.Kind.LATER_ATTEMPT ? 1 : 0),
                kind == Fault.Kind.OTHER_STATE ? ELSEWHERE : open.state(),
                kind == Fault.Kind.OTHER_LAYOUT ? ELSEWHERE : open.layout(),
                open.deadlineMillis(),
                otherRound ? List.of() : confirmations);
    }

    private Optional<Message> result(Fault.Kind kind, Result result) {
        RingVector sum = result.sum().copy();
        Tag tag = result.tag();
        if (kind == Fault.Kind.VOID_FOR_RESULT) {
            return Optional.of(new RoundVoid(result.context(), List.of()));
        } else if (kind == Fault.Kind.FORGED_WORD) {
            int last = sum.size() - 1;
            sum.set(last, sum.word(last) == 0 ? 1 : 0);
        } else if (kind == Fault.Kind.FORGED_TAG) {
            tag = tag.plus(new Tag(0, 1));
        } else if (kind == Fault.Kind.OLD_SUM) {
            Optional<Result> old = results.stream()
                    .filter(earlier -> !earlier.context().equals(result.context()))
                    .filter(earlier -> earlier.sum().size() == sum.size())
                    .findFirst();
            return old.map(told -> Result.of(result.context(), told.tag(), result.uploads(), told.sum()));
        } else {
            Upload dropped = uploads.getOrDefault(result.context(), List.of()).stream()
                    .findFirst()
                    .orElse(Upload.of(result.context(), new PlatformId(0, 0), new Tag(1, 1), sum));
            for (int j = 0; j < sum.size(); j++) {
                sum.set(j, (int) (sum.word(j) - dropped.vector().word(j)));
            }
            tag = new Tag(
                    LyingServerCase.minus(tag.first(), dropped.tag().first()),
                    LyingServerCase.minus(tag.second(), dropped.tag().second()));
        }
        return Optional.of(Result.of(result.context(), tag, result.uploads(), sum));
    }

    /** Keys of the adversary's in one member's place, under that member's name, or one member less. */
    private static SignedMessage keySet(Fault.Kind kind, KeySet keySet, PlatformId to) {
        List<WireMessage<Keys>> keys = new ArrayList<>(keySet.keys());
        int victim = keys.get(0).message().platform().equals(to) ? 1 : 0;
        WireMessage<Keys> taken = keys.remove(victim);
        if (kind == Fault.Kind.SWAPPED_KEYS) {
            Keys others = keys.get(keys.size() - 1).message();
            Keys swapped = new Keys(
                    others.epoch(),
                    taken.message().platform(),
                    ByteString.of(Digest.of(others.agreementKey().toBytes()).bytes()), // any 32 bytes are a key
                    taken.message().encapsulationKey(),
                    taken.message().commitment());
            keys.add(victim, WireMessage.sign(swapped, others.epoch(), ADVERSARY));
        }
        return new KeySet(keySet.epoch(), keys);
    }

    private static SignedMessage linkSet(LinkSet linkSet) {
        List<WireMessage<Link>> links = new ArrayList<>(linkSet.links());
        Link first = links.get(0).message();
        Link second = links.get(1).message();
        Link swapped = new Link(first.epoch(), first.from(), first.to(), second.encapsulation(), second.sealed());
        links.set(0, WireMessage.sign(swapped, first.epoch(), ADVERSARY));
        return new LinkSet(linkSet.epoch(), links);
    }

    private static Optional<Message> roster(Fault.Kind kind, EpochRoster roster, PlatformId to) {
        List<PlatformId> members = new ArrayList<>(roster.members());
        if (kind == Fault.Kind.OTHER_MEMBERS) {
            int left = members.get(0).equals(to) ? 1 : 0;
            members.remove(left);
        }
        ByteString parameters = kind == Fault.Kind.OTHER_PARAMETERS
                ? Simulation.parameters(3, Simulation.INPUT_WORDS + 1).encode()
                : roster.parameters();
        return Optional.of(new EpochRoster(
                roster.federation(), roster.epoch(), roster.serverNonce(), members, parameters, roster.signedRoster()));
    }
}
