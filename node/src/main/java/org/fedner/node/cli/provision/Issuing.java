package org.fedner.node.cli.provision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.cli.Failures;
import org.fedner.node.identity.Enrolment;
import org.fedner.node.identity.EnrolmentRequest;
import org.fedner.node.identity.FederationAuthority;
import org.fedner.node.identity.Fingerprint;
import org.fedner.node.identity.IdentityException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Requests in, the authority's answers out: what {@code approve} and {@code renew} share. */
final class Issuing {
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

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "90",
            description = "How long the certificates hold, 1 to 90 days (default: 90).")
    private long days;

    /** The authority's decision about requests. */
    @FunctionalInterface
    interface Decision {
        List<Enrolment> on(
                FederationAuthority authority, List<EnrolmentRequest> requests, Duration validity, SecureRandom random)
                throws IdentityException;
    }

    int decide(Decision decision, CommandSpec spec) {
        try (FederationAuthority authority = FederationAuthority.load(folder, Clock.systemUTC())) {
            List<EnrolmentRequest> requests = new ArrayList<>();
            for (Path file : files) {
                requests.add(EnrolmentRequest.read(file));
            }
            Files.createDirectories(out);
            List<Enrolment> enrolments = decision.on(authority, requests, Duration.ofDays(days), new SecureRandom());
            return written(requests, enrolments, authority.fingerprint()).print(spec);
        } catch (IdentityException e) {
            throw Failures.of(e);
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION, out + " cannot be made a folder; choose another with --out.", e);
        }
    }

    /** Writes {@code NAME.enrolment} for each and {@code roster.enrolment}; returns what to print. */
    private Outcome written(List<EnrolmentRequest> requests, List<Enrolment> enrolments, Fingerprint authority)
            throws IdentityException {
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
                .fingerprint("authorityFingerprint", "authority's fingerprint", authority);
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
