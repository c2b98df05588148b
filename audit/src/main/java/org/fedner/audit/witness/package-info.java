/**
 * Witnessing: each party cosigns the checkpoints of the others' logs, so that nobody can rewrite a log, or show two of them,
 * without an honest party's signature to the contrary.
 *
 * <p>{@link org.fedner.audit.witness.Witness} is the cosigner. What it remembers, and what convicts a forked log, are leaves of
 * its own log. {@link org.fedner.audit.witness.WitnessTerms} says how many must cosign, and why that many. Formats are C2SP's
 * tlog-cosignature and, without HTTP, tlog-witness.
 */
package org.fedner.audit.witness;
