/**
 * A platform's process: one loop around {@link org.fedner.aggregation.protocol.PlatformPhase} and a local trainer.
 *
 * <p>{@link org.fedner.node.platform.PlatformNode} connects, agrees to the job under this site's policy, and answers the
 * protocol's notices: it computes gradients, applies verified sums and commits or scatters. {@link
 * org.fedner.node.platform.PlatformStore} keeps what a restart needs.
 */
package org.fedner.node.platform;
