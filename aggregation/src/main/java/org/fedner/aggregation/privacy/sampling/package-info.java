/**
 * Exact noise: clipping to an integer norm, and the discrete Gaussian.
 *
 * <p>Integers only. No class here uses a floating-point exponential or logarithm, or {@code java.util.Random}: what a
 * rounding error or a weak generator would leak, noise would not hide (Mironov 2012; Jin et al. 2022).
 */
package org.fedner.aggregation.privacy.sampling;
