package org.fedner.aggregation.protocol;

import java.util.List;
import org.fedner.aggregation.message.Abort;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Call;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.Finished;
import org.fedner.aggregation.message.KeySet;
import org.fedner.aggregation.message.Leave;
import org.fedner.aggregation.message.LinkSet;
import org.fedner.aggregation.message.Message;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.Opened;
import org.fedner.aggregation.message.Prepare;
import org.fedner.aggregation.message.Quorum;
import org.fedner.aggregation.message.Recovered;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.RoundVoid;
import org.fedner.aggregation.message.SealRequest;
import org.fedner.aggregation.message.SealedSnapshot;
import org.fedner.aggregation.message.SeedSet;
import org.fedner.aggregation.message.SignedMessage;
import org.fedner.aggregation.message.Snapshot;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.Survivors;
import org.fedner.aggregation.message.WireMessage;

/**
 * A phase within an epoch: it has secrets to erase and a server whose signature it can check.
 *
 * <p>Every message but ROSTER, PREPARE and QUORUM, which bring their own proof, is checked for the server's signature over this epoch before a
 * phase sees it. A phase overrides what it accepts; the default is refusal.
 */
sealed interface MemberPhase extends PlatformPhase
        permits AwaitingKeySet,
                AwaitingSeedSet,
                AwaitingLinkSet,
                AwaitingState,
                AwaitingFirstOpen,
                AwaitingAdoption,
                RoundPhase {

    Membership membership();

    /** The request that began this phase; when it comes again, the answer is sent again. */
    WireMessage<?> request();

    /** The same bytes as before, in answer to {@link #request}; empty while there is no answer. */
    List<WireMessage<?>> answer();

    void eraseSecrets();

    /** What must be known when the epoch ends in this phase: the attempt it voids, if any. */
    default List<PlatformNotice> interrupted() {
        return List.of();
    }

    default PlatformStep onKeySet(WireMessage<KeySet> keySet) {
        return refuse(keySet);
    }

    default PlatformStep onSeedSet(WireMessage<SeedSet> seedSet) {
        return refuse(seedSet);
    }

    default PlatformStep onLinkSet(WireMessage<LinkSet> linkSet) {
        return refuse(linkSet);
    }

    default PlatformStep onSnapshot(WireMessage<Snapshot> snapshot) {
        return refuse(snapshot);
    }

    default PlatformStep onSealRequest(WireMessage<SealRequest> request) {
        return refuse(request);
    }

    default PlatformStep onSealedSnapshot(WireMessage<SealedSnapshot> snapshot) {
        return refuse(snapshot);
    }

    default PlatformStep onSealing(PlatformEvent.StateForSealing supplied) {
        return PlatformPhase.refused(this, supplied);
    }

    default PlatformStep onOpen(WireMessage<Open> open) {
        return refuse(open);
    }

    default PlatformStep onResult(WireMessage<Result> result) {
        return refuse(result);
    }

    default PlatformStep onVoid(WireMessage<RoundVoid> roundVoid) {
        return refuse(roundVoid);
    }

    default PlatformStep onCall(WireMessage<Call> call) {
        return refuse(call);
    }

    default PlatformStep onSurvivors(WireMessage<Survivors> survivors) {
        return refuse(survivors);
    }

    default PlatformStep onQuorum(WireMessage<Quorum> quorum) {
        return refuse(quorum);
    }

    default PlatformStep onRecovered(WireMessage<Recovered> recovered) {
        return refuse(recovered);
    }

    default PlatformStep onOpened(WireMessage<Opened> opened) {
        return refuse(opened);
    }

    default PlatformStep onFinished(WireMessage<Finished> finished) {
        return refuse(finished);
    }

    default PlatformStep onState(PlatformEvent.StateReported state) {
        return PlatformPhase.refused(this, state);
    }

    default PlatformStep onInput(PlatformEvent.InputReady input) {
        return PlatformPhase.refused(this, input);
    }

    default PlatformStep onRows(PlatformEvent.RowsReady rows) {
        return PlatformPhase.refused(this, rows);
    }

    @Override
    default Standing standing() {
        return new Standing.SettingUp(membership().epoch().digest());
    }

    @Override
    default PlatformStep on(PlatformEvent event) {
        if (event instanceof PlatformEvent.Received received) {
            return receive(received.message());
        } else if (event instanceof PlatformEvent.StateReported state) {
            return onState(state);
        } else if (event instanceof PlatformEvent.StateForSealing supplied) {
            return onSealing(supplied);
        } else if (event instanceof PlatformEvent.InputReady input) {
            return onInput(input);
        } else if (event instanceof PlatformEvent.RowsReady rows) {
            return onRows(rows);
        } else if (event instanceof PlatformEvent.LeaveRequested) {
            return PlatformStep.to(this)
                    .sending(membership()
                            .sign(new Leave(
                                    membership().epoch().digest(), membership().own())));
        }
        return abort(AbortReason.STOPPED);
    }

    private PlatformStep receive(WireMessage<?> wire) {
        Message message = wire.message();
        if (wire.equals(request())) {
            return PlatformStep.to(this).sending(answer());
        } else if (message instanceof EpochRoster) {
            return onRoster(wire.as(EpochRoster.class).orElseThrow());
        } else if (message instanceof Prepare) {
            return Preparing.beside(
                    this, membership().epoch().number(), wire.as(Prepare.class).orElseThrow());
        } else if (message instanceof Quorum) {
            return onQuorum(wire.as(Quorum.class).orElseThrow()); // its members signed it, not the server
        } else if (!(message instanceof SignedMessage)) {
            return refuse(wire); // about the connection: the process's business
        } else if (!membership().epoch().isSignedByServer(wire)) {
            return abort(AbortReason.BAD_SIGNATURE);
        } else if (message instanceof KeySet) {
            return onKeySet(wire.as(KeySet.class).orElseThrow());
        } else if (message instanceof SeedSet) {
            return onSeedSet(wire.as(SeedSet.class).orElseThrow());
        } else if (message instanceof LinkSet) {
            return onLinkSet(wire.as(LinkSet.class).orElseThrow());
        } else if (message instanceof Snapshot) {
            return onSnapshot(wire.as(Snapshot.class).orElseThrow());
        } else if (message instanceof SealRequest) {
            return onSealRequest(wire.as(SealRequest.class).orElseThrow());
        } else if (message instanceof SealedSnapshot) {
            return onSealedSnapshot(wire.as(SealedSnapshot.class).orElseThrow());
        } else if (message instanceof Open) {
            return onOpen(wire.as(Open.class).orElseThrow());
        } else if (message instanceof Result) {
            return onResult(wire.as(Result.class).orElseThrow());
        } else if (message instanceof RoundVoid) {
            return onVoid(wire.as(RoundVoid.class).orElseThrow());
        } else if (message instanceof Call) {
            return onCall(wire.as(Call.class).orElseThrow());
        } else if (message instanceof Survivors) {
            return onSurvivors(wire.as(Survivors.class).orElseThrow());
        } else if (message instanceof Recovered) {
            return onRecovered(wire.as(Recovered.class).orElseThrow());
        } else if (message instanceof Opened) {
            return onOpened(wire.as(Opened.class).orElseThrow());
        } else if (message instanceof Finished) {
            return onFinished(wire.as(Finished.class).orElseThrow());
        } else if (message instanceof Abort stopped) {
            return onServerAbort(stopped);
        }
        return refuse(wire);
    }

    /** A later epoch replaces this one, whose secrets are erased. The proposal that began this epoch is only repeated. */
    private PlatformStep onRoster(WireMessage<EpochRoster> roster) {
        if (roster.message().equals(membership().epoch().proposal())) {
            return refuse(roster);
        }
        eraseSecrets();
        return AwaitingRoster.enter(membership().party(), membership().epoch().number(), roster.message(), roster)
                .after(interrupted());
    }

    private PlatformStep onServerAbort(Abort stopped) {
        eraseSecrets();
        return PlatformStep.to(new AwaitingRoster(
                        membership().party(), membership().epoch().number()))
                .noticing(new PlatformNotice.EpochStopped(stopped.reason()))
                .after(interrupted());
    }

    default PlatformStep refuse(WireMessage<?> message) {
        return PlatformPhase.refused(this, new PlatformEvent.Received(message));
    }

    /** Stops this platform: the secrets are erased and the server hears the reason. */
    default PlatformStep abort(AbortReason reason) {
        eraseSecrets();
        return membership().abort(reason).after(interrupted());
    }
}
