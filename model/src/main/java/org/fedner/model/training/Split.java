package org.fedner.model.training;

/** A part of a platform's corpus that is scored. */
public enum Split {
    /** Decides which state is kept. */
    DEV,
    /** Only ever reported. */
    TEST
}
