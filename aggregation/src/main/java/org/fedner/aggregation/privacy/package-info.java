/** Differential privacy of what leaves a platform: {@code sampling} makes the noise, {@code accounting} says what it buys. */
package org.fedner.aggregation.privacy;
