package org.fedner.aggregation.protocol;

import java.util.List;
import org.fedner.aggregation.encoding.InputLayout;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.RoundMasking;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;

/** An attempt is open and the process computes this platform's input. */
record AwaitingInput(Standpoint at, WireMessage<Open> request) implements OpenRoundPhase {

    @Override
    public List<WireMessage<?>> answer() {
        return List.of();
    }

    @Override
    public void eraseMasks() {
        // none are derived before there is an input
    }

    /**
     * @throws IllegalArgumentException if the input is not what the parameters say: the process's mistake
     */
    @Override
    public PlatformStep onInput(PlatformEvent.InputReady ready) {
        if (!ready.context().equals(at.context().digest())) {
            return PlatformPhase.refused(this, ready);
        }
        EpochParameters parameters = membership().epoch().parameters();
        RingVector input = ready.input();
        if (input.size() != parameters.inputWords()) {
            throw new IllegalArgumentException(
                    "an input of %d words, not %d".formatted(input.size(), parameters.inputWords()));
        }
        int examples = input.words()[InputLayout.EXAMPLES];
        if (examples < 0 || examples > parameters.largestExamples()) {
            throw new IllegalArgumentException(
                    "a batch of %d examples, at most %d".formatted(examples, parameters.largestExamples()));
        }
        return upload(input);
    }

    /** Masks {@code input} in place, tags and signs it. The masks exist once, so there is no second upload. */
    PlatformStep upload(RingVector input) {
        RoundMasking masking = at.keyed().secrets().masking(at.context());
        Tag tag = masking.mask(input);
        WireMessage<Upload> upload =
                membership().sign(Upload.of(at.context().digest(), membership().own(), tag, input));
        return PlatformStep.to(new AwaitingResult(at, request, masking, upload)).sending(upload);
    }
}
