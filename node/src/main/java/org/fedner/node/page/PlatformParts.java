package org.fedner.node.page;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.node.identity.Identity;
import org.fedner.node.privacy.Nano;
import org.fedner.node.report.Html;

/** A platform's page, in the parts that change: of its own training, and of what left this site. Nothing of a note. */
final class PlatformParts {
    private final RunParts run;
    private final RunView view;
    private final Identity identity;
    private final Sha256Hex policy;

    PlatformParts(RunView view, Identity identity, Sha256Hex policy, Names names, Instant now) {
        this.run = new RunParts(view, now, names::of);
        this.view = view;
        this.identity = identity;
        this.policy = policy;
    }

    /** The parts by their names, in the order of the page. */
    Map<String, String> parts() {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("now", now());
        parts.put("scores", run.numbers("numbers-f1", "Strict F1 on this site's dev split", "strict F1", view.devF1()));
        parts.put(
                "loss",
                run.numbers("numbers-train", "Loss on this site's training batches", "loss", view.trainLoss())
                        + run.numbers("numbers-dev", "Loss on this site's dev split", "loss", view.devLoss())
                        + run.numbers("numbers-all", "Mean loss of all platforms", "loss", view.loss()));
        parts.put("budget", budget());
        parts.put(
                "left",
                run.traffic("Sent to the server", view.sent())
                        + run.traffic("Received from the server", view.received()));
        parts.put(
                "took-part",
                run.tookPart("As this site's own log has it: nobody tells it why another platform was left out, and it"
                        + " knows nothing of rounds that it was not there for."));
        parts.put("rounds", run.recentRounds());
        parts.put("audit", run.audit());
        return parts;
    }

    private String now() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "server",
                Table.state(
                        !view.certificates().isEmpty(), view.certificates().isEmpty() ? "not connected" : "connected"));
        facts.put("epoch", Html.cell(view.epoch() == 0 ? "none yet" : Html.count(view.epoch())));
        facts.put("members", Table.text(Words.names(run.named(view.members()))));
        facts.put("verified rounds", Html.cell(Html.count(view.verified())));
        facts.put("void attempts", Html.cell(Html.count(view.voided())));
        facts.put(
                "this site's certificate, days left",
                Words.daysCell(Words.daysLeft(identity.certificateEnds(), run.now())));
        view.certificates().values().stream()
                .findFirst()
                .ifPresent(end -> facts.put(
                        "the server's certificate, days left", Words.daysCell(Words.daysLeft(end, run.now()))));
        facts.put("policy.yaml, SHA-256", "<td class=\"text\"><code>" + Html.escape(policy.hex()) + "</code></td>");
        return run.lead(sentence()) + run.facts("This site at this moment", facts);
    }

    private String sentence() {
        String at = run.progress() + " done; ";
        return switch (view.stage()) {
            case STARTING, GATHERING ->
                view.certificates().isEmpty() ? "Reaching the server." : "Connected; waiting for an epoch to begin.";
            case FINISHED -> run.progress() + " done; the job is finished.";
            default -> at + view.stage().words() + ".";
        };
    }

    private String budget() {
        if (view.budget().isEmpty()) {
            return "<p class=\"note\">No private step was taken. Without one nothing bounds what the sums say about one patient.</p>\n";
        }
        RunView.Budget budget = view.budget().get();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("epsilon spent, all jobs", Html.cell(Nano.text(budget.spentNano())));
        facts.put("this site's budget", Html.cell(Nano.text(budget.budgetNano())));
        facts.put("share of it", Html.cell(Words.percent(budget.spentNano(), budget.budgetNano())));
        facts.put("delta", Html.cell(Double.toString(budget.deltaFemto() / 1e15)));
        facts.put("private steps", Html.cell(Html.count(budget.steps())));
        return run.facts("Privacy budget", facts);
    }

    /** Section headings: part, heading, and the plots above it. */
    static List<Section> sections() {
        return List.of(
                new Section("now", "Now", List.of()),
                new Section("left", "What left this site", List.of()),
                new Section("scores", "Scores", List.of(new Section.Line("numbers-f1", "strict F1"))),
                new Section(
                        "loss",
                        "Losses",
                        List.of(
                                new Section.Line("numbers-train", "training"),
                                new Section.Line("numbers-dev", "dev"),
                                new Section.Line("numbers-all", "all platforms"))),
                new Section("budget", "Privacy budget", List.of()),
                new Section("took-part", "Who took part", List.of()),
                new Section("rounds", "Rounds", List.of()),
                new Section("audit", "Audit log", List.of()));
    }
}
