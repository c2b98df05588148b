/**
 * The append-only log each party keeps and an auditor verifies offline.
 *
 * <p>{@code event} says what may be written at all, {@code note} how a checkpoint is signed and whom to trust, {@code log}
 * how leaves become durable and a Merkle tree, {@code verify} how anyone with the public keys checks the files. The log
 * proves that what was written was not later changed, dropped or reordered. It does not prove that an entry was true, or
 * that nothing went unlogged. Formats and limits: docs/audit.md.
 */
package org.fedner.audit;
