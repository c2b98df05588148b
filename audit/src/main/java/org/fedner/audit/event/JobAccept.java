package org.fedner.audit.event;

/**
 * A platform agrees to a job its policy allows.
 *
 * @param job             the job
 * @param jobSpecSha256   the signed job file
 * @param modelArchSha256 the layout of the shared module
 */
public record JobAccept(JobId job, Sha256Hex jobSpecSha256, Sha256Hex modelArchSha256) implements Event {}
