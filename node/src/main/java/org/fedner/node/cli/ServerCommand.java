package org.fedner.node.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fedner.aggregation.message.Role;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.config.ServerFile;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.identity.SignedJob;
import org.fedner.node.loop.RunEvent;
import org.fedner.node.report.ServerPage;
import org.fedner.node.server.ServerEnding;
import org.fedner.node.server.ServerNode;
import org.fedner.node.server.ServerOutcome;
import org.fedner.node.server.ServerSetup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code fedner server}: runs the aggregating server to the end of its job. */
@Command(
        name = "server",
        mixinStandardHelpOptions = true,
        description = "Run the server of a federation; started again after a crash, it goes on where it stood.",
        footer = {
            "",
            "With --format json every event is one JSON object a line on standard output.",
            "",
            "Example (server.yaml):",
            "  identity: server",
            "  job: job.signed",
            "  listen: {host: 0.0.0.0, port: 7443}",
            "  platforms: 3",
            "  work: work",
            "",
            "  fedner server --config server.yaml"
        })
final class ServerCommand implements Callable<Integer> {
    @Mixin
    private PartyOptions party;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        ServerFile file = ConfigReader.read(party.config(), ServerFile.class);
        Path work = party.resolve(file.work());
        return PartyProcess.recorded(work, Role.SERVER, file.timing().longest(), process -> run(file, process));
    }

    private int run(ServerFile file, PartyProcess process) {
        GlobalOptions options = GlobalOptions.of(spec);
        try (RunProgress progress = new RunProgress(options);
                Identity identity = process.identity(party.resolve(file.identity()));
                PartyPage page = PartyPage.open(
                        party,
                        file,
                        identity,
                        Optional.empty(),
                        options.json() ? new EventLines(System.out) : progress)) {
            ServerSetup setup = setup(file, identity, process.watching(page.watcher()));
            ServerEnding ending = process.run(party.untilInputCloses(), stopping -> ServerNode.run(setup, stopping));
            if (ending instanceof ServerEnding.Diagnosed diagnosed) {
                return DiagnosisEnding.finish(diagnosed.report(), party.resolve(file.work()), options);
            }
            finish((ServerOutcome) ending, party.resolve(file.work()), options);
        }
        return ExitCode.OK.number();
    }

    private ServerSetup setup(ServerFile file, Identity identity, RunEvent.Watcher watcher) {
        SignedJob job;
        try {
            job = SignedJob.read(party.resolve(file.job()), identity.authority());
        } catch (IdentityException e) {
            throw Failures.of(e);
        }
        Path work = party.resolve(file.work());
        return new ServerSetup(
                identity,
                job,
                new InetSocketAddress(file.listen().host(), file.listen().port()),
                work,
                file.audit(party::resolve),
                work.resolve("checkpoints"),
                file.platforms(),
                file.timing(),
                PartyProcess.digest(party.config()),
                Clock.systemUTC(),
                watcher);
    }

    private static void finish(ServerOutcome outcome, Path work, GlobalOptions options) {
        try {
            outcome.write(work.resolve("outcome.json"));
            String page = ServerPage.html(outcome.facts(), outcome.participation());
            Files.writeString(work.resolve("report.html"), page, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION, work + ": the outcome cannot be written; free disk space", e);
        }
        if (!options.json()) {
            System.out.println("finished: %d rounds, %d voided, %d epochs"
                    .formatted(outcome.rounds(), outcome.voided(), outcome.epochs()));
            outcome.exclusions()
                    .forEach(excluded -> System.out.println("left out: %s from epoch %d, after round %d: %s"
                            .formatted(excluded.platform(), excluded.epoch(), excluded.round(), excluded.why())));
            outcome.participation().lines().forEach(System.out::println);
            System.out.println("shared model: "
                    + (outcome.sharedModel() == null
                            ? "at the platforms; this server saw nothing"
                            : outcome.sharedModel()));
        }
        outcome.participation().failure().ifPresent(missing -> {
            throw missing;
        });
    }
}
