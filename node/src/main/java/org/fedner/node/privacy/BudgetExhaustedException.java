package org.fedner.node.privacy;

/** The budget does not allow another step. Nothing was spent. */
public final class BudgetExhaustedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final long beforeNano;
    private final long afterNano;
    private final long budgetNano;

    BudgetExhaustedException(long beforeNano, long afterNano, long budgetNano) {
        super("epsilon %s is spent, another step would make it %s, and %s is allowed"
                .formatted(Nano.text(beforeNano), Nano.text(afterNano), Nano.text(budgetNano)));
        this.beforeNano = beforeNano;
        this.afterNano = afterNano;
        this.budgetNano = budgetNano;
    }

    public long beforeNano() {
        return beforeNano;
    }

    public long afterNano() {
        return afterNano;
    }

    public long budgetNano() {
        return budgetNano;
    }
}
