/**
 * The server's process: one loop around {@link org.fedner.aggregation.protocol.ServerPhase}.
 *
 * <p>{@link org.fedner.node.server.ServerNode} gathers platforms, drives epochs and rounds, and reacts to the protocol's
 * notices. {@link org.fedner.node.server.ServerStore} keeps what a restart needs. Nothing here reaches TensorFlow.
 */
package org.fedner.node.server;
