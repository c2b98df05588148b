/**
 * How a party stands, in a file that outlives it.
 *
 * <p>{@link PartyRecord} is the party's side: it holds the lock of its work folder as long as its process lives, writes where it
 * stands to {@code status.json}, and at the end how it ended. {@link Watchdog} is the other side: whoever finds the lock free
 * and no end written knows that the process is gone, since the system takes a lock from whatever dies, however it dies; it
 * takes the lock itself and writes the end that the party could not.
 *
 * <p>Names of parties, rounds and times only; nothing from data. Described in docs/operations.md.
 */
package org.fedner.node.status;
