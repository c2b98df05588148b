package org.fedner.audit.event;

/**
 * The data a platform trains on, without its size.
 *
 * @param dataset    random id
 * @param manifestC  commitment to the manifest of the data
 * @param unit       what one example stands for
 * @param population declared magnitude; the count itself is never logged
 */
public record DatasetBind(DatasetId dataset, Commitment manifestC, Unit unit, Population population) implements Event {

    /** What is protected as one. */
    public enum Unit {
        SENTENCE,
        NOTE,
        PATIENT
    }

    /** A declared order of magnitude. */
    public enum Population {
        BELOW_1000,
        BELOW_10000,
        BELOW_100000,
        BELOW_1000000,
        LARGER,
        UNDECLARED
    }
}
