package org.fedner.node.cli.provision;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fedner.node.identity.Enrolment;
import org.fedner.node.identity.EnrolmentRequest;
import org.fedner.node.identity.FederationAuthority;
import org.fedner.node.identity.IdentityException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Requests in, the authority's answers out: {@code approve} and {@code renew} differ in what the authority asks of a request. */
abstract class Issuing implements Callable<Integer> {
    @Parameters(paramLabel = "REQUEST", arity = "1..*", description = "Request files of sites.")
    private List<Path> files;

    @Mixin
    private Signing signing;

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "90",
            description = "How long the certificates hold, 1 to 90 days (default: 90).")
    private long days;

    @Spec
    private CommandSpec spec;

    private final Decision decision;

    /** The authority's decision about requests. */
    @FunctionalInterface
    interface Decision {
        List<Enrolment> on(
                FederationAuthority authority, List<EnrolmentRequest> requests, Duration validity, SecureRandom random)
                throws IdentityException;
    }

    Issuing(Decision decision) {
        this.decision = decision;
    }

    @Override
    public Integer call() {
        return signing.carryOut(this::decided, spec);
    }

    /** Writes {@code NAME.enrolment} for each and {@code roster.enrolment}; returns what to print. */
    private Outcome decided(FederationAuthority authority) throws IdentityException {
        List<EnrolmentRequest> requests = new ArrayList<>();
        for (Path file : files) {
            requests.add(EnrolmentRequest.read(file));
        }
        List<Enrolment> enrolments = decision.on(authority, requests, Duration.ofDays(days), new SecureRandom());
        List<Map<String, Object>> enrolled = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            EnrolmentRequest request = requests.get(i);
            Path file = signing.file(request.name() + ".enrolment");
            enrolments.get(i).write(file);
            enrolled.add(facts(request, enrolments.get(i), file));
            lines.add("%-24s %s  ->  %s"
                    .formatted(request.name(), request.fingerprint().grouped(), file));
        }
        return signing.withRoster(new Outcome().list("enrolled", enrolled, lines), enrolments.get(0))
                .fingerprint("authorityFingerprint", "authority's fingerprint", authority.fingerprint());
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
