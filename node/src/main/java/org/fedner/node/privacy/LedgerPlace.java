package org.fedner.node.privacy;

import org.fedner.audit.event.JobId;

/** Of which attempt a step is. */
public record LedgerPlace(JobId job, long epoch, long round, long attempt) {}
