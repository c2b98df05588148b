/**
 * A small HTTPS server for the operator's page: TLS 1.3, one request a connection, everything bounded.
 *
 * <p>Its one thread reads, answers and writes; nothing of a party's loop waits for it. Connections, header and body bytes,
 * the time for a request and the readers of the event stream have fixed limits. {@link org.fedner.node.transport.http.Site}
 * answers; this package knows nothing of what it says.
 */
package org.fedner.node.transport.http;
