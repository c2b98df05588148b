/**
 * The log itself: leaves become durable, then a Merkle tree, then signed.
 *
 * <p>{@link org.fedner.audit.log.AuditLog} is the writer. A leaf is a line of {@code journal.jsonl} before anything it
 * speaks of happens; every 256 leaves move into an entry bundle and hash tiles (C2SP tlog-tiles); a checkpoint is signed
 * over durable leaves only. On start the whole log is read back and
 * checked. Hashing and proofs are RFC 6962 and RFC 9162.
 *
 * <pre>
 * checkpoint             newest signed note       checkpoints/SIZE   every one ever signed
 * tile/L/N[.p/W]         hash tiles               tile/entries/N[.p/W]   entry bundles
 * journal.jsonl          leaves not yet in bundles, one a line           lock    empty; held by the writer
 * </pre>
 */
package org.fedner.audit.log;
