/**
 * From little key material to much: hashes, HKDF, domain labels and AES keystreams.
 *
 * <p>Everything derived in the protocol is {@code HKDF-Expand(key, Labels.label(name, context...))}: the name says what
 * it is for, the context to which epoch, round and pair it belongs. {@link Keystream} stretches such a key into a mask.
 *
 * <p>Sources: FIPS 180-4, RFC 2104, RFC 5869, NIST SP 800-38A section 6.5.
 */
package org.fedner.crypto.expansion;
