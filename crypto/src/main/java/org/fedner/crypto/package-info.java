/**
 * The cryptography of the secure sum, in small rooms of one idea each.
 *
 * <table border="1">
 * <caption>Rooms</caption>
 * <tr><td>{@link org.fedner.crypto.expansion}</td><td>hashes, key derivation, keystreams</td></tr>
 * <tr><td>{@link org.fedner.crypto.agreement}</td><td>X25519</td></tr>
 * <tr><td>{@link org.fedner.crypto.encapsulation}</td><td>ML-KEM-768</td></tr>
 * <tr><td>{@link org.fedner.crypto.signing}</td><td>Ed25519</td></tr>
 * <tr><td>{@link org.fedner.crypto.sealing}</td><td>AES-256-GCM</td></tr>
 * <tr><td>{@link org.fedner.crypto.field}</td><td>arithmetic modulo 2^61 - 1</td></tr>
 * <tr><td>{@link org.fedner.crypto.sharing}</td><td>Shamir's secret sharing over that field</td></tr>
 * </table>
 *
 * <p>Curves and ML-KEM come from BouncyCastle's lightweight classes; AES, HMAC and SHA-256 from the JDK, whose intrinsics are what
 * makes masking cheap. No algorithm is negotiated: docs/protocol.md names one of each.
 *
 * <p>{@link org.fedner.crypto.SecretBytes} is the one type in which a key, a seed or a share travels. Every place that
 * takes the bytes out of it calls {@code exposeSecret}, so that a reviewer can list them all.
 */
package org.fedner.crypto;
