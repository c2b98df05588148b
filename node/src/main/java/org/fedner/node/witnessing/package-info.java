/**
 * Witnessing within the round: server and platforms cosign each other's logs, with messages that leave together with those of
 * the round, one round late.
 *
 * <p>The server shows its log's checkpoint before each attempt, a platform cosigns it with its UPLOAD, and uploads in no later
 * round before it has seen that a quorum of the epoch's members cosigned the same. Specified in docs/protocol.md, "Witnessing";
 * what it proves in docs/audit.md.
 */
package org.fedner.node.witnessing;
