package org.fedner.node.cli.provision;

import java.io.IOException;
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
import org.fedner.aggregation.message.Succession;
import org.fedner.node.auditing.RunLogs;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.cli.Failures;
import org.fedner.node.identity.AuthorityPaper;
import org.fedner.node.identity.EnrolmentRequest;
import org.fedner.node.identity.FederationAuthority;
import org.fedner.node.identity.Fingerprint;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.identity.PageCertificate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows an identity, an authority or a request, and checks it on the way. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Show and check an identity folder, an authority's folder, or a request.",
        footer = {
            "",
            "An auditor needs the public keys of the federation's logs: --audit-policy writes them, as the roster lists them,",
            "in the form that 'fedner audit verify --policy' reads.",
            "",
            "Example:",
            "  fedner provision show identity",
            "  fedner provision show st-anna.request",
            "  fedner provision show authority --audit-policy trusted-keys"
        })
final class ShowCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PATH", description = "Identity folder, authority's folder, or request file.")
    private Path path;

    @Option(names = "--audit-policy", paramLabel = "FILE", description = "Also write the public keys of all logs here.")
    private Path auditPolicy;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            if (!Files.isDirectory(path)) {
                if (auditPolicy != null) {
                    throw new FailureException(
                            ExitCode.USAGE, "a request names no members; give --audit-policy an identity's folder");
                }
                return of(EnrolmentRequest.read(path)).print(spec);
            }
            if (FederationAuthority.isIn(path)) {
                try (FederationAuthority authority = FederationAuthority.load(path, Clock.systemUTC())) {
                    writePolicy(authority.roster().map(SignedRoster::roster));
                    return of(authority).print(spec);
                }
            }
            try (Identity identity = Identity.load(path, Clock.systemUTC())) {
                writePolicy(Optional.of(identity.roster().get()));
                Outcome outcome = of(identity);
                PageCertificate.certificate(path)
                        .ifPresent(page -> outcome.fingerprint(
                                "pageCertificateFingerprint",
                                "page certificate's fingerprint",
                                PageCertificate.fingerprint(page)));
                return outcome.print(spec);
            }
        } catch (IdentityException e) {
            throw Failures.of(e);
        }
    }

    private void writePolicy(Optional<Roster> roster) {
        if (auditPolicy == null) {
            return;
        }
        Roster known = roster.orElseThrow(() -> new FailureException(
                ExitCode.BAD_CONFIGURATION, "nobody is enrolled yet; approve requests before writing an audit policy"));
        try {
            RunLogs.writePolicyFile(auditPolicy, known);
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION, auditPolicy + ": cannot be written; check the folder", e);
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
        successions(outcome, authority.paper());
        Optional<SignedRoster> roster = authority.roster();
        return roster.isPresent() ? members(outcome, roster.get().roster()) : outcome;
    }

    static Outcome of(Identity identity) {
        Instant expires = identity.certificateEnds();
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
                        "authorityFingerprint",
                        "authority's fingerprint",
                        identity.authority().get().fingerprint());
        successions(outcome, identity.authority().get());
        return members(outcome, identity.roster().get());
    }

    /** How the authority's key came to be the federation's, if it is not the founder's. */
    private static void successions(Outcome outcome, AuthorityPaper authority) {
        List<Map<String, Object>> changes = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (Succession next : authority.successions()) {
            Fingerprint before = Fingerprint.ofKey(next.predecessor());
            Instant ends = Instant.ofEpochSecond(next.overlapEndsEpochSeconds());
            Map<String, Object> change = new LinkedHashMap<>();
            change.put("sequence", next.sequence());
            change.put("predecessorFingerprint", before.hex());
            change.put("overlapEnds", ends.toString());
            changes.add(change);
            lines.add(
                    "  key before change %-6d %s  counts until %s".formatted(next.sequence(), before.grouped(), ends));
        }
        if (!changes.isEmpty()) {
            outcome.list("successions", changes, lines);
        }
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
