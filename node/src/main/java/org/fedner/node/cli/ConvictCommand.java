package org.fedner.node.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.fedner.aggregation.evidence.EvidenceFile;
import org.fedner.aggregation.evidence.Exhibit;
import org.fedner.aggregation.evidence.Inquiry;
import org.fedner.aggregation.evidence.Verdict;
import org.fedner.aggregation.evidence.Verdict.Outcome;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.node.identity.AuthorityPaper;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.report.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fedner audit convict}: whether the server lied, from what the platforms kept. */
@Command(
        name = "convict",
        mixinStandardHelpOptions = true,
        description =
                "After a refused sum: tell from the parties' evidence whether the server lied; needs no secret and no network.",
        footer = {
            "",
            "FILE is a party's evidence, or its folder: a platform keeps it in its work folder under 'evidence', and so does",
            "the server. The authority's certificate is the file authority.pem that every identity folder holds.",
            "",
            "Whoever has all platforms' files of a round can add up their vectors, and so has that round's sum: show them to",
            "nobody who must not have it. No file shows what one platform sent.",
            "",
            "Exit status: 0 the server is cleared, 6 the server or a platform is convicted, 3 the evidence is incomplete.",
            "",
            "Example:",
            "  fedner audit convict north/evidence south/evidence west/evidence --authority identity/authority.pem"
        })
final class ConvictCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files of evidence, or folders of them.")
    private List<Path> paths;

    @Option(
            names = "--authority",
            required = true,
            paramLabel = "FILE",
            description = "The federation authority's certificate (authority.pem).")
    private Path authority;

    @Option(
            names = "--server-was-asked",
            description = "The server has been asked for its evidence: a sum that names unknown uploads convicts it.")
    private boolean serverWasAsked;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Inquiry inquiry;
        try {
            inquiry = new Inquiry(AuthorityPaper.read(authority).lineage());
        } catch (IdentityException e) {
            throw Failures.of(e);
        }
        List<String> notes = new ArrayList<>();
        for (Path file : files()) {
            hear(file, inquiry, notes);
        }
        List<Verdict> verdicts = inquiry.verdicts(serverWasAsked);
        Outcome outcome = outcome(verdicts);
        if (GlobalOptions.of(spec).json()) {
            System.out.print(ReportFiles.json(Map.of(
                    "verdict",
                    outcome,
                    "rounds",
                    verdicts.stream().map(ConvictCommand::json).toList(),
                    "notes",
                    notes)));
        } else {
            verdicts.forEach(verdict -> System.out.println(sentence(verdict)));
            notes.forEach(note -> System.out.println("note: " + note));
            System.out.println(headline(outcome, verdicts));
        }
        return exitCode(outcome).number();
    }

    /** The worst that any round shows; without a dispute there is nothing to clear anyone of. */
    private static Outcome outcome(List<Verdict> verdicts) {
        for (Outcome worst : List.of(Outcome.SERVER_CONVICTED, Outcome.PLATFORM_CONVICTED, Outcome.INCOMPLETE)) {
            if (verdicts.stream().anyMatch(verdict -> verdict.finding().outcome() == worst)) {
                return worst;
            }
        }
        return verdicts.isEmpty() ? Outcome.INCOMPLETE : Outcome.SERVER_CLEARED;
    }

    private static ExitCode exitCode(Outcome outcome) {
        return switch (outcome) {
            case SERVER_CONVICTED, PLATFORM_CONVICTED -> ExitCode.INTEGRITY;
            case SERVER_CLEARED -> ExitCode.OK;
            case INCOMPLETE -> ExitCode.BAD_DATA;
        };
    }

    private static String headline(Outcome outcome, List<Verdict> verdicts) {
        return switch (outcome) {
            case SERVER_CONVICTED -> "SERVER CONVICTED";
            case PLATFORM_CONVICTED ->
                "PLATFORM CONVICTED: "
                        + String.join(
                                ", ",
                                verdicts.stream()
                                        .filter(verdict -> verdict.finding().outcome() == outcome)
                                        .flatMap(verdict -> verdict.platforms().stream())
                                        .distinct()
                                        .toList());
            case SERVER_CLEARED -> "SERVER CLEARED";
            case INCOMPLETE ->
                verdicts.isEmpty()
                        ? "INCOMPLETE: no refused sum and no contradiction among this evidence"
                        : "INCOMPLETE";
        };
    }

    private static String sentence(Verdict verdict) {
        String names = String.join(", ", verdict.platforms());
        return "epoch %d, context %s: %s"
                .formatted(
                        verdict.epoch(),
                        verdict.context(),
                        switch (verdict.finding()) {
                            case TWO_OUTCOMES -> "the server signed two different outcomes of one attempt";
                            case SUM_DIFFERS -> "the sum that the server signed is not the sum of the uploads it names";
                            case NO_DEFENCE ->
                                "the sum that the server signed names uploads that neither it nor any platform can show";
                            case TWO_UPLOADS -> "two different uploads are signed by " + names;
                            case SUM_HOLDS ->
                                "the sum is that of all uploads; what was wrong in it was sent by a platform";
                            case UPLOADS_WANTED -> "the evidence of these platforms is missing: " + names;
                            case RESULT_WANTED -> "nobody has shown the sum that the server sent";
                            case HEADS_WANTED ->
                                "the sum names other uploads than the platforms show; ask the server for its evidence, then give --server-was-asked";
                        });
    }

    private static Map<String, Object> json(Verdict verdict) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("epoch", verdict.epoch());
        json.put("context", verdict.context().toString());
        json.put("finding", verdict.finding());
        json.put("verdict", verdict.finding().outcome());
        json.put("platforms", verdict.platforms());
        return json;
    }

    private static void hear(Path file, Inquiry inquiry, List<String> notes) {
        Inquiry.Hearing hearing = inquiry.hearing();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            EvidenceFile evidence = new EvidenceFile(in);
            int position = 0;
            for (Optional<Exhibit> next = evidence.next(); next.isPresent(); next = evidence.next()) {
                position++;
                String where = "%s: exhibit %d is put aside, ".formatted(file, position);
                hearing.hear(next.get()).ifPresent(objection -> notes.add(where + reason(objection)));
            }
        } catch (MalformedMessageException e) {
            notes.add(file + ": " + e.getMessage() + "; what came before it is heard");
        } catch (IOException e) {
            throw new FailureException(ExitCode.BAD_DATA, file + ": cannot be read; check its permissions", e);
        }
    }

    private static String reason(Inquiry.Objection objection) {
        return switch (objection) {
            case NO_EPOCH -> "it names no epoch";
            case NOT_THIS_FEDERATION -> "its epoch is not one of this authority's federation in mode F";
            case BAD_SIGNATURE -> "it is not signed by the party that it names";
        };
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        for (Path path : paths) {
            if (!Files.isDirectory(path)) {
                files.add(path);
                continue;
            }
            try (Stream<Path> inside = Files.list(path)) {
                inside.filter(Files::isRegularFile).sorted().forEach(files::add);
            } catch (IOException e) {
                throw new FailureException(ExitCode.BAD_DATA, path + ": cannot be read; check its permissions", e);
            }
        }
        return files;
    }
}
