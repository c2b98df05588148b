package org.fedner.aggregation.privacy.sampling;

/** A unit's gradient has a number that is not finite, so nothing bounds it. The message names its place only. */
public final class UnitNotFiniteException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    UnitNotFiniteException(int index) {
        super("coordinate %d of a unit's gradient is no finite number".formatted(index));
    }
}
