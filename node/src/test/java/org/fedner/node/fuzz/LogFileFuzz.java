package org.fedner.node.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.log.EntryBundle;
import org.fedner.audit.log.TilePath;
import org.junit.jupiter.params.provider.MethodSource;

/** A log's files: bundles of leaves, and the paths that name tiles. */
public class LogFileFuzz {

    /** A bundle of two leaves behind its width, and paths of all shapes. */
    public static Stream<byte[]> seeds() {
        byte[] bundle = EntryBundle.encode(List.of(new byte[] {1, 2, 3}, new byte[0]));
        byte[] withWidth = new byte[1 + bundle.length];
        withWidth[0] = 1;
        System.arraycopy(bundle, 0, withWidth, 1, bundle.length);
        return Stream.concat(
                Stream.of(withWidth),
                Stream.of("tile/0/000", "tile/63/x001/x234/067.p/255", "tile/entries/x001/000")
                        .map(path -> path.getBytes(StandardCharsets.US_ASCII)));
    }

    /** The first byte of a bundle's input is its width less one. */
    @MethodSource("seeds")
    @FuzzTest
    public void bundlesAndPathsAreRefusedOrComeBack(byte[] input) {
        if (input.length > 0) {
            byte[] bundle = Arrays.copyOfRange(input, 1, input.length);
            try {
                TilePath tile = new TilePath(TilePath.ENTRIES, 0, 1 + (input[0] & 0xff));
                ComesBack.require(bundle, EntryBundle.encode(EntryBundle.decode(tile, bundle)));
            } catch (AuditCorruptException e) {
                // refused, as declared
            }
        }
        String path = new String(input, StandardCharsets.UTF_8);
        TilePath.parse(path).ifPresent(tile -> ComesBack.require(path, tile.toString()));
    }
}
