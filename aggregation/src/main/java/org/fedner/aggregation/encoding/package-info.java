/**
 * Between real vectors and the ring Z_2^32: what a platform puts into the secure sum and what comes out of it.
 *
 * <pre>
 * x_i = [ examples | saturated coordinates | metrics... | gradient, tensor after tensor ]      one ring word each
 * </pre>
 *
 * <p>A gradient coordinate g becomes floor(g 2^e + u): e is the public exponent of its tensor ({@link
 * org.fedner.aggregation.encoding.Exponents}), u uniform in [0, 1) from the platform's own keystream. What rounding and
 * clipping leave over is carried to the platform's next batch ("error feedback"), so no gradient mass is lost silently.
 * {@link org.fedner.aggregation.encoding.SumCapacity} bounds each platform's words so that no sum can wrap.
 *
 * <p>Everything the parties must agree on (exponents, the decoded mean) is integer arithmetic or single IEEE 754
 * operations in a fixed order: the same bits on every machine.
 *
 * <p>Specified in docs/protocol.md, "Encoding".
 */
package org.fedner.aggregation.encoding;
