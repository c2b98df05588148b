/**
 * {@code fedner provision}: found a federation, ask to be enrolled, approve, install, sign a job, look.
 *
 * <p>Each command is one call into {@link org.fedner.node.identity} and a report of what to do next. Fingerprints are printed
 * wherever two people should compare them by telephone before going on.
 */
package org.fedner.node.cli.provision;
