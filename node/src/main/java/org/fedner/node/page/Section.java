package org.fedner.node.page;

import java.util.List;

/**
 * A headed section of the page around one part.
 *
 * @param plots lines of one plot above the part; none for no plot
 */
record Section(String part, String heading, List<Line> plots) {

    /** A line of a plot: the table with its numbers, and its name. */
    record Line(String table, String label) {}
}
