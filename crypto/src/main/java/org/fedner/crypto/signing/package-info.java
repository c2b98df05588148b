/**
 * Ed25519 (RFC 8032): who said what, in a form that convicts.
 *
 * <p>Verification is strict: S must be canonical, and a public key must lie in the group of prime order, so that a
 * signature verifies for one message and one key only and cannot be altered into a second valid one.
 */
package org.fedner.crypto.signing;
