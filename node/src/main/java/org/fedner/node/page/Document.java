package org.fedner.node.page;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.fedner.node.page.Sessions.Session;
import org.fedner.node.report.Html;

/** A whole page: head, navigation, body. No script and no style stands in it; both are files of their own. */
final class Document {
    private final String party;
    private final boolean hasDesk;

    /**
     * @param party its name and role
     * @param hasDesk whether it has a page of requests
     */
    Document(String party, boolean hasDesk) {
        this.party = party;
        this.hasDesk = hasDesk;
    }

    /** A page; {@code body} is markup. */
    String html(String title, Optional<Session> session, String body) {
        return page(title, session, "", body);
    }

    private String page(String title, Optional<Session> session, String scripts, String body) {
        String full = Html.escape(title + " - " + party);
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width,initial-scale=1">
                <title>%s</title>
                <link rel="icon" href="/icon.svg">
                <link rel="stylesheet" href="/uplot.css">
                <link rel="stylesheet" href="/page.css">
                %s</head>
                <body>
                <a class="skip" href="#main">Skip to the content</a>
                <header>
                <p class="brand">Fedner <span>%s</span></p>
                <nav aria-label="Pages">%s</nav>
                %s</header>
                <main id="main">
                <h1>%s</h1>
                %s</main>
                </body>
                </html>
                """.formatted(
                full, scripts, Html.escape(party), navigation(title), person(session), Html.escape(title), body);
    }

    private String navigation(String title) {
        return link("/", "Overview", title) + (hasDesk ? link("/requests", "Requests", title) : "");
    }

    private static String link(String path, String name, String title) {
        return "<a href=\"%s\"%s>%s</a>".formatted(path, name.equals(title) ? " aria-current=\"page\"" : "", name);
    }

    private static String person(Optional<Session> session) {
        return session.map(signed ->
                        "<form method=\"post\" action=\"/sign-out\" class=\"person\"><span>Signed in as <strong>"
                                + Html.escape(signed.who())
                                + "</strong></span>"
                                + formToken(signed, "/sign-out")
                                + "<button>Sign out</button></form>\n")
                .orElse("<p class=\"person\"><a href=\"/sign-in\">Sign in</a></p>\n");
    }

    /** The hidden field that a form needs which is sent to {@code path}. */
    static String formToken(Session session, String path) {
        return "<input type=\"hidden\" name=\"form\" value=\"" + session.formToken(path) + "\">";
    }

    /** The overview, which the script keeps up to date. */
    String overview(Optional<Session> session, List<Section> sections, Map<String, String> parts) {
        StringBuilder body = new StringBuilder("""
                <p class="note" id="line"><span id="state">Live updates need JavaScript; reload this page for newer figures.</span></p>
                <div id="said" class="unseen" role="status" aria-live="polite"></div>
                """);
        for (Section section : sections) {
            body.append("<section aria-labelledby=\"h-%s\">\n<h2 id=\"h-%s\">%s</h2>\n"
                    .formatted(section.part(), section.part(), Html.escape(section.heading())));
            if (!section.plots().isEmpty()) {
                String lines = section.plots().stream()
                        .map(line -> line.table() + "=" + line.label())
                        .collect(Collectors.joining("|"));
                body.append("<div class=\"plot\" data-lines=\"")
                        .append(Html.escape(lines))
                        .append("\" aria-hidden=\"true\"></div>\n");
            }
            body.append("<div id=\"part-")
                    .append(section.part())
                    .append("\">\n")
                    .append(parts.get(section.part()))
                    .append("</div>\n</section>\n");
        }
        return page(
                "Overview",
                session,
                "<script src=\"/uplot.js\" defer></script>\n<script src=\"/page.js\" defer></script>\n",
                body.toString());
    }

    /** A page with one sentence, and where to go on. */
    String sentence(String title, Optional<Session> session, String sentence, String path, String name) {
        return html(
                title,
                session,
                "<p>" + Html.escape(sentence) + "</p>\n<p><a href=\"" + path + "\">" + Html.escape(name)
                        + "</a></p>\n");
    }

    String signIn(Optional<String> refusal, String command) {
        String told = refusal.map(why -> "<p class=\"bad\" id=\"why\" role=\"alert\">" + Html.escape(why) + "</p>\n")
                .orElse("");
        return html(
                "Sign in",
                Optional.empty(),
                told
                        + """
                <p>On this machine, as the user who runs this party, type</p>
                <p><code>%s</code></p>
                <p>and paste the token that it prints. It works once, within five minutes.</p>
                <form method="post" action="/sign-in" class="column">
                <label for="token">One-time token</label>
                <input id="token" name="token" type="password" autocomplete="off" autocapitalize="off" spellcheck="false" required maxlength="64"%s>
                <button>Sign in</button>
                </form>
                """.formatted(
                                        Html.escape(command),
                                        refusal.isPresent() ? " aria-describedby=\"why\" aria-invalid=\"true\"" : ""));
    }
}
