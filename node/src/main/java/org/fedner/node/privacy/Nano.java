package org.fedner.node.privacy;

import java.math.BigDecimal;

/** Epsilons as ledger, log, report and statement write them: whole billionths, printed with all nine decimals. */
public final class Nano {
    private static final int DECIMALS = 9;

    private Nano() {}

    public static String text(long nano) {
        return BigDecimal.valueOf(nano, DECIMALS).toPlainString();
    }

    /** The same number for JSON. */
    public static double number(long nano) {
        return BigDecimal.valueOf(nano, DECIMALS).doubleValue();
    }
}
