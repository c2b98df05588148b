/**
 * The field of 2^61 - 1 elements, in {@code long}s.
 *
 * <p>Large enough that two evaluation points make a forged sum a matter of 2^-74, small enough that a product is two
 * machine multiplications and its reduction a shift and an addition. Tags and Shamir's shares live in it.
 */
package org.fedner.crypto.field;
