/**
 * Shamir's secret sharing over the field of 2^61 - 1 elements (Shamir 1979).
 *
 * <p>A secret is five elements, 305 bits, shared limb by limb with polynomials of one degree; its SHA-256 is the seed that
 * the shares protect. A member's x is 1 + its index in the order of identifiers, so x = 0, the secret itself, is nobody's.
 */
package org.fedner.crypto.sharing;
