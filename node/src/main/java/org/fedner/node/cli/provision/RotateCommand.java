package org.fedner.node.cli.provision;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fedner.aggregation.message.SignedSuccession;
import org.fedner.node.identity.FederationAuthority;
import org.fedner.node.identity.Fingerprint;
import org.fedner.node.identity.Handover;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.identity.SignedJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts a new key in the place of the authority's. */
@Command(
        name = "rotate",
        mixinStandardHelpOptions = true,
        description = "Put a new key in the place of the authority's: both sign that, and sites follow by themselves.",
        footer = {
            "",
            "Install roster.enrolment at the server: it brings the new key to the platforms, nothing is restarted. What the old",
            "key signed counts until the overlap ends; renewals are signed with the new key from now on. The old folder signs",
            "nothing more: keep it until the overlap has ended, then destroy it. Interrupted, type the same line again.",
            "A job that shall outlive the overlap is signed anew with --job; give it to the server before its next start.",
            "For a key that was lost or stolen this is no cure: see docs/operations.md.",
            "",
            "Example:",
            "  fedner provision rotate --authority authority --to authority-2 --out answers",
            "  fedner provision install answers/roster.enrolment --identity identity"
        })
final class RotateCommand implements Callable<Integer> {
    @Mixin
    private Signing signing;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "DIR",
            description = "New folder for the authority with its new key; the only one in use from now on.")
    private Path successor;

    @Option(
            names = "--overlap-days",
            paramLabel = "N",
            defaultValue = "90",
            description = "How long the old key's signatures count beside the new one's, 1 to 90 days (default: 90).")
    private long overlapDays;

    @Option(
            names = "--job",
            paramLabel = "FILE",
            description = "A signed job that goes on: it is written to --out under the new signature.")
    private Path job;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        return signing.carryOut(
                (folder, clock) ->
                        Handover.carryOut(folder, successor, Duration.ofDays(overlapDays), new SecureRandom(), clock),
                this::handedOver,
                spec);
    }

    private Outcome handedOver(FederationAuthority authority) throws IdentityException {
        SignedSuccession last = authority.paper().lineage().last().orElseThrow();
        Instant ends = Instant.ofEpochSecond(last.succession().overlapEndsEpochSeconds());
        Outcome outcome = new Outcome()
                .fact("authority", "authority", successor.toString())
                .fact("sequence", "changes of the key", last.succession().sequence())
                .fact("overlapEnds", "old key counts until", ends.toString());
        signing.withRoster(outcome, authority.rosterOnly().orElseThrow());
        for (Path file : Optional.ofNullable(job).stream().toList()) {
            Path signed = signing.file(file.getFileName().toString());
            authority.signJob(SignedJob.readOld(file, authority.paper()).job()).write(signed);
            outcome.fact("job", "job", signed.toString());
        }
        return outcome.fingerprint(
                        "predecessorFingerprint",
                        "old key's fingerprint",
                        Fingerprint.ofKey(last.succession().predecessor()))
                .fingerprint("authorityFingerprint", "new key's fingerprint", authority.fingerprint())
                .advice(
                        "Install the roster at the server, and tell every site the new fingerprint by telephone. Back up the new folder.");
    }
}
