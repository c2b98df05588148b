/**
 * After a refused sum: who lied, shown to someone who holds no secret.
 *
 * <p>Each platform keeps its own signed UPLOAD until it has verified the RESULT, and writes both down when it refuses. With
 * every member's file, {@link org.fedner.aggregation.evidence.Inquiry} adds the masked vectors up as the server had to, and
 * either convicts the server by its own signature or clears it. {@link org.fedner.aggregation.evidence.Exhibit} is one piece
 * of evidence; a file of evidence is a row of them.
 *
 * <p>Specified in docs/protocol.md, "Evidence after a refused sum", with the argument why masked vectors are safe to show.
 */
package org.fedner.aggregation.evidence;
