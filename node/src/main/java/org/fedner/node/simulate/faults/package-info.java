/**
 * Faults on purpose, in a simulated federation only: between each platform and the server stands a relay on loopback that cuts,
 * delays, parts, repeats and corrupts the bytes of TLS, or ends a platform's process. The parties are the real ones and know
 * nothing of it; no class of theirs can reach this package, which an architecture test holds.
 *
 * <p>{@link org.fedner.node.simulate.faults.FaultSpec} is what the user writes, {@link
 * org.fedner.node.simulate.faults.FaultPlan} decides by the seed what happens when.
 */
package org.fedner.node.simulate.faults;
