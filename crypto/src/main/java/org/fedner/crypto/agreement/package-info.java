/**
 * X25519 (RFC 7748): how two platforms come to a secret that the relaying server does not know.
 *
 * <p>The public keys travel signed, inside the epoch's transcript; the shared secret goes into HKDF together with that
 * transcript and is never used as a key itself. A low-order public key, which would fix the secret at zero, is refused.
 */
package org.fedner.crypto.agreement;
