package org.fedner.node.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.config.JobMembership;
import org.fedner.node.job.JobTerms;
import org.fedner.node.loop.PartyLog;
import org.fedner.node.status.Ending;

/**
 * Who took part in a job, as a party's own log tells it, with the names of the platforms.
 *
 * @param verifiedRounds that the log has
 * @param unnamedRounds of these, whose members' part the log does not tell; they count for nobody
 * @param requiredMissing required platforms that were missing from more rounds than the job allows
 * @param platforms everybody who ever was a member, by name
 */
public record ParticipationReport(
        long verifiedRounds, long unnamedRounds, List<String> requiredMissing, List<Participant> platforms) {
    /** Nothing is known. */
    public static final ParticipationReport NONE = new ParticipationReport(0, 0, List.of(), List.of());

    public ParticipationReport {
        requiredMissing = List.copyOf(requiredMissing);
        platforms = List.copyOf(platforms);
    }

    /**
     * One platform's part.
     *
     * @param share of the verified rounds, 0 to 1
     * @param droppedOut verified rounds of its epochs whose sum is without it
     */
    public record Participant(
            String platform, long rounds, double share, long droppedOut, List<Participation.LeftOut> exclusions) {
        public Participant {
            exclusions = List.copyOf(exclusions);
        }
    }

    /**
     * Of one job. A platform whose log has not all rounds takes those that it does not have as rounds that nobody missed.
     *
     * @param rounds of the job that are verified, whoever has them in its log
     * @param names of platforms by their ids in hexadecimal
     */
    static ParticipationReport of(
            Participation read, JobMembership membership, long rounds, UnaryOperator<String> names) {
        List<Participant> platforms = read.platforms().stream()
                .map(taken -> new Participant(
                        names.apply(taken.member()),
                        taken.rounds(),
                        read.verified() == 0 ? 0 : taken.rounds() / (double) read.verified(),
                        taken.droppedOut(),
                        taken.leftOut()))
                .sorted(Comparator.comparing(Participant::platform))
                .toList();
        List<String> missing = membership.names().stream()
                .filter(name -> {
                    long taken = platforms.stream()
                            .filter(each -> each.platform().equals(name))
                            .mapToLong(Participant::rounds)
                            .sum();
                    return membership.isMissing(read.verified() - read.unnamed() - taken, rounds);
                })
                .toList();
        return new ParticipationReport(read.verified(), read.unnamed(), missing, platforms);
    }

    /** Of a job in a log that this party has just closed. */
    public static ParticipationReport ofClosed(Path log, JobTerms terms, long rounds, UnaryOperator<String> names) {
        try {
            Participation read = Participation.of(log, PartyLog.jobId(terms));
            return of(read, terms.job().members(), rounds, names);
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION, log + ": cannot be read; check disk and permissions", e);
        } catch (AuditCorruptException e) {
            throw new FailureException(
                    ExitCode.INTEGRITY,
                    "%s: %s; keep the folder as evidence and restore it from a copy".formatted(log, e.getMessage()),
                    e);
        }
    }

    /** What a command ends with whose job was done without a platform that it requires. */
    public Optional<FailureException> failure() {
        return requiredMissing.isEmpty()
                ? Optional.empty()
                : Optional.of(new FailureException(
                        Ending.REQUIRED_MISSING,
                        "%s: required by the job and missing from more of its rounds than 'membership.requiredShare' allows; all rounds are done and everything is written: look at who took part in the report, and decide with the coordinator whether this model is used"
                                .formatted(String.join(", ", requiredMissing))));
    }

    /** For people at a terminal. */
    public List<String> lines() {
        return platforms.stream()
                .map(each -> "took part: %s in %d of %d rounds (%s)"
                        .formatted(each.platform(), each.rounds(), verifiedRounds, percent(each.share())))
                .toList();
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /** Appends its tables to a page; {@code remark} stands below. */
    void append(StringBuilder page, String remark) {
        page.append("<h2>Who took part</h2>\n");
        if (platforms.isEmpty()) {
            page.append("<p>No platform was a member of any epoch.</p>\n");
            return;
        }
        page.append("<div class=\"wide\"><table>")
                .append(Html.heads(
                        List.of("platform"),
                        List.of(
                                "rounds<br>taken part",
                                "of verified<br>rounds",
                                "share",
                                "dropped out<br>of a round",
                                "left out<br>of an epoch")));
        for (Participant each : platforms) {
            boolean isWhole = each.rounds() == verifiedRounds;
            page.append("<tr><th scope=\"row\" class=\"text\">")
                    .append(Html.escape(each.platform()))
                    .append("</th>")
                    .append(Html.cell(Html.count(each.rounds())))
                    .append(Html.cell(Html.count(verifiedRounds)))
                    .append("<td><span class=\"%s\">%s</span></td>"
                            .formatted(isWhole ? "ok" : "bad", percent(each.share())))
                    .append(Html.cell(Html.count(each.droppedOut())))
                    .append(Html.cell(Html.count(each.exclusions().size())))
                    .append("</tr>\n");
        }
        page.append("</tbody></table></div>\n");
        if (!requiredMissing.isEmpty()) {
            page.append(
                    "<p class=\"bad\">%s: required by the job, and missing from more of its rounds than it allows.</p>\n"
                            .formatted(Html.escape(String.join(", ", requiredMissing))));
        }
        if (unnamedRounds > 0) {
            page.append(
                    "<p class=\"note\">Of %s rounds this log does not say who took part; they count for nobody.</p>\n"
                            .formatted(Html.count(unnamedRounds)));
        }
        if (!remark.isEmpty()) {
            page.append("<p class=\"note\">").append(Html.escape(remark)).append("</p>\n");
        }
        exclusions(page);
    }

    private void exclusions(StringBuilder page) {
        if (platforms.stream().allMatch(each -> each.exclusions().isEmpty())) {
            page.append("<p>No platform was left out of any epoch.</p>\n");
            return;
        }
        page.append("<h2>Platforms left out</h2>\n<div class=\"wide\"><table>")
                .append(Html.heads(List.of("platform", "why"), List.of("from epoch", "after round")));
        for (Participant each : platforms) {
            for (Participation.LeftOut out : each.exclusions()) {
                page.append("<tr><th scope=\"row\" class=\"text\">")
                        .append(Html.escape(each.platform()))
                        .append("</th><td class=\"text\">")
                        .append(Html.escape(out.why().replace('-', ' ')))
                        .append("</td>")
                        .append(Html.cell(Html.count(out.epoch())))
                        .append(Html.cell(Html.count(out.afterRound())))
                        .append("</tr>\n");
            }
        }
        page.append("</tbody></table></div>\n");
    }
}
