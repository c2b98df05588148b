package org.fedner.node.page;

import org.fedner.node.report.Html;

/** A table with a caption, made row by row. Cells are escaped by whoever made them with {@link Html#cell}. */
final class Table {
    private final StringBuilder html = new StringBuilder();
    private int rows;

    /**
     * @param caption says what the table is, also to who hears it read
     * @param id for a plot that draws its numbers; empty for none
     * @param texts how many columns, from the first on, are text; the others are numbers
     * @param heads column headings
     */
    Table(String caption, String id, int texts, String... heads) {
        html.append("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"")
                .append(Html.escape(caption))
                .append("\"><table")
                .append(id.isEmpty() ? "" : " id=\"" + id + "\"")
                .append("><caption>")
                .append(Html.escape(caption))
                .append("</caption><thead><tr>");
        for (int i = 0; i < heads.length; i++) {
            html.append(Html.head(Html.escape(heads[i]), i < texts ? "text" : "", 1, 1));
        }
        html.append("</tr></thead><tbody>\n");
    }

    /** A row whose first cell is its heading; {@code cells} are whole cells. */
    Table row(String name, String... cells) {
        html.append("<tr><th scope=\"row\" class=\"text\">")
                .append(Html.escape(name))
                .append("</th>");
        for (String cell : cells) {
            html.append(cell);
        }
        html.append("</tr>\n");
        rows++;
        return this;
    }

    /** A cell of text in the colour of what is well, or of what is not; the words say it too. */
    static String state(boolean isWell, String words) {
        return "<td class=\"text\"><span class=\"%s\">%s</span></td>"
                .formatted(isWell ? "ok" : "bad", Html.escape(words));
    }

    static String text(String content) {
        return "<td class=\"text\">" + Html.escape(content) + "</td>";
    }

    /** The table, or the sentence if it has no row. */
    String orElse(String sentence) {
        return rows == 0 ? "<p class=\"note\">" + Html.escape(sentence) + "</p>\n" : html + "</tbody></table></div>\n";
    }

    String html() {
        return html + "</tbody></table></div>\n";
    }
}
