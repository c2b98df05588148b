package org.fedner.node.platform;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Sha256;
import org.fedner.model.parameters.ModuleFormatException;
import org.fedner.node.fuzz.ComesBack;
import org.fedner.node.report.PlatformReport.CurvePoint;
import org.junit.jupiter.params.provider.MethodSource;

/** A platform's checkpoint. An input is what stands before the digest, which is put behind it. */
public class CheckpointFuzz {

    /** One with something of everything, and one with nothing. */
    public static Stream<byte[]> seeds() {
        PlatformState full = new PlatformState(
                Digest.of(),
                42,
                new byte[] {1, 2, 3},
                new byte[] {4, 5},
                new float[] {0.5f, -1.25f},
                new byte[] {7},
                List.of(new PlatformId(1, 2), new PlatformId(3, 4)),
                7,
                3,
                List.of(new CurvePoint(10, 0.75)));
        PlatformState empty = new PlatformState(
                Digest.of(), 0, new byte[0], new byte[0], new float[0], new byte[0], List.of(), 0, 0, List.of());
        return Stream.of(full, empty)
                .map(PlatformState::encode)
                .map(bytes -> Arrays.copyOf(bytes, bytes.length - Sha256.DIGEST_BYTES));
    }

    @MethodSource("seeds")
    @FuzzTest
    public void aCheckpointIsRefusedOrComesBack(byte[] input) {
        byte[] bytes = Arrays.copyOf(input, input.length + Sha256.DIGEST_BYTES);
        System.arraycopy(Sha256.of(input), 0, bytes, input.length, Sha256.DIGEST_BYTES);
        try {
            ComesBack.require(bytes, PlatformState.decode(bytes).encode());
        } catch (ModuleFormatException e) {
            // refused, as declared
        }
    }
}
