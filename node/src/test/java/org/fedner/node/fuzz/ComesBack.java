package org.fedner.node.fuzz;

import java.util.Arrays;
import java.util.HexFormat;

/** The claim of every target: what was accepted encodes to the bytes it was read from. */
public final class ComesBack {
    private ComesBack() {}

    /** Nothing but two arrays compared: under a fuzzer this runs millions of times. */
    public static void require(byte[] read, byte[] encoded) {
        if (!Arrays.equals(read, encoded)) {
            throw new AssertionError("accepted %s, which encodes to %s"
                    .formatted(HexFormat.of().formatHex(read), HexFormat.of().formatHex(encoded)));
        }
    }

    /** The same for text. */
    public static void require(String read, String encoded) {
        if (!read.equals(encoded)) {
            throw new AssertionError("accepted text that encodes to other text: " + encoded);
        }
    }
}
