package org.fedner.node.platform;

import java.util.Arrays;
import org.fedner.aggregation.encoding.Exponents;
import org.fedner.aggregation.encoding.InputLayout;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.encoding.RowEncoder;
import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.encoding.RowTable;
import org.fedner.aggregation.encoding.SumCapacity;
import org.fedner.crypto.expansion.Keystream;
import org.fedner.model.parameters.RowGradient;
import org.fedner.model.training.LocalTrainer;

/**
 * A platform's part in a table by rows: asks for the rows of its next batch one round ahead, and encodes the gradient of the
 * rows that the members together asked for. In a job without such a table it does nothing.
 */
final class PlatformRows {
    private final RowTable table;
    private final RowEncoder encoder;
    private final RowSupport support;
    private RowSet known;
    private boolean encoded;

    PlatformRows(RowTable table) {
        this.table = table;
        this.encoder = new RowEncoder(table);
        this.support = new RowSupport(table);
        this.known = RowSet.none(table.rows());
    }

    /** Rows of the training round to come. */
    RowSet known() {
        return known;
    }

    void verified(RowSet next) {
        known = next;
        support.used(next);
    }

    /** Draws the batch of the next round and names the rows to ask for. */
    RowSet ask(LocalTrainer trainer, Keystream random) {
        return table.exists() ? support.of(trainer.drawRows(), encoder.waiting(), random) : RowSet.none(0);
    }

    void encode(
            RowGradient gradient,
            InputLayout layout,
            Exponents exponents,
            SumCapacity capacity,
            Keystream rounding,
            RingVector target) {
        if (table.exists()) {
            encoder.encode(
                    RowSet.of(table.rows(), gradient.rows()),
                    Arrays.copyOf(gradient.values(), gradient.size()),
                    known,
                    layout,
                    exponents,
                    capacity,
                    rounding,
                    target);
            encoded = true;
        }
    }

    void commit() {
        if (encoded) {
            encoder.commit();
        }
        encoded = false;
    }

    /** The attempt was void: what rows were found is of no use to another batch. */
    void discard() {
        if (encoded) {
            encoder.discard();
        }
        encoded = false;
        known = RowSet.none(table.rows());
    }

    byte[] exportState() {
        return encoder.exportState();
    }

    void restoreState(byte[] state) {
        encoder.restoreState(state);
    }
}
