package org.fedner.node.cli.provision;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.fedner.node.cli.Failures;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.config.Job;
import org.fedner.node.identity.FederationAuthority;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.identity.SignedJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Signs what a federation will train. */
@Command(
        name = "job",
        mixinStandardHelpOptions = true,
        description = "Check a federation file and sign it as the federation's job.",
        footer = {
            "",
            "Word vectors named in the file are read and enter the job by their digest; a job holds no paths and no platforms.",
            "",
            "Example:",
            "  fedner provision job federation.yaml --authority authority --out job.signed"
        })
final class JobCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FEDERATION.yaml", description = "The federation file.")
    private Path file;

    @Option(names = "--authority", required = true, paramLabel = "DIR", description = "Folder of the authority.")
    private Path folder;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "job.signed",
            description = "The signed job (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Job job = FederationJob.read(file);
        try (FederationAuthority authority = FederationAuthority.load(folder, Clock.systemUTC())) {
            SignedJob signed = authority.signJob(ConfigReader.encode(job));
            signed.write(out);
            return new Outcome()
                    .fact("job", "job", job.name())
                    .fact("rounds", "rounds", job.rounds())
                    .fact("sha256", "SHA-256 of the job", signed.digest().toString())
                    .fact("signed", "signed job", out.toString())
                    .print(spec);
        } catch (IdentityException e) {
            throw Failures.of(e);
        }
    }
}
