package org.fedner.node.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.fedner.aggregation.message.Role;
import org.fedner.model.corpus.Corpus;
import org.fedner.model.corpus.TagScheme;
import org.fedner.model.corpus.WordVectors;
import org.fedner.model.encoder.BiLm;
import org.fedner.model.network.NetworkThreads;
import org.fedner.model.network.Recogniser;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.config.PlatformFile;
import org.fedner.node.config.PolicyFile;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.platform.PlatformEnding;
import org.fedner.node.platform.PlatformNode;
import org.fedner.node.platform.PlatformResult;
import org.fedner.node.platform.PlatformSetup;
import org.fedner.node.platform.ServerRoute;
import org.fedner.node.platform.SitePrivacy;
import org.fedner.node.platform.TrainingRandomness;
import org.fedner.node.report.GainTable;
import org.fedner.node.report.ReportFiles;
import org.fedner.node.transport.ServerAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code fedner platform}: takes part in a federation's job and leaves a trained recogniser. */
@Command(
        name = "platform",
        mixinStandardHelpOptions = true,
        description = "Take part in a federation; started again after a crash, it rejoins in a new epoch.",
        footer = {
            "",
            "With --format json every event is one JSON object a line on standard output.",
            "",
            "Example (platform.yaml):",
            "  identity: identity",
            "  server: {host: federation.example, port: 7443}",
            "  data: {folder: notes, scheme: BIO}",
            "  policy: policy.yaml",
            "  work: work",
            "",
            "  fedner platform --config platform.yaml"
        })
final class PlatformCommand implements Callable<Integer> {
    @Mixin
    private PartyOptions party;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PlatformFile file = ConfigReader.read(party.config(), PlatformFile.class);
        Path work = party.resolve(file.work());
        return PartyProcess.recorded(work, Role.PLATFORM, file.timing().longest(), process -> run(file, process));
    }

    private int run(PlatformFile file, PartyProcess process) {
        GlobalOptions options = GlobalOptions.of(spec);
        Path policyFile = party.resolve(file.policy());
        PolicyFile policy = ConfigReader.read(policyFile, PolicyFile.class);
        TagScheme scheme = TagScheme.valueOf(file.taggingScheme());
        Corpus corpus = Inputs.corpus(
                party.resolve(file.data().folder()),
                TagScheme.valueOf(file.data().scheme()),
                scheme);
        Optional<WordVectors> vectors = Inputs.vectors(
                file.vectorFiles().stream().map(party::resolve).toList(),
                Optional.ofNullable(file.vocabularyFile()).map(party::resolve));
        Optional<BiLm> elmo =
                Inputs.languageModel(Optional.ofNullable(file.elmo()).map(party::resolve), threads());
        Map<NetworkSpec, Recogniser> recognisers = new ConcurrentHashMap<>();
        try (RunProgress progress = new RunProgress(options);
                Identity identity = process.identity(party.resolve(file.identity()));
                PartyPage page = PartyPage.open(
                        party,
                        file,
                        identity,
                        Optional.of(PartyProcess.digest(policyFile)),
                        options.json() ? new EventLines(System.out) : progress)) {
            PlatformSetup setup = new PlatformSetup(
                    identity,
                    address(file),
                    corpus,
                    scheme,
                    vectors,
                    elmo,
                    policy,
                    party.resolve(file.work()),
                    file.audit(party::resolve),
                    party.resolve(file.work()).resolve("checkpoints"),
                    network -> recognisers.computeIfAbsent(network, made -> recogniser(made, vectors)),
                    TrainingRandomness.secret(),
                    PartyProcess.digest(party.config()),
                    PartyProcess.digest(policyFile),
                    Duration.ofSeconds(file.timing().connectSeconds()),
                    Duration.ofSeconds(file.timing().silenceSeconds()),
                    file.checkpointEvery(),
                    file.alone(),
                    Clock.systemUTC(),
                    process.watching(page.watcher()),
                    SitePrivacy.in(
                            party.resolve(file.identity()).resolve("ledger"),
                            party.resolve(file.data().folder())));
            PlatformEnding ending =
                    process.run(party.untilInputCloses(), stopping -> PlatformNode.run(setup, stopping));
            if (ending instanceof PlatformEnding.Diagnosed diagnosed) {
                return DiagnosisEnding.finish(diagnosed.report(), setup.work(), options);
            }
            finish((PlatformResult) ending, setup.work(), options);
        } finally {
            recognisers.values().forEach(Recogniser::close);
            elmo.ifPresent(BiLm::close);
        }
        return ExitCode.OK.number();
    }

    private static Recogniser recogniser(NetworkSpec network, Optional<WordVectors> vectors) {
        return Recogniser.of(network, vectors, threads());
    }

    private static NetworkThreads threads() {
        return Runtime.getRuntime().availableProcessors() > 1 ? NetworkThreads.two() : NetworkThreads.single();
    }

    private ServerAddress address(PlatformFile file) {
        try {
            return ServerRoute.of(file.server(), party::resolve);
        } catch (IdentityException e) {
            throw Failures.of(e);
        } catch (IllegalArgumentException e) {
            throw new FailureException(ExitCode.BAD_CONFIGURATION, party.config() + ": server: " + e.getMessage(), e);
        }
    }

    private static void finish(PlatformResult result, Path work, GlobalOptions options) {
        try {
            ReportFiles.write(work.resolve("phases.json"), result.phaseMillis());
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION, work + ": the report cannot be written; free disk space", e);
        }
        if (!options.json()) {
            GainTable.lines(List.of(result.report())).forEach(System.out::println);
            System.out.println("model: " + work.resolve(PlatformResult.MODEL));
        }
        result.report().participation().failure().ifPresent(missing -> {
            throw missing;
        });
    }
}
