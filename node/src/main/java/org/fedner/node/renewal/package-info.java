/**
 * Certificates are renewed while everything goes on. A platform asks when two thirds of its certificate's time are over; the
 * server keeps the request and brings the answer, and holds no key that could give one: that is with the authority, off the
 * server. Both ends then take up the newer certificate on the connection that is open.
 *
 * <p>Keys stay, so ids, epochs and logs do too. Specified in docs/protocol.md, "Renewal"; how to run it in docs/operations.md.
 */
package org.fedner.node.renewal;
