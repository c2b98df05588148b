package org.fedner.node.server;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.fedner.aggregation.encoding.Exponents;
import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.protocol.EpochParameters;
import org.fedner.aggregation.protocol.ServerEpoch;
import org.fedner.node.config.Job;
import org.fedner.node.fuzz.ComesBack;
import org.fedner.node.job.JobTerms;
import org.junit.jupiter.params.provider.MethodSource;

/** What an epoch keeps and agrees on: the server's stored epoch, the parameters in ROSTER, the exponents in a state, rows. */
public class EpochFuzz {

    /** One of each. */
    public static Stream<byte[]> seeds() {
        JobTerms terms = JobTerms.of(new Job("fuzzed", 7, 10, null, null, null, null));
        return Stream.of(
                ServerStoreTest.epoch(3, 1).encode(),
                terms.epochParameters().encode().toBytes(),
                Exponents.of(20, -3).encode(),
                RowSet.of(7, 1, 4).encode());
    }

    @MethodSource("seeds")
    @FuzzTest
    public void epochParametersAndExponentsAreRefusedOrComeBack(byte[] input) {
        try {
            ComesBack.require(input, ServerEpoch.decode(input.clone()).encode());
        } catch (MalformedMessageException e) {
            // refused, as declared
        }
        try {
            ComesBack.require(
                    input, EpochParameters.decode(ByteString.of(input)).encode().toBytes());
        } catch (MalformedMessageException e) {
            // refused, as declared
        }
        try {
            ComesBack.require(input, Exponents.decode(input).encode());
        } catch (IllegalArgumentException e) {
            // refused, as declared
        }
        try {
            ComesBack.require(input, RowSet.decode(input).encode());
        } catch (IllegalArgumentException e) {
            // refused, as declared
        }
    }
}
