package org.fedner.node.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fedner.node.report.Html;
import org.fedner.node.report.ParticipationReport;
import org.fedner.node.report.ReportFiles;

/**
 * How a server's run ended well.
 *
 * @param sharedModel SHA-256 of the shared parameters, in hexadecimal; null if the server saw nothing
 * @param bytesUpPerRound bytes one platform sends in a training round, the median
 * @param bytesDownPerRound bytes one platform receives in a training round, the median
 * @param dropouts how often a platform's input was missing from a round's sum, added up over all rounds
 * @param preset of the network, and the cut: the last layer that is shared
 * @param exclusions every time that an epoch of this job went on without a platform
 * @param participation who took part in which share of the job's rounds
 * @param sumMillis median time from a round's first upload being parsed to its sum, spent adding
 */
public record ServerOutcome(
        long rounds,
        int voided,
        int epochs,
        String sharedModel,
        long bytesUpPerRound,
        long bytesDownPerRound,
        double sumMillis,
        List<Exclusion> exclusions,
        int dropouts,
        String preset,
        String cut,
        ParticipationReport participation)
        implements ServerEnding {
    public ServerOutcome {
        participation = participation == null ? ParticipationReport.NONE : participation;
    }

    /** A platform that an epoch went on without; {@code why} is a {@code DropCode} in lower case. */
    public record Exclusion(String platform, long epoch, long round, String why) {}

    /** This outcome with what the closed log says of the whole job, also of what was before this process. */
    ServerOutcome over(ParticipationReport whole) {
        List<Exclusion> all = whole.platforms().stream()
                .flatMap(each -> each.exclusions().stream()
                        .map(out -> new Exclusion(each.platform(), out.epoch(), out.afterRound(), out.why())))
                .sorted(Comparator.comparingLong(Exclusion::epoch))
                .toList();
        return new ServerOutcome(
                rounds,
                voided,
                epochs,
                sharedModel,
                bytesUpPerRound,
                bytesDownPerRound,
                sumMillis,
                all,
                dropouts,
                preset,
                cut,
                whole);
    }

    /** This outcome with the shared module's digest from elsewhere, where the server has none. */
    public ServerOutcome withSharedModel(String digest) {
        return new ServerOutcome(
                rounds,
                voided,
                epochs,
                digest,
                bytesUpPerRound,
                bytesDownPerRound,
                sumMillis,
                exclusions,
                dropouts,
                preset,
                cut,
                participation);
    }

    /** The same for people, but for who took part. */
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("verified rounds", Html.count(rounds));
        facts.put("void attempts since the server's last start", Html.count(voided));
        facts.put("epochs since then", Html.count(epochs));
        facts.put("network", preset + ", cut " + cut);
        facts.put("bytes up, per platform and round", Html.count(bytesUpPerRound));
        facts.put("bytes down, per platform and round", Html.count(bytesDownPerRound));
        facts.put("SHA-256 of the shared module", sharedModel == null ? "this server saw nothing" : sharedModel);
        return facts;
    }

    /** Writes {@code outcome.json}. */
    public void write(Path file) throws IOException {
        ReportFiles.write(file, this);
    }

    /** Reads {@code outcome.json} back. */
    public static ServerOutcome read(Path file) throws IOException {
        return ReportFiles.read(file, ServerOutcome.class);
    }
}
