package org.fedner.aggregation.protocol;

import org.fedner.aggregation.message.Abort;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.SignedMessage;
import org.fedner.aggregation.message.WireMessage;

/** One platform's membership in one epoch: public facts only. */
record Membership(PlatformParty party, Epoch epoch) {

    PlatformId own() {
        return party.id();
    }

    <M extends SignedMessage> WireMessage<M> sign(M message) {
        return WireMessage.sign(message, epoch.digest(), party.signingKey());
    }

    /** The step that stops this platform; its secrets must be erased by the caller. */
    PlatformStep abort(AbortReason reason) {
        return PlatformStep.to(new PlatformAborted(reason))
                .sending(sign(new Abort(epoch.digest(), reason)))
                .noticing(new PlatformNotice.Stopped(reason));
    }
}
