package org.fedner.node.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.fedner.node.report.Html;
import org.fedner.node.transport.http.Answer;

/** The page's own files: style, script, the plotting library and an icon. They hold nothing of any run. */
final class PageFiles {
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";
    private static final Map<String, Answer> FILES = Map.of(
            "/page.css", file("page.css", STYLE, Html.PALETTE),
            "/page.js", file("page.js", SCRIPT, ""),
            "/uplot.js", file("uplot/uPlot.iife.min.js", SCRIPT, ""),
            "/uplot.css", file("uplot/uPlot.min.css", STYLE, ""),
            "/icon.svg", file("icon.svg", "image/svg+xml", ""));

    private PageFiles() {}

    static Optional<Answer> file(String path) {
        return Optional.ofNullable(FILES.get(path));
    }

    private static Answer file(String name, String type, String before) {
        try (InputStream in = PageFiles.class.getResourceAsStream(name)) {
            String text = before + new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Answer.of(200, type, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
