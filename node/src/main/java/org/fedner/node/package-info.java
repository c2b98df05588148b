/**
 * The processes of a federation: where the pure rooms (secure sum, model, audit) meet sockets, clocks, threads and files.
 *
 * <p>{@code transport} knows Netty and nothing else does. {@code identity} holds keys, certificates and the roster.
 * {@code egress} is the one door through which bytes leave a party. {@code server} and {@code platform} each drive one party
 * with a single loop over a mailbox. {@code cli} is the command line.
 *
 * <p>The picture of a round is in docs/architecture.md.
 */
package org.fedner.node;
