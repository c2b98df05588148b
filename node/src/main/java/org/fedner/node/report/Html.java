package org.fedner.node.report;

import java.util.List;
import java.util.Locale;

/** Pieces that all of this program's pages are made of. What is data is escaped; what is called markup is the page's own. */
public final class Html {
    /** Colours of every page, light and dark, with a contrast of 4.5 to 1 or more on the paper. */
    public static final String PALETTE = """
            :root{color-scheme:light dark;--ink:#1c2430;--soft:#55606e;--line:#d8dee6;--paper:#fff;--a:#0b5cad;--b:#a8470a;--ok:#0a6e38;--bad:#b3261e}
            @media(prefers-color-scheme:dark){:root{--ink:#e8edf3;--soft:#a5b1c0;--line:#3a4552;--paper:#161b22;--a:#6cb4ff;--b:#ffae6c;--ok:#5fd38d;--bad:#ff8a80}}
            """;

    private Html() {}

    /** One row of a table, its first cell a heading. */
    public static void row(StringBuilder page, String name, String... cells) {
        page.append("<tr><th scope=\"row\" class=\"text\">")
                .append(escape(name))
                .append("</th>");
        for (String cell : cells) {
            page.append(cell(cell));
        }
        page.append("</tr>\n");
    }

    /** A heading cell; {@code markup} is the page's own, never data. */
    public static String head(String markup, String style, int rows, int columns) {
        return "<th scope=\"" + (columns > 1 ? "colgroup" : "col") + "\""
                + (style.isEmpty() ? "" : " class=\"" + style + "\"")
                + (rows > 1 ? " rowspan=\"" + rows + "\"" : "")
                + (columns > 1 ? " colspan=\"" + columns + "\"" : "")
                + ">" + markup + "</th>";
    }

    /** The head of a table with one row of headings, columns of words before those of numbers, and the beginning of its body. */
    static String heads(List<String> ofWords, List<String> ofNumbers) {
        StringBuilder head = new StringBuilder("<thead><tr>");
        ofWords.forEach(markup -> head.append(head(markup, "text", 1, 1)));
        ofNumbers.forEach(markup -> head.append(head(markup, "", 1, 1)));
        return head.append("</tr></thead><tbody>\n").toString();
    }

    /** The beginning of a row that is about {@code name}. */
    static String rowOf(String name) {
        return "<tr><th scope=\"row\" class=\"text\">" + escape(name) + "</th>";
    }

    /** A cell of words. */
    static String words(String text) {
        return "<td class=\"text\">" + escape(text) + "</td>";
    }

    /** A cell of data. */
    public static String cell(String text) {
        return "<td>" + escape(text) + "</td>";
    }

    /** A number with its thousands marked. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Text as it may stand in an element or a quoted attribute. */
    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
