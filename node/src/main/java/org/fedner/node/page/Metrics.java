package org.fedner.node.page;

import java.time.Instant;
import java.util.Map;
import org.fedner.audit.event.Content;
import org.fedner.node.identity.Identity;
import org.fedner.node.privacy.Nano;

/**
 * The same figures for Prometheus, in its text format 0.0.4. Labels are names of parties and kinds of messages.
 */
final class Metrics {
    static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder text = new StringBuilder();

    private Metrics() {}

    /** What there is of a party. */
    static String of(RunView view, Identity identity, Names names, boolean isServer) {
        Metrics metrics = new Metrics();
        metrics.run(view);
        metrics.papers(view, identity);
        metrics.traffic("sent", "Messages to the other side", view.sent());
        metrics.traffic("received", "Messages from the other side", view.received());
        if (isServer) {
            metrics.members(view, identity, names);
        } else {
            metrics.site(view);
        }
        return metrics.text.toString();
    }

    private void run(RunView view) {
        one("fedner_rounds_verified_total", "counter", "Verified training rounds", view.verified());
        one("fedner_rounds_void_total", "counter", "Attempts that ended without a sum", view.voided());
        one("fedner_rounds_planned", "gauge", "Rounds of the job, 0 while unknown", view.planned());
        one("fedner_epochs_total", "counter", "Epochs opened", view.epochs());
        one(
                "fedner_epoch_members",
                "gauge",
                "Members of the epoch",
                view.members().size());
        one(
                "fedner_round_open",
                "gauge",
                "1 while a round is open",
                view.stage().isRound() ? 1 : 0);
        view.recent().stream()
                .findFirst()
                .ifPresent(last ->
                        one("fedner_round_seconds", "gauge", "Duration of the last attempt", last.millis() / 1e3));
        if (!view.loss().isEmpty()) {
            one(
                    "fedner_loss",
                    "gauge",
                    "Mean loss of a sentence in the last round, all platforms together",
                    view.loss().get(view.loss().size() - 1).value());
        }
        one("fedner_audit_entries_total", "counter", "Entries of the audit log", view.leaves());
        view.signed()
                .ifPresent(head -> one(
                        "fedner_audit_signed_entries",
                        "gauge",
                        "Entries under the newest signed checkpoint",
                        head.size()));
        one("fedner_page_events_lost_total", "counter", "Events that the page did not see", view.lost());
    }

    private void papers(RunView view, Identity identity) {
        head("fedner_certificate_expiry_timestamp_seconds", "gauge", "When a party's certificate ends");
        sample(
                "fedner_certificate_expiry_timestamp_seconds",
                "party",
                identity.name(),
                seconds(identity.certificateEnds()));
        view.certificates().forEach((party, end) -> {
            if (!party.equals(identity.name())) {
                sample("fedner_certificate_expiry_timestamp_seconds", "party", party, seconds(end));
            }
        });
        one(
                "fedner_roster_expiry_timestamp_seconds",
                "gauge",
                "When the roster in force ends",
                identity.roster().get().expiresEpochSeconds());
    }

    private static double seconds(Instant at) {
        return at.getEpochSecond();
    }

    private void traffic(String direction, String help, Map<Content, RunView.Traffic> traffic) {
        String messages = "fedner_messages_" + direction + "_total";
        String bytes = "fedner_bytes_" + direction + "_total";
        head(messages, "counter", help);
        traffic.forEach((kind, sum) -> sample(messages, "kind", kind(kind), sum.messages()));
        head(bytes, "counter", help + ", their bytes");
        traffic.forEach((kind, sum) -> sample(bytes, "kind", kind(kind), sum.bytes()));
    }

    private static String kind(Content content) {
        return Words.enumWords(content).replace(' ', '_');
    }

    private void members(RunView view, Identity identity, Names names) {
        one(
                "fedner_platforms_connected",
                "gauge",
                "Platforms connected",
                view.certificates().size());
        one(
                "fedner_platforms_enrolled",
                "gauge",
                "Platforms in the roster",
                identity.roster().get().platformKeys().size());
        one(
                "fedner_platforms_awaited",
                "gauge",
                "Members that owe the server a message",
                view.awaited().size());
        one(
                "fedner_exclusions_total",
                "counter",
                "Times a platform was left out",
                view.exclusions().size());
        head("fedner_platform_rounds_total", "counter", "Verified rounds whose sum holds a platform's input");
        view.takenPart()
                .forEach(taken ->
                        sample("fedner_platform_rounds_total", "platform", names.of(taken.member()), taken.rounds()));
    }

    private void site(RunView view) {
        one(
                "fedner_server_connected",
                "gauge",
                "1 while the server is connected",
                view.certificates().isEmpty() ? 0 : 1);
        if (!view.devF1().isEmpty()) {
            one(
                    "fedner_dev_f1",
                    "gauge",
                    "Strict F1 on this site's dev split after the last pass",
                    view.devF1().get(view.devF1().size() - 1).value());
        }
        view.budget().ifPresent(budget -> {
            one("fedner_privacy_epsilon_spent", "gauge", "Epsilon of all jobs", Nano.number(budget.spentNano()));
            one("fedner_privacy_epsilon_budget", "gauge", "This site's budget", Nano.number(budget.budgetNano()));
        });
    }

    private void one(String name, String type, String help, double value) {
        head(name, type, help);
        sample(name, value);
    }

    private void head(String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append(".\n");
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private void sample(String name, String label, String is, double value) {
        String escaped = is.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        sample(name + "{" + label + "=\"" + escaped + "\"}", value);
    }

    private void sample(String series, double value) {
        text.append(series);
        boolean isWhole = value == Math.rint(value) && Math.abs(value) < 1e15;
        text.append(' ')
                .append(isWhole ? Long.toString((long) value) : Double.toString(value))
                .append('\n');
    }
}
