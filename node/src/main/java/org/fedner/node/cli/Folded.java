package org.fedner.node.cli;

import java.util.ArrayList;
import java.util.List;

/** Long sentences for a terminal. */
final class Folded {
    private static final int WIDTH = 100;

    private Folded() {}

    /** Lines of at most {@value #WIDTH} characters, each after the same blanks; words are kept whole. */
    static List<String> lines(String text, String indent) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(indent);
        for (String word : text.split(" ")) {
            if (line.length() > indent.length() && line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder(indent);
            }
            line.append(line.length() > indent.length() ? " " : "").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
