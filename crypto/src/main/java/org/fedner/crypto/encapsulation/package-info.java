/**
 * ML-KEM-768 (FIPS 203): a second secret between two platforms, which a quantum computer does not undo.
 *
 * <p>The holder of a {@link org.fedner.crypto.encapsulation.DecapsulationKey} publishes its
 * {@link org.fedner.crypto.encapsulation.EncapsulationKey}; anyone makes a
 * {@link org.fedner.crypto.encapsulation.Encapsulation} for it, keeps the secret and sends the ciphertext. As with X25519
 * the secret goes into HKDF together with the epoch's transcript and is never used as a key itself; the two stand beside
 * each other, so whoever breaks only one of them has nothing.
 *
 * <p>A ciphertext that was not made for the key decapsulates to a secret that nobody knows (implicit rejection): that
 * something is wrong shows at the first seal under it.
 */
package org.fedner.crypto.encapsulation;
