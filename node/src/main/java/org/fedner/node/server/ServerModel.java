package org.fedner.node.server;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.fedner.aggregation.encoding.ImplausibleSumException;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.encoding.SumCounts;
import org.fedner.aggregation.masking.ServerView;
import org.fedner.crypto.expansion.Digest;
import org.fedner.model.parameters.ModuleFormatException;
import org.fedner.node.job.FederationState;
import org.fedner.node.job.JobTerms;

/** What the server knows of the shared module: all of it, or how many rounds are in it. Confined to the server's loop. */
sealed interface ServerModel {

    /** Before the first round of a job. */
    static ServerModel initial(JobTerms terms) {
        return terms.serverView() == ServerView.SUM ? new Seen(FederationState.initial(terms)) : new Hidden(0);
    }

    /** Reads {@link #encode} back. */
    static ServerModel decode(JobTerms terms, byte[] bytes) throws ModuleFormatException {
        if (terms.serverView() == ServerView.SUM) {
            return new Seen(FederationState.decode(terms, bytes));
        }
        if (bytes.length != Long.BYTES || ByteBuffer.wrap(bytes).getLong() < 0) {
            throw new ModuleFormatException("the number of rounds is damaged");
        }
        return new Hidden(ByteBuffer.wrap(bytes).getLong());
    }

    /** Verified training rounds. */
    long modelRound();

    /** Whether the job ends here, after so many rounds at the latest. */
    default boolean isLast(int rounds) {
        return modelRound() >= rounds;
    }

    /** The shared state, where the server sees sums. */
    Optional<FederationState> state();

    /**
     * One more training round.
     *
     * @param result as it was sent: the sum, or noise
     * @param rows of the job's table that it holds
     * @return what the round counted, if that can be seen
     * @throws ImplausibleSumException if the sum's counts cannot be; nothing has changed then
     */
    Optional<SumCounts> apply(RingVector result, RowSet rows, int members) throws ImplausibleSumException;

    /** Whether the state that all members of an epoch hold is this one; where the server sees no sums it cannot tell. */
    default boolean agreesWith(Digest agreed) {
        return state().map(own -> own.digest().equals(agreed)).orElse(true);
    }

    /** All members of an epoch that is set up hold a state of so many rounds. */
    void agreedOn(long modelRound);

    byte[] encode();

    /** What the server's log calls the present state: the model's digest, or the name in {@code chain}. */
    default Digest inLog(Digest chain) {
        return state().map(FederationState::modelDigest).orElse(chain);
    }

    /** The server computes the shared module as the platforms do. */
    record Seen(FederationState shared) implements ServerModel {
        @Override
        public long modelRound() {
            return shared.modelRound();
        }

        @Override
        public boolean isLast(int rounds) {
            return shared.isLast();
        }

        @Override
        public Optional<FederationState> state() {
            return Optional.of(shared);
        }

        @Override
        public Optional<SumCounts> apply(RingVector result, RowSet rows, int members) throws ImplausibleSumException {
            return Optional.of(shared.apply(result, rows, members))
                    .filter(counts -> !counts.metrics().isEmpty());
        }

        /** What it computed itself stands, whatever they say. */
        @Override
        public void agreedOn(long modelRound) {}

        @Override
        public byte[] encode() {
            return shared.encode();
        }
    }

    /** The server counts rounds. */
    final class Hidden implements ServerModel {
        private long modelRound;

        private Hidden(long modelRound) {
            this.modelRound = modelRound;
        }

        @Override
        public long modelRound() {
            return modelRound;
        }

        @Override
        public Optional<FederationState> state() {
            return Optional.empty();
        }

        @Override
        public Optional<SumCounts> apply(RingVector result, RowSet rows, int members) {
            modelRound++;
            return Optional.empty();
        }

        /** A server that lost its folder learns here where the job stands. */
        @Override
        public void agreedOn(long round) {
            modelRound = round;
        }

        @Override
        public byte[] encode() {
            return ByteBuffer.allocate(Long.BYTES).putLong(modelRound).array();
        }
    }
}
