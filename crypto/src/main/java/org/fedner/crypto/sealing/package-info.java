/**
 * AES-256-GCM (NIST SP 800-38D): what one platform says to another through the server.
 *
 * <p>Each direction of each pair has its own key, so a sender has a {@link org.fedner.crypto.sealing.SealingKey} and the
 * recipient the {@link org.fedner.crypto.sealing.OpeningKey} of the same bytes. Nonces are not drawn but counted, and the
 * sealing key refuses one that does not grow.
 */
package org.fedner.crypto.sealing;
