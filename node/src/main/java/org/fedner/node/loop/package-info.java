/** One party, one thread: everything that happens to a party happens in turn, and every wait has a deadline. */
package org.fedner.node.loop;
