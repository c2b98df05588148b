package org.fedner.aggregation.privacy.accounting;

import java.util.stream.IntStream;

/** The orders alpha at which privacy is accounted: 2 to 256, then coarser up to 4096. Fixed, so that a figure has one value. */
final class Orders {

    private static final int LARGEST_CONSECUTIVE = 256;

    private static final int[] ALL = IntStream.concat(
                    IntStream.rangeClosed(2, LARGEST_CONSECUTIVE),
                    IntStream.of(320, 384, 448, 512, 768, 1024, 2048, 4096))
            .toArray();

    private Orders() {}

    static int count() {
        return ALL.length;
    }

    static int order(int index) {
        return ALL[index];
    }
}
