/**
 * What can be known before a party is run: files, papers, disk, libraries and the way to the server, one finding each.
 *
 * <p>Read {@link org.fedner.node.preflight.PlatformPreflight} and {@link org.fedner.node.preflight.ServerPreflight}, which
 * are lists of checks; the checks of one kind are in the other classes. Nothing here changes anything but a temporary file in
 * the work folder, and nothing joins a job.
 */
package org.fedner.node.preflight;
