/**
 * A whole federation in one process: every party with its own keys, audit log and TLS connection over loopback. The code of
 * the parties is the code of the real ones; only the seed of batches and rounding comes from the job.
 */
package org.fedner.node.simulate;
