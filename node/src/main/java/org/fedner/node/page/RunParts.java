package org.fedner.node.page;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.fedner.audit.event.Content;
import org.fedner.node.report.Html;
import org.fedner.node.report.Participation;

/** What the pages of a server and of a platform have in common, as pieces of HTML. */
final class RunParts {
    private final RunView view;
    private final Instant now;
    private final Function<String, String> names;

    /** @param names of parties by their ids */
    RunParts(RunView view, Instant now, Function<String, String> names) {
        this.view = view;
        this.now = now;
        this.names = names;
    }

    List<String> named(List<String> ids) {
        return ids.stream().map(names).toList();
    }

    String name(String id) {
        return names.apply(id);
    }

    /** Rounds so far, of how many. */
    String progress() {
        return view.planned() == 0
                ? Words.count(view.verified(), "verified round")
                : "%s of %s".formatted(Html.count(view.verified()), Words.count(view.planned(), "round"));
    }

    /** The bar that belongs to it, for the eye; the sentence says the same. */
    String bar() {
        return view.planned() == 0
                ? ""
                : "<progress max=\"%d\" value=\"%d\" aria-label=\"rounds done\"></progress>\n"
                        .formatted(view.planned(), Math.min(view.verified(), view.planned()));
    }

    String lead(String sentence) {
        String lost = view.lost() == 0
                ? ""
                : "<p class=\"bad\">%s went past unseen: this page is incomplete. The audit log is not.</p>\n"
                        .formatted(Words.count(view.lost(), "event"));
        return "<p class=\"lead\" data-said>" + Html.escape(sentence) + "</p>\n" + bar() + lost;
    }

    /** A table of facts: names and cells. */
    String facts(String caption, Map<String, String> cells) {
        StringBuilder table = new StringBuilder("<div class=\"wide\"><table class=\"facts\"><caption class=\"unseen\">")
                .append(Html.escape(caption))
                .append("</caption><tbody>\n");
        cells.forEach((name, cell) -> table.append("<tr><th scope=\"row\" class=\"text\">")
                .append(Html.escape(name))
                .append("</th>")
                .append(cell)
                .append("</tr>\n"));
        return table + "</tbody></table></div>\n";
    }

    String recentRounds() {
        Table table = new Table(
                "The last attempts, newest first",
                "",
                3,
                "ended",
                "outcome",
                "missing",
                "epoch",
                "round",
                "attempt",
                "platforms",
                "seconds");
        for (RunView.Attempt each : view.recent()) {
            table.row(
                    Words.time(each.at()),
                    Table.state(each.verified(), each.verified() ? "verified" : "void"),
                    Table.text(each.missing().isEmpty() ? "-" : Words.names(named(each.missing()))),
                    Html.cell(Html.count(each.epoch())),
                    Html.cell(Html.count(each.round())),
                    Html.cell(Html.count(each.attempt() + 1)),
                    Html.cell(each.verified() ? Html.count(each.platforms()) : "-"),
                    Html.cell(Words.seconds(each.millis())));
        }
        return table.orElse("No round has ended yet.");
    }

    /** Everybody who ever was a member; {@code remark} stands below. */
    String tookPart(String remark) {
        Table table = new Table(
                "Rounds that each platform took part in",
                "",
                2,
                "platform",
                "last left out",
                "rounds taken part",
                "of verified rounds",
                "share of rounds",
                "dropped out of a round",
                "left out of an epoch");
        view.takenPart().stream()
                .sorted(Comparator.comparing(taken -> name(taken.member())))
                .forEach(taken -> table.row(
                        name(taken.member()),
                        lastLeftOut(taken.leftOut()),
                        Html.cell(Html.count(taken.rounds())),
                        Html.cell(Html.count(view.verified())),
                        share(taken.rounds()),
                        Html.cell(Html.count(taken.droppedOut())),
                        Html.cell(Html.count(taken.leftOut().size()))));
        String note = remark.isEmpty() ? "" : "<p class=\"note\">" + Html.escape(remark) + "</p>\n";
        return table.orElse("No epoch was opened yet.") + note;
    }

    private static String lastLeftOut(List<Participation.LeftOut> leftOut) {
        if (leftOut.isEmpty()) {
            return Table.text("never");
        }
        Participation.LeftOut last = leftOut.get(leftOut.size() - 1);
        return Table.state(
                false,
                "after round %s: %s"
                        .formatted(Html.count(last.afterRound()), last.why().replace('-', ' ')));
    }

    private String share(long rounds) {
        String percent = Words.percent(rounds, view.verified());
        return rounds < view.verified() ? "<td><span class=\"bad\">" + percent + "</span></td>" : Html.cell(percent);
    }

    String traffic(String caption, Map<Content, RunView.Traffic> traffic) {
        Table table = new Table(caption, "", 1, "kind", "messages", "bytes");
        long bytes = 0;
        long messages = 0;
        for (Map.Entry<Content, RunView.Traffic> each : traffic.entrySet()) {
            table.row(
                    Words.enumWords(each.getKey()),
                    Html.cell(Html.count(each.getValue().messages())),
                    Html.cell(Html.count(each.getValue().bytes())));
            messages += each.getValue().messages();
            bytes += each.getValue().bytes();
        }
        if (!traffic.isEmpty()) {
            table.row("all", Html.cell(Html.count(messages)), Html.cell(Html.count(bytes)));
        }
        return table.orElse("Nothing so far.");
    }

    String audit() {
        String head = view.signed()
                .map(signed ->
                        "<p>The newest signed checkpoint covers <strong>%s</strong>. Its root:</p>\n<p><code>%s</code></p>\n"
                                .formatted(entries(signed.size()), Html.escape(signed.root())))
                .orElse("<p>Nothing is signed yet.</p>\n");
        Table deeds = new Table("What people did here, newest first", "", 2, "time", "deed");
        view.deeds().forEach(deed -> deeds.row(Words.time(deed.at()), Table.text(Words.enumWords(deed.action()))));
        return head
                + "<p class=\"note\">%s in the log. Verify it with <code>fedner audit verify</code>.</p>\n"
                        .formatted(entries(view.leaves()))
                + deeds.orElse("Nobody has done anything by this page.");
    }

    private static String entries(long number) {
        return Html.count(number) + (number == 1 ? " entry" : " entries");
    }

    /** The numbers of a plot; the script draws what the table holds. */
    String numbers(String id, String caption, String unit, List<RunView.Point> points) {
        Table table = new Table(caption, id, 1, "round", unit);
        points.forEach(point -> table.row(Long.toString(point.round()), Html.cell(Words.decimals(point.value()))));
        return "<details><summary>" + Html.escape(caption) + ", in numbers</summary>" + table.orElse("No number yet.")
                + "</details>\n";
    }

    Instant now() {
        return now;
    }

    RunView view() {
        return view;
    }
}
