package org.fedner.aggregation.protocol;

import java.security.SecureRandom;
import java.util.List;
import org.fedner.aggregation.encoding.FieldVector;
import org.fedner.aggregation.encoding.InputLayout;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.encoding.RowSet;
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
        RingVector input = ready.input();
        requireKind(RoundKind.TRAINING);
        requireFitting(
                input,
                membership().epoch().wordsOf(at.attempt(), at.rows()),
                membership().epoch().parameters());
        return upload(new JointVector(input, announcement(ready.nextRows())));
    }

    static void requireFitting(RingVector input, int wanted, EpochParameters parameters) {
        if (input.ring() != parameters.ring() || input.size() != wanted) {
            throw new IllegalArgumentException(
                    "an input of %s, not %d words in %s".formatted(input, wanted, parameters.ring()));
        }
        long examples = input.word(InputLayout.EXAMPLES);
        if (examples < 0 || examples > parameters.largestExamples()) {
            throw new IllegalArgumentException(
                    "a batch of %d examples, at most %d".formatted(examples, parameters.largestExamples()));
        }
    }

    /**
     * @throws IllegalArgumentException if the rows are of another table: the process's mistake
     */
    @Override
    public PlatformStep onRows(PlatformEvent.RowsReady ready) {
        if (!ready.context().equals(at.context().digest())) {
            return PlatformPhase.refused(this, ready);
        }
        requireKind(RoundKind.ROWS);
        return upload(
                new JointVector(membership().epoch().parameters().ring().zero(0), announcement(ready.nextRows())));
    }

    private void requireKind(RoundKind kind) {
        if (at.kind() != kind) {
            throw new IllegalArgumentException(
                    "round %d wants another input".formatted(at.attempt().round()));
        }
    }

    private FieldVector announcement(RowSet rows) {
        int tableRows = membership().epoch().fieldWordsOf(at.attempt());
        if (rows.tableRows() != tableRows) {
            throw new IllegalArgumentException("rows of a table of %d, not %d".formatted(rows.tableRows(), tableRows));
        }
        SecureRandom random = membership().party().random();
        return rows.announce(() -> random.nextLong());
    }

    /** Masks {@code input} in place, tags and signs it. The masks exist once, so there is no second upload. */
    PlatformStep upload(JointVector input) {
        RoundMasking masking = at.keyed().secrets().masking(at.context());
        Tag tag = masking.mask(input);
        at.keyed().hide(input, at.context());
        WireMessage<Upload> upload =
                membership().sign(Upload.of(at.context().digest(), membership().own(), tag, input.joined()));
        AwaitingResult uploaded = new AwaitingResult(at, request, masking, upload);
        return PlatformStep.to(uploaded).sending(uploaded.answer());
    }
}
