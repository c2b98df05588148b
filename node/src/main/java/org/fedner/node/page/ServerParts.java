package org.fedner.node.page;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fedner.aggregation.message.Role;
import org.fedner.aggregation.message.Roster;
import org.fedner.aggregation.message.RosterEntry;
import org.fedner.node.identity.Identity;
import org.fedner.node.report.Html;

/** The server's page, in the parts that change. */
final class ServerParts {
    private final RunParts run;
    private final RunView view;
    private final Identity identity;
    private final Roster roster;

    ServerParts(RunView view, Identity identity, Names names, Instant now) {
        this.roster = identity.roster().get();
        this.run = new RunParts(view, now, names::of);
        this.view = view;
        this.identity = identity;
    }

    /** The parts by their names, in the order of the page. */
    Map<String, String> parts() {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("now", now());
        parts.put("members", members());
        parts.put("took-part", run.tookPart(""));
        parts.put("left-out", leftOut());
        parts.put("loss", loss());
        parts.put("rounds", run.recentRounds());
        parts.put(
                "traffic",
                run.traffic("Sent to platforms", view.sent())
                        + run.traffic("Received from platforms", view.received()));
        parts.put("audit", run.audit());
        return parts;
    }

    private String now() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("epoch", Html.cell(view.epoch() == 0 ? "none yet" : Html.count(view.epoch())));
        facts.put("members", Html.cell(Html.count(view.members().size())));
        facts.put("awaited", Table.text(Words.names(run.named(view.awaited()))));
        facts.put("verified rounds", Html.cell(Html.count(view.verified())));
        facts.put("void attempts", Html.cell(Html.count(view.voided())));
        facts.put(
                "times a platform was left out",
                Html.cell(Html.count(view.exclusions().size())));
        facts.put(
                "roster",
                Html.cell("version %d, %d days left"
                        .formatted(
                                roster.version(),
                                Words.daysLeft(Instant.ofEpochSecond(roster.expiresEpochSeconds()), run.now()))));
        facts.put(
                "this server's certificate, days left",
                Words.daysCell(Words.daysLeft(identity.certificateEnds(), run.now())));
        return run.lead(sentence()) + run.facts("The run at this moment", facts);
    }

    private String sentence() {
        String at = run.progress() + " done; ";
        String awaited = view.awaited().isEmpty() ? "" : " Awaited: " + Words.names(run.named(view.awaited())) + ".";
        return switch (view.stage()) {
            case STARTING -> "The server is starting.";
            case GATHERING -> at + "waiting for platforms, %d of %d are here.".formatted(view.present(), view.needed());
            case SETTING_UP -> at + "epoch %d is being set up.".formatted(view.epoch()) + awaited;
            case SIZES, TRAINING, UNMASKING -> at + view.stage().words() + again() + "." + awaited;
            case BETWEEN, DIAGNOSING -> at + view.stage().words() + ".";
            case FINISHED -> run.progress() + " done; the job is finished.";
        };
    }

    private String again() {
        return view.attempt() == 0 ? "" : ", attempt %d".formatted(view.attempt() + 1);
    }

    private String members() {
        Table table = new Table(
                "Enrolled platforms",
                "",
                3,
                "platform",
                "connection",
                "in the epoch",
                "certificate, days left",
                "rounds taken part",
                "share of rounds");
        for (RosterEntry entry : roster.entries()) {
            if (entry.role() == Role.PLATFORM) {
                member(table, entry);
            }
        }
        return table.orElse("The roster lists no platform.");
    }

    private void member(Table table, RosterEntry entry) {
        String id = entry.id().toString();
        Optional<Instant> ends = Optional.ofNullable(view.certificates().get(entry.name()));
        long taken = view.taken(id);
        String epoch =
                view.awaited().contains(id) ? "member, awaited" : view.members().contains(id) ? "member" : "no";
        table.row(
                entry.name(),
                Table.state(ends.isPresent(), ends.isPresent() ? "connected" : "not connected"),
                Table.text(epoch),
                ends.map(end -> Words.daysCell(Words.daysLeft(end, run.now()))).orElse(Html.cell("not known")),
                Html.cell(Html.count(taken)),
                Html.cell(Words.percent(taken, view.verified())));
    }

    private String leftOut() {
        Table table = new Table(
                "Platforms left out, newest first",
                "",
                3,
                "time",
                "platform",
                "why",
                "from epoch",
                "in round",
                "share of rounds");
        for (RunView.Exclusion each : view.exclusions()) {
            table.row(
                    Words.time(each.at()),
                    Table.text(run.name(each.platform())),
                    Table.text(Words.enumWords(each.why())),
                    Html.cell(Html.count(each.epoch())),
                    Html.cell(Html.count(each.round())),
                    Html.cell(Words.percent(view.taken(each.platform()), view.verified())));
        }
        return table.orElse("No platform was left out of any epoch.");
    }

    private String loss() {
        if (view.lossHidden()) {
            return "<p class=\"note\">This job discloses no loss to the server.</p>\n";
        }
        return run.numbers("numbers-loss", "Mean loss of a sentence, all platforms", "loss", view.loss());
    }

    /** Section headings: part, heading, and the plot above it if there is one. */
    static List<Section> sections() {
        return List.of(
                new Section("now", "Now", List.of()),
                new Section("members", "Platforms", List.of()),
                new Section("took-part", "Who took part", List.of()),
                new Section("left-out", "Left out", List.of()),
                new Section("loss", "Loss", List.of(new Section.Line("numbers-loss", "loss"))),
                new Section("rounds", "Rounds", List.of()),
                new Section("traffic", "Traffic", List.of()),
                new Section("audit", "Audit log", List.of()));
    }
}
