/**
 * Masks that cancel in the sum, and the tag that proves the sum.
 *
 * <pre>
 * RoundContext  ──►  C          everything the round depends on, in 32 bytes
 * ChainKey  (C) ──►  s_ij, f_ij one seed and one pad for each pair, used once
 * TagKey    (C) ──►  α, β_i     from the group secret, which the server does not have
 *
 * y_i = x_i + Σ_j ± AES-CTR(s_ij)                      in Z_2^32
 * t_i = Σ_k x_i[k] α^(k+1) + β_i + Σ_j ± f_ij          in the field of 2^61 - 1, at two points α
 * </pre>
 *
 * <p>Summed over all members the pairwise parts vanish: S = Σ y_i = Σ x_i, and T = Σ t_i is the polynomial of S at α plus
 * the pads β. A platform accepts S only if T says so; without the pads the server could solve T for α.
 *
 * <p>{@link org.fedner.aggregation.masking.RoundMasking} is the whole of it for one platform and one context. Masks serve
 * once: a chain key derives for a context once, and masking consumes what was derived.
 *
 * <p>Specified in docs/protocol.md, "Round context and masks" and "Mode F".
 */
package org.fedner.aggregation.masking;
