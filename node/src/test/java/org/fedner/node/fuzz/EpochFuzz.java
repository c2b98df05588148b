package org.fedner.node.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.fedner.aggregation.encoding.Exponents;
import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.aggregation.protocol.EpochParameters;
import org.fedner.aggregation.protocol.ServerEpoch;
import org.fedner.crypto.expansion.Digest;
import org.fedner.node.config.Job;
import org.fedner.node.job.JobTerms;
import org.junit.jupiter.params.provider.MethodSource;

/** What an epoch keeps and agrees on: the server's stored epoch, the parameters in ROSTER, the exponents in a state, rows. */
public class EpochFuzz {

    /** One of each. */
    public static Stream<byte[]> seeds() throws IOException, MalformedMessageException {
        WireMessage<EpochRoster> roster = WireMessage.parse(Frames.good().get("roster"))
                .as(EpochRoster.class)
                .orElseThrow();
        ServerEpoch epoch = new ServerEpoch(roster, Digest.of(), 3, 1, Digest.of(), 2, List.of(), RowSet.of(7, 1, 4));
        JobTerms terms = JobTerms.of(new Job("fuzzed", 7, 10, null, null, null, null));
        return Stream.of(
                epoch.encode(), terms.epochParameters().encode().toBytes(), new byte[] {0, 0, 0, 1, 0, 0, 0, 20});
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
