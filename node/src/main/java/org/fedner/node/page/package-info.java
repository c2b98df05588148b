/**
 * The page of a running party: what goes on, for people with a browser and for Prometheus.
 *
 * <p>{@link org.fedner.node.page.Lookout} listens to a party's loop, which never waits for it: one entry in a queue for each
 * audit leaf and each event of the run. On the page's own thread {@link org.fedner.node.page.Board} folds them, and
 * {@link org.fedner.node.page.RunView} is what it comes to. So the page shows what the audit log holds, beside losses and
 * scores, and nothing that is not already on this party's disk; nothing here can be told a word of the notes.
 *
 * <p>Everybody on this machine may read. Forms, and every visitor from another machine, need a one-time token that the
 * command line prints ({@link org.fedner.node.page.Sessions}). The authority's key is not here: {@link
 * org.fedner.node.page.Desk} keeps requests and revocations for its holder, and takes rosters that it signed.
 */
package org.fedner.node.page;
