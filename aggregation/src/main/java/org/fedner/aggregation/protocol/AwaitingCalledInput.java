package org.fedner.aggregation.protocol;

import java.util.List;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.RoundMasking;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;

/** A round of mode R is called and the process computes this platform's input. The next round's shares are dealt. */
record AwaitingCalledInput(CalledRound round) implements CalledPhase {

    @Override
    public WireMessage<?> request() {
        return round.call();
    }

    @Override
    public List<WireMessage<?>> answer() {
        return at().keyed().secrets().deal();
    }

    @Override
    public List<WireMessage<?>> answerToCall() {
        return answer();
    }

    @Override
    public void eraseRound() {
        // nothing is derived before there is an input
    }

    @Override
    public boolean isParticipating() {
        return true;
    }

    @Override
    public boolean hasUploaded() {
        return false;
    }

    /**
     * Masks the input in place, with the self mask besides.
     *
     * @throws IllegalArgumentException if the input is not what the parameters say: the process's mistake
     */
    @Override
    public PlatformStep onInput(PlatformEvent.InputReady ready) {
        if (!ready.context().equals(round.context().digest())) {
            return PlatformPhase.refused(this, ready);
        }
        RingVector input = ready.input();
        EpochParameters parameters = round.epoch().parameters();
        AwaitingInput.requireFitting(input, parameters.inputWords(), parameters);
        Tag tag;
        try (RoundMasking masking = at().keyed().secrets().masking(round.context(), round.participants())) {
            tag = masking.mask(input);
        }
        WireMessage<Upload> upload = membership().sign(Upload.of(round.context().digest(), round.own(), tag, input));
        return PlatformStep.to(new AwaitingSurvivors(round, upload)).sending(upload);
    }
}
