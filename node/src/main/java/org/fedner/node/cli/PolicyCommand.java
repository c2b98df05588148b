package org.fedner.node.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.fedner.node.config.ConfigKey;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.config.Job;
import org.fedner.node.config.PolicyChange;
import org.fedner.node.config.PolicyFile;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.identity.SignedJob;
import org.fedner.node.job.JobTerms;
import org.fedner.node.platform.JobVerdict;
import org.fedner.node.report.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fedner policy}: a hospital's policy, before and after somebody changes it. */
@Command(
        name = "policy",
        description = "A hospital's policy: check it, explain it, compare two.",
        footer = {"", "Example:", "  fedner policy explain policy.yaml --job job.signed --identity identity"},
        subcommands = {PolicyCommand.Lint.class, PolicyCommand.Explain.class, PolicyCommand.Diff.class})
final class PolicyCommand extends CommandGroup {
    /** Reads a policy as a platform would. */
    @Command(
            name = "lint",
            mixinStandardHelpOptions = true,
            description = {
                "Read a policy as a platform does, and say where it lets more leave than the defaults.",
                "Prints the SHA-256 that the platform's audit log will name."
            },
            footer = {"", "Example:", "  fedner policy lint policy.yaml"})
    static final class Lint implements Callable<Integer> {
        @Parameters(paramLabel = "F", description = "The policy.")
        private Path file;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            PolicyFile policy = ConfigReader.read(file, PolicyFile.class);
            String digest = PartyProcess.digest(file).hex();
            List<PolicyChange> looser = PolicyChange.between(PolicyFile.defaults(), policy).stream()
                    .filter(change -> change.direction() != PolicyChange.Direction.STRICTER)
                    .toList();
            if (GlobalOptions.of(spec).json()) {
                System.out.print(ReportFiles.json(Map.of("valid", true, "sha256", digest, "looser", looser)));
            } else {
                looser.forEach(change -> System.out.println("looser than the default: " + sentence(change)));
                System.out.println("valid, SHA-256 " + digest);
            }
            return ExitCode.OK.number();
        }
    }

    /** Prints every key with the value in effect. */
    @Command(
            name = "explain",
            mixinStandardHelpOptions = true,
            description = {
                "Every key with the value in effect and its meaning; with a job, whether this hospital would take part.",
                "Exit status 8 if it would not."
            },
            footer = {"", "Example:", "  fedner policy explain policy.yaml --job job.signed --identity identity"})
    static final class Explain implements Callable<Integer> {
        @Parameters(paramLabel = "F", description = "The policy.")
        private Path file;

        @Option(names = "--job", paramLabel = "FILE", description = "A signed job to judge by the policy.")
        private Path job;

        @Option(
                names = "--identity",
                paramLabel = "DIR",
                description = "Identity folder of this site, to check the job's signature with; needed with --job.")
        private Path identity;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            PolicyFile policy = ConfigReader.read(file, PolicyFile.class);
            Optional<Verdict> verdict = job == null ? Optional.empty() : Optional.of(verdict(policy));
            if (GlobalOptions.of(spec).json()) {
                System.out.print(ReportFiles.json(json(policy, verdict)));
            } else {
                Map<String, ConfigKey> keys =
                        ConfigKey.of("policy.yaml").stream().collect(Collectors.toMap(ConfigKey::name, key -> key));
                PolicyChange.values(policy).forEach((name, value) -> {
                    System.out.println(name + ": " + value);
                    Folded.lines(keys.get(name).meaning(), "    ").forEach(System.out::println);
                });
                if (verdict.isPresent()) {
                    System.out.println(
                            "architecture of the job: " + verdict.get().architecture());
                    System.out.println(verdict.get()
                            .objection()
                            .map(why -> "REFUSES the job: " + why)
                            .orElse("takes part in the job"));
                }
            }
            return (verdict.flatMap(Verdict::objection).isPresent() ? ExitCode.POLICY_REFUSED : ExitCode.OK).number();
        }

        /** What this site says to a job. */
        private record Verdict(String architecture, Optional<String> objection) {}

        private Map<String, Object> json(PolicyFile policy, Optional<Verdict> verdict) {
            Map<String, Object> root = new LinkedHashMap<>();
            root.put("policy", policy);
            if (verdict.isPresent()) {
                root.put("architecture", verdict.get().architecture());
                root.put("takesPart", verdict.get().objection().isEmpty());
                root.put("objection", verdict.get().objection().orElse(null));
            }
            return root;
        }

        private Verdict verdict(PolicyFile policy) {
            if (identity == null) {
                throw new FailureException(
                        ExitCode.USAGE, "--job needs --identity, the folder whose authority must have signed the job");
            }
            try (Identity own = Identity.load(identity, Clock.systemUTC())) {
                SignedJob signed = SignedJob.read(job, own.authority());
                Job read = ConfigReader.decode(signed.job(), job.toString());
                JobTerms terms = JobTerms.of(read);
                return new Verdict(terms.architecture(), JobVerdict.objection(policy, terms, own));
            } catch (IdentityException e) {
                throw Failures.of(e);
            }
        }
    }

    /** Compares two policies by what they allow. */
    @Command(
            name = "diff",
            mixinStandardHelpOptions = true,
            description = {
                "What a change of policy means, key by key: stricter, looser, or some of both. Keys left out count with their",
                "defaults, so only what is in effect is compared. Exit status 1 if anything is not stricter."
            },
            footer = {"", "Example:", "  fedner policy diff policy.yaml proposed.yaml"})
    static final class Diff implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "BEFORE", description = "The policy in force.")
        private Path before;

        @Parameters(index = "1", paramLabel = "AFTER", description = "The policy proposed.")
        private Path after;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            List<PolicyChange> changes = PolicyChange.between(
                    ConfigReader.read(before, PolicyFile.class), ConfigReader.read(after, PolicyFile.class));
            if (GlobalOptions.of(spec).json()) {
                System.out.print(ReportFiles.json(Map.of("changes", changes)));
            } else if (changes.isEmpty()) {
                System.out.println("no difference in effect");
            } else {
                changes.forEach(
                        change -> System.out.println("%-8s  %s".formatted(change.direction(), sentence(change))));
            }
            boolean isStricter =
                    changes.stream().allMatch(change -> change.direction() == PolicyChange.Direction.STRICTER);
            return (isStricter ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
        }
    }

    private static String sentence(PolicyChange change) {
        return "%s was %s and is %s".formatted(change.key(), change.before(), change.after());
    }
}
