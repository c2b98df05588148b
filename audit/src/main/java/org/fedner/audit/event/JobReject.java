package org.fedner.audit.event;

/** A platform declines a job. */
public record JobReject(JobId job, Sha256Hex jobSpecSha256, Code code) implements Event {

    /** Why. */
    public enum Code {
        POLICY,
        SIGNATURE,
        VERSION,
        LAYOUT,
        DATA,
        BUDGET
    }
}
