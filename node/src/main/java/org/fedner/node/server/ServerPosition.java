package org.fedner.node.server;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.encoding.ImplausibleSumException;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.encoding.SumCounts;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.SumMessage;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.aggregation.protocol.EarlierSum;
import org.fedner.aggregation.protocol.RoundKind;
import org.fedner.aggregation.protocol.ServerEpoch;
import org.fedner.aggregation.protocol.ServerNotice;
import org.fedner.model.parameters.ModuleFormatException;
import org.fedner.node.job.JobTerms;

/** Where a server stands: a model, and what its journal added to that. The same entries lead to the same position. */
final class ServerPosition {
    private final JobTerms terms;
    private final ServerModel model;
    private long epochNumber;
    private boolean endHeard;
    private List<PlatformId> keepers = List.of();
    private Optional<ServerEpoch> epoch = Optional.empty();
    private Optional<WireMessage<?>> lastOutcome = Optional.empty();
    private Optional<EarlierSum> lastSum = Optional.empty(); // of this epoch

    ServerPosition(JobTerms terms, ServerModel model) {
        this.terms = terms;
        this.model = model;
    }

    ServerModel model() {
        return model;
    }

    long epochNumber() {
        return epochNumber;
    }

    Optional<ServerEpoch> epoch() {
        return epoch;
    }

    Optional<WireMessage<?>> lastOutcome() {
        return lastOutcome;
    }

    Optional<EarlierSum> lastSum() {
        return lastSum;
    }

    /** The members of the last epoch that was set up, whoever is still in it. */
    List<PlatformId> keepers() {
        return keepers;
    }

    /** No epoch has a smaller or the same number from here on. */
    void numbered(long number) {
        epochNumber = number;
    }

    boolean isEndHeard() {
        return endHeard;
    }

    void endHeard() {
        endHeard = true;
    }

    void epochEnded() {
        epoch = Optional.empty();
        lastOutcome = Optional.empty();
        lastSum = Optional.empty();
    }

    void established(ServerEpoch agreed) {
        epoch = Optional.of(agreed);
        keepers = agreed.members();
        model.agreedOn(agreed.modelRound());
    }

    /**
     * @return what a training round counted, if that can be seen
     * @throws ImplausibleSumException if its counts cannot be; nothing has changed then
     */
    Optional<SumCounts> trained(ServerNotice.SumReady ready, int members) throws ImplausibleSumException {
        return ready.kind() == RoundKind.TRAINING ? model.apply(ready.sum(), ready.rows(), members) : Optional.empty();
    }

    void summed(ServerEpoch after, long round, WireMessage<?> result) {
        epoch = Optional.of(after);
        keepers = after.members();
        lastOutcome = Optional.of(result);
        lastSum = Optional.of(new EarlierSum(round, result));
    }

    void voided(ServerEpoch after, WireMessage<?> outcome) {
        epoch = Optional.of(after);
        lastOutcome = Optional.of(outcome);
    }

    /** One more entry of the journal that follows the model this position began with. */
    void replay(ResultJournal.Entry entry) throws ModuleFormatException {
        try {
            switch (entry.kind()) {
                case PROPOSED -> {
                    numbered(ByteBuffer.wrap(entry.payload()).getLong());
                    epochEnded();
                }
                case RESERVED -> numbered(ByteBuffer.wrap(entry.payload()).getLong());
                case EPOCH -> established(ServerEpoch.decode(entry.payload()));
                case RESULT, SIZES, VOID -> replayOutcome(entry);
                case HEARD -> endHeard();
            }
        } catch (MalformedMessageException | ImplausibleSumException | IllegalArgumentException e) {
            throw new ModuleFormatException("the journal holds an entry that this version cannot read");
        }
    }

    private void replayOutcome(ResultJournal.Entry entry) throws MalformedMessageException, ImplausibleSumException {
        ByteBuffer payload = ByteBuffer.wrap(entry.payload());
        byte[] after = new byte[payload.getInt()];
        payload.get(after);
        byte[] message = new byte[payload.remaining()];
        payload.get(message);
        ServerEpoch standing = ServerEpoch.decode(after);
        WireMessage<?> outcome = WireMessage.parse(message);
        if (entry.kind() == ResultJournal.Kind.RESULT) {
            RingVector sum =
                    outcome.as(SumMessage.class).orElseThrow().message().sum();
            RowSet rows = epoch.map(ServerEpoch::rows).orElseGet(terms::noRows); // where it stood before this outcome
            model.apply(
                    JointVector.split(sum, terms.table().rows()).ring(),
                    rows,
                    standing.members().size());
        }
        if (entry.kind() == ResultJournal.Kind.VOID) {
            voided(standing, outcome);
        } else {
            summed(standing, standing.round() - 1, outcome);
        }
    }

    /** The payload of an outcome's entry: where the epoch stands after it, and the message. */
    static byte[] outcome(ServerEpoch after, WireMessage<?> message) {
        byte[] epoch = after.encode();
        byte[] bytes = message.bytes();
        return ByteBuffer.allocate(Integer.BYTES + epoch.length + bytes.length)
                .putInt(epoch.length)
                .put(epoch)
                .put(bytes)
                .array();
    }
}
