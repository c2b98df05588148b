/**
 * Real processes over real TLS, killed, stopped and started again.
 *
 * <p>{@link org.fedner.node.e2e.Hospitals} is a federation on disk; {@link org.fedner.node.e2e.PartyUnderTest} is one
 * {@code fedner} process of it. {@code src/test/python} is a platform that is none of ours. Tests wait for events, each wait with a deadline, and no process outlives its test.
 */
package org.fedner.node.e2e;
