/**
 * What can be taken out of a log and shown by itself: leaves with their places, proofs of single events, and checkpoints of two
 * histories side by side.
 *
 * <p>{@link org.fedner.audit.proof.LogLeaves} reads a log's leaves without judging it; verify the log, or the proof, besides.
 */
package org.fedner.audit.proof;
