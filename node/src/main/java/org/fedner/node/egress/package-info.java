/**
 * The one door out of a party.
 *
 * <p>Every payload is hashed, checked against the site's own limits and written to the audit log, durably, before its first
 * byte reaches a socket. What arrives is logged too, so that the logs of both ends can be matched.
 */
package org.fedner.node.egress;
