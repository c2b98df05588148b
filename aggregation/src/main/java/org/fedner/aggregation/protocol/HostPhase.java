package org.fedner.aggregation.protocol;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fedner.aggregation.masking.AggregationMode;
import org.fedner.aggregation.message.Abort;
import org.fedner.aggregation.message.Ack;
import org.fedner.aggregation.message.Answer;
import org.fedner.aggregation.message.Keys;
import org.fedner.aggregation.message.Leave;
import org.fedner.aggregation.message.Link;
import org.fedner.aggregation.message.Message;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Ready;
import org.fedner.aggregation.message.Reveal;
import org.fedner.aggregation.message.SealedState;
import org.fedner.aggregation.message.Seed;
import org.fedner.aggregation.message.Shares;
import org.fedner.aggregation.message.SignedMessage;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;

/**
 * A phase of the server within an epoch.
 *
 * <p>Every message is checked for its sender's signature over this epoch before a phase sees it. A phase overrides what it
 * accepts; the default is refusal, which changes nothing and is counted by reason.
 */
sealed interface HostPhase extends ServerPhase
        permits AdvertisingKeys,
                DrawingGraph,
                Linking,
                AgreeingOnState,
                SeekingSnapshot,
                SeekingSeals,
                CollectingInputs,
                CollectingReveals,
                RecoverablePhase,
                RoundDecided,
                EpochOver {

    Hosting hosting();

    /** What a member that connects again has to hear in this phase: at most one flight behind it. */
    List<WireMessage<?>> flight(PlatformId member);

    /** The round that is open, or comes next. */
    default long reached() {
        return 0;
    }

    /** Whether a member that stands there missed at most one outcome: in mode F always. */
    default boolean follows(Standing standing, long round) {
        boolean isRecoverable = hosting().epoch().parameters().mode() == AggregationMode.RECOVERABLE;
        return !isRecoverable || standing instanceof Standing.InRound inRound && inRound.round() >= round - 1;
    }

    /** What must still reach the members when the epoch ends in this phase. */
    default List<WireMessage<?>> lastOutcome() {
        return List.of();
    }

    /** The sum before {@link #lastOutcome}, if that is void. */
    default Optional<EarlierSum> earlier() {
        return Optional.empty();
    }

    default ServerStep onKeys(PlatformId from, WireMessage<Keys> keys) {
        return refuse(from, keys, RefusedMessage.OUT_OF_PLACE);
    }

    default ServerStep onSeed(PlatformId from, WireMessage<Seed> seed) {
        return refuse(from, seed, RefusedMessage.OUT_OF_PLACE);
    }

    default ServerStep onLink(PlatformId from, WireMessage<Link> link) {
        return refuse(from, link, RefusedMessage.OUT_OF_PLACE);
    }

    default ServerStep onReady(PlatformId from, WireMessage<Ready> ready) {
        return refuse(from, ready, RefusedMessage.OUT_OF_PLACE);
    }

    default ServerStep onSealed(PlatformId from, WireMessage<SealedState> sealed) {
        return refuse(from, sealed, RefusedMessage.OUT_OF_PLACE);
    }

    default ServerStep onUpload(PlatformId from, WireMessage<Upload> upload) {
        return refuse(from, upload, RefusedMessage.OUT_OF_PLACE);
    }

    /** What a member deals for the next round of mode R is taken until that round is called. */
    default ServerStep onShares(PlatformId from, WireMessage<Shares> wire) {
        Shares shares = wire.message();
        Epoch epoch = hosting().epoch();
        Deposits deposits = hosting().deposits();
        if (epoch.parameters().mode() != AggregationMode.RECOVERABLE || shares.round() != deposits.nextRound()) {
            return refuse(from, wire, RefusedMessage.OUT_OF_PLACE);
        }
        if (!shares.platform().equals(from)
                || !shares.epoch().equals(epoch.digest())
                || shares.sealed().size() != epoch.graphParameters().degree()) {
            return refuse(from, wire, RefusedMessage.CONTEXT_DIFFERS);
        }
        if (deposits.next().containsKey(from)) {
            return repeated(from, deposits.next().get(from), wire);
        }
        deposits.next().put(from, wire);
        return ServerStep.to(this);
    }

    default ServerStep onAck(PlatformId from, WireMessage<Ack> ack) {
        return refuse(from, ack, RefusedMessage.OUT_OF_PLACE);
    }

    default ServerStep onAnswer(PlatformId from, WireMessage<Answer> answer) {
        return refuse(from, answer, RefusedMessage.OUT_OF_PLACE);
    }

    default ServerStep onReveal(PlatformId from, WireMessage<Reveal> reveal) {
        return refuse(from, reveal, RefusedMessage.OUT_OF_PLACE);
    }

    default ServerStep onLeave(PlatformId from) {
        return ServerStep.to(this).noticing(new ServerNotice.LeaveReceived(from));
    }

    default ServerStep onDeadline() {
        return ServerStep.to(this);
    }

    default ServerStep onGone(Set<PlatformId> gone) {
        return onDeadline();
    }

    default ServerStep onSnapshotReady(ServerEvent.SnapshotReady snapshot) {
        return ServerStep.to(this);
    }

    default ServerStep onDurable(ServerEvent.OutcomeDurable durable) {
        return ServerStep.to(this);
    }

    @Override
    default ServerStep on(ServerEvent event) {
        if (event instanceof ServerEvent.Received received) {
            return receive(received.from(), received.message());
        } else if (event instanceof ServerEvent.Reconnected reconnected) {
            return onReconnected(reconnected);
        } else if (event instanceof ServerEvent.DeadlinePassed) {
            return onDeadline();
        } else if (event instanceof ServerEvent.MembersGone members) {
            return onGone(members.gone());
        } else if (event instanceof ServerEvent.SnapshotReady snapshot) {
            return onSnapshotReady(snapshot);
        } else if (event instanceof ServerEvent.OutcomeDurable durable) {
            return onDurable(durable);
        } else if (event instanceof ServerEvent.StopRequested stop) {
            return onStop(stop);
        }
        return ServerStep.to(this);
    }

    /** The operator's end of the epoch: members hear it, and erase its secrets. */
    default ServerStep onStop(ServerEvent.StopRequested stop) {
        WireMessage<Abort> abort = hosting().sign(new Abort(hosting().epoch().digest(), stop.reason()));
        return end(EpochEnd.REQUESTED, List.of()).sending(hosting().toAll(abort));
    }

    /** A member that still has the epoch's secrets hears the present flight again; one without ends the epoch. */
    default ServerStep onReconnected(ServerEvent.Reconnected reconnected) {
        PlatformId member = reconnected.from();
        if (!hosting().epoch().hasMember(member)) {
            return ServerStep.to(this);
        }
        if (!isOfThisEpoch(reconnected.standing())) {
            return end(EpochEnd.MEMBER_RESTARTED, List.of(member));
        }
        return ServerStep.to(this).sending(addressed(member, flight(member)));
    }

    default boolean isOfThisEpoch(Standing standing) {
        Digest own = hosting().epoch().digest();
        return standing instanceof Standing.SettingUp settingUp
                        && settingUp.epoch().equals(own)
                || standing instanceof Standing.InRound inRound
                        && inRound.epoch().equals(own);
    }

    default ServerStep end(EpochEnd cause, List<PlatformId> platforms) {
        return ServerStep.to(new EpochOver(hosting(), reached(), lastOutcome(), earlier()))
                .noticing(new ServerNotice.EpochEnded(cause, platforms));
    }

    default ServerStep refuse(PlatformId from, WireMessage<?> message, RefusedMessage why) {
        return ServerStep.to(this)
                .noticing(
                        new ServerNotice.MessageRefused(from, message.message().type(), why));
    }

    /** The first message again is nothing new; another one in its place is refused. */
    default ServerStep repeated(PlatformId from, WireMessage<?> first, WireMessage<?> second) {
        return first.equals(second) ? ServerStep.to(this) : refuse(from, second, RefusedMessage.SECOND_VERSION);
    }

    default List<Outgoing> addressed(PlatformId member, List<WireMessage<?>> messages) {
        return messages.stream().map(message -> new Outgoing(member, message)).toList();
    }

    private ServerStep receive(PlatformId from, WireMessage<?> wire) {
        Epoch epoch = hosting().epoch();
        Message message = wire.message();
        if (!epoch.hasMember(from)) {
            return refuse(from, wire, RefusedMessage.STRANGER);
        } else if (!(message instanceof SignedMessage)) {
            return refuse(from, wire, RefusedMessage.OUT_OF_PLACE);
        } else if (!epoch.isSignedBy(from, wire)) {
            return refuse(from, wire, RefusedMessage.BAD_SIGNATURE);
        } else if (message instanceof Keys) {
            return onKeys(from, wire.as(Keys.class).orElseThrow());
        } else if (message instanceof Seed) {
            return onSeed(from, wire.as(Seed.class).orElseThrow());
        } else if (message instanceof Link) {
            return onLink(from, wire.as(Link.class).orElseThrow());
        } else if (message instanceof Ready) {
            return onReady(from, wire.as(Ready.class).orElseThrow());
        } else if (message instanceof SealedState) {
            return onSealed(from, wire.as(SealedState.class).orElseThrow());
        } else if (message instanceof Upload) {
            return onUpload(from, wire.as(Upload.class).orElseThrow());
        } else if (message instanceof Shares) {
            return onShares(from, wire.as(Shares.class).orElseThrow());
        } else if (message instanceof Ack) {
            return onAck(from, wire.as(Ack.class).orElseThrow());
        } else if (message instanceof Answer) {
            return onAnswer(from, wire.as(Answer.class).orElseThrow());
        } else if (message instanceof Reveal) {
            return onReveal(from, wire.as(Reveal.class).orElseThrow());
        } else if (message instanceof Leave leave) {
            boolean isItsOwn = leave.platform().equals(from) && leave.epoch().equals(epoch.digest());
            return isItsOwn ? onLeave(from) : refuse(from, wire, RefusedMessage.CONTEXT_DIFFERS);
        } else if (message instanceof Abort abort) {
            return abort.epoch().equals(epoch.digest())
                    ? end(EpochEnd.MEMBER_ABORTED, List.of(from))
                    : refuse(from, wire, RefusedMessage.CONTEXT_DIFFERS);
        }
        return refuse(from, wire, RefusedMessage.OUT_OF_PLACE);
    }
}
