package org.fedner.model.training;

/** A part of a platform's corpus. */
public enum Split {
    TRAIN,
    DEV,
    TEST
}
