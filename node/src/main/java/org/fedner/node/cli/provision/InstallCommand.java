package org.fedner.node.cli.provision;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.cli.Failures;
import org.fedner.node.identity.Enrolment;
import org.fedner.node.identity.Fingerprint;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks the coordinator's answer and stores it beside this site's keys. */
@Command(
        name = "install",
        mixinStandardHelpOptions = true,
        description =
                "Check the coordinator's answer and store it; also for a newer roster, certificate or key of the authority.",
        footer = {"", "Example:", "  fedner provision install st-anna.enrolment --identity identity"})
final class InstallCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ENROLMENT", description = "File from the coordinator.")
    private Path file;

    @Option(names = "--identity", required = true, paramLabel = "DIR", description = "Folder with this site's keys.")
    private Path folder;

    @Option(
            names = "--authority-fingerprint",
            paramLabel = "HEX",
            description =
                    "Refuse unless the authority has this fingerprint, as told by telephone. A new key of the authority is then"
                            + " taken up also after the time of its change.")
    private Optional<String> expected = Optional.empty();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            Enrolment enrolment = Enrolment.read(file);
            Optional<Fingerprint> wanted = expected.map(InstallCommand::parse);
            if (wanted.isPresent() && !enrolment.isOf(wanted.get())) {
                throw new FailureException(
                        ExitCode.INTEGRITY,
                        file
                                + " is of another authority than the one told by telephone; do not use it, and call the coordinator.");
            }
            Identity.install(folder, enrolment, wanted.isPresent(), Clock.systemUTC());
            try (Identity identity = Identity.load(folder, Clock.systemUTC())) {
                return ShowCommand.of(identity)
                        .advice("Compare the authority's fingerprint with the coordinator by telephone.")
                        .print(spec);
            }
        } catch (IdentityException e) {
            throw Failures.of(e);
        }
    }

    private static Fingerprint parse(String text) {
        try {
            return Fingerprint.parse(text);
        } catch (IllegalArgumentException e) {
            throw new FailureException(ExitCode.USAGE, "A fingerprint is 64 hexadecimal digits.", e);
        }
    }
}
