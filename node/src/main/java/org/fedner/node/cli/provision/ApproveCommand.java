package org.fedner.node.cli.provision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.cli.Failures;
import org.fedner.node.identity.Enrolment;
import org.fedner.node.identity.EnrolmentRequest;
import org.fedner.node.identity.FederationAuthority;
import org.fedner.node.identity.IdentityException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Enrols sites: a certificate each, and one new roster. */
@Command(
        name = "approve",
        mixinStandardHelpOptions = true,
        description = "Enrol the sites of these requests: a certificate for each, and a new roster of all.",
        footer = {
            "",
            "Compare each fingerprint with the site by telephone first. The files also hold the new roster: the server needs",
            "it at once (roster.enrolment), sites that are enrolled already get it from the server.",
            "",
            "Example:",
            "  fedner provision approve hub.request st-anna.request --authority authority --out enrolments"
        })
final class ApproveCommand implements Callable<Integer> {
    @Parameters(paramLabel = "REQUEST", arity = "1..*", description = "Request files of sites.")
    private List<Path> files;

    @Option(names = "--authority", required = true, paramLabel = "DIR", description = "Folder of the authority.")
    private Path folder;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Where NAME.enrolment and roster.enrolment go (default: here).")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (FederationAuthority authority = FederationAuthority.load(folder, Clock.systemUTC())) {
            List<EnrolmentRequest> requests = new ArrayList<>();
            for (Path file : files) {
                requests.add(EnrolmentRequest.read(file));
            }
            Files.createDirectories(out);
            List<Enrolment> enrolments = authority.approve(requests, new SecureRandom());
            Outcome outcome = new Outcome();
            List<Map<String, Object>> enrolled = new ArrayList<>();
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < requests.size(); i++) {
                EnrolmentRequest request = requests.get(i);
                Path file = out.resolve(request.name() + ".enrolment");
                enrolments.get(i).write(file);
                enrolled.add(facts(request, enrolments.get(i), file));
                lines.add("%-24s %s  ->  %s"
                        .formatted(request.name(), request.fingerprint().grouped(), file));
            }
            Path roster = out.resolve("roster.enrolment");
            Enrolment newest = enrolments.get(0);
            new Enrolment(Optional.empty(), newest.authority(), newest.roster()).write(roster);
            return outcome.list("enrolled", enrolled, lines)
                    .fact(
                            "rosterVersion",
                            "roster version",
                            newest.roster().roster().version())
                    .fact("roster", "roster", roster.toString())
                    .fingerprint("authorityFingerprint", "authority's fingerprint", authority.fingerprint())
                    .print(spec);
        } catch (IdentityException e) {
            throw Failures.of(e);
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION, out + " cannot be made a folder; choose another with --out.", e);
        }
    }

    private static Map<String, Object> facts(EnrolmentRequest request, Enrolment enrolment, Path file) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", request.name());
        facts.put("role", request.role().name());
        facts.put("id", request.id().toString());
        facts.put("fingerprint", request.fingerprint().hex());
        Instant expires = enrolment.certificate().orElseThrow().getNotAfter().toInstant();
        facts.put("certificateExpires", expires.toString());
        facts.put("enrolment", file.toString());
        return facts;
    }
}
