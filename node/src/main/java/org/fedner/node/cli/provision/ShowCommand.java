package org.fedner.node.cli.provision;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fedner.aggregation.message.Roster;
import org.fedner.aggregation.message.RosterEntry;
import org.fedner.aggregation.message.SignedRoster;
import org.fedner.node.identity.EnrolmentRequest;
import org.fedner.node.identity.FederationAuthority;
import org.fedner.node.identity.Fingerprint;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows an identity, an authority or a request, and checks it on the way. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Show and check an identity folder, an authority's folder, or a request.",
        footer = {"", "Example:", "  fedner provision show identity", "  fedner provision show st-anna.request"})
final class ShowCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PATH", description = "Identity folder, authority's folder, or request file.")
    private Path path;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            if (!Files.isDirectory(path)) {
                return of(EnrolmentRequest.read(path)).print(spec);
            }
            if (FederationAuthority.isIn(path)) {
                try (FederationAuthority authority = FederationAuthority.load(path, Clock.systemUTC())) {
                    return of(authority).print(spec);
                }
            }
            try (Identity identity = Identity.load(path, Clock.systemUTC())) {
                return of(identity).print(spec);
            }
        } catch (IdentityException e) {
            throw Outcome.failure(e);
        }
    }

    private static Outcome of(EnrolmentRequest request) {
        return new Outcome()
                .fact("name", "name", request.name())
                .fact("role", "role", request.role().name())
                .fact("id", "id", request.id().toString())
                .fact("hosts", "hosts", request.hosts())
                .fingerprint("fingerprint", "fingerprint", request.fingerprint())
                .fingerprint("auditFingerprint", "audit key's fingerprint", Fingerprint.ofKey(request.auditKey()));
    }

    private static Outcome of(FederationAuthority authority) throws IdentityException {
        Outcome outcome = new Outcome()
                .fact("federation", "federation", authority.federation().toString())
                .fingerprint("authorityFingerprint", "authority's fingerprint", authority.fingerprint());
        Optional<SignedRoster> roster = authority.roster();
        return roster.isPresent() ? members(outcome, roster.get().roster()) : outcome;
    }

    static Outcome of(Identity identity) {
        Instant expires = identity.certificate().getNotAfter().toInstant();
        Outcome outcome = new Outcome()
                .fact("name", "name", identity.name())
                .fact("role", "role", identity.role().name())
                .fact("id", "id", identity.id().toString())
                .fact("federation", "federation", identity.federation().toString())
                .fact("certificateExpires", "certificate expires", expires.toString())
                .fact(
                        "certificateDaysLeft",
                        "days left",
                        Duration.between(Instant.now(), expires).toDays())
                .fingerprint("fingerprint", "fingerprint", identity.fingerprint())
                .fingerprint(
                        "auditFingerprint",
                        "audit key's fingerprint",
                        Fingerprint.ofKey(identity.auditKey().verifyingKey()))
                .fingerprint(
                        "authorityFingerprint", "authority's fingerprint", Fingerprint.ofKey(identity.authorityKey()));
        return members(outcome, identity.roster().get());
    }

    private static Outcome members(Outcome outcome, Roster roster) {
        List<Map<String, String>> members = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (RosterEntry entry : roster.entries()) {
            Fingerprint fingerprint = Fingerprint.ofKey(entry.signingKey());
            Map<String, String> member = new LinkedHashMap<>();
            member.put("name", entry.name());
            member.put("role", entry.role().name());
            member.put("id", entry.id().toString());
            member.put("fingerprint", fingerprint.hex());
            members.add(member);
            lines.add("  %-8s %-20s %s".formatted(entry.role(), entry.name(), fingerprint.grouped()));
        }
        return outcome.fact("rosterVersion", "roster version", roster.version())
                .fact(
                        "rosterExpires",
                        "roster expires",
                        Instant.ofEpochSecond(roster.expiresEpochSeconds()).toString())
                .list("members", members, lines);
    }
}
