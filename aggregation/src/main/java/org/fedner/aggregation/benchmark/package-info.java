/**
 * How long one platform's arithmetic of a secure sum takes, beside a probe of what the machine's AES can do.
 *
 * <p>Plain Java, so that {@code fedner bench} needs nothing but the product.
 */
package org.fedner.aggregation.benchmark;
