/** A federation of separate processes on one machine: provisioned, run, watched and audited in one command. */
package org.fedner.node.quickstart;
