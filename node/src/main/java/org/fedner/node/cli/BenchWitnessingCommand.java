package org.fedner.node.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.message.Cosignatures;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.ShownCheckpoint;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.audit.event.Content;
import org.fedner.audit.event.Counterpart;
import org.fedner.audit.event.Egress;
import org.fedner.audit.event.LogClose;
import org.fedner.audit.event.Phase;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.audit.log.AuditLog;
import org.fedner.crypto.expansion.Digest;
import org.fedner.node.auditing.Folders;
import org.fedner.node.config.Job;
import org.fedner.node.egress.Where;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.identity.LoopbackFederation;
import org.fedner.node.job.JobTerms;
import org.fedner.node.loop.Median;
import org.fedner.node.loop.PartyLog;
import org.fedner.node.report.ReportFiles;
import org.fedner.node.transport.Peer;
import org.fedner.node.witnessing.PlatformWitnessing;
import org.fedner.node.witnessing.ServerWitnessing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fedner bench witnessing}: what witnessing adds to a round. */
@Command(
        name = "witnessing",
        mixinStandardHelpOptions = true,
        description = "Measure what witnessing adds to a round, at the server and at a platform; the disk counts.",
        footer = {
            "",
            "Rounds of a server and platforms in one process, with their real logs, keys and signatures and without a network:",
            "first the log entries of a round alone, with their forces, then the same with checkpoints, cosignatures and quorum.",
            "Milliseconds are medians; the server's are those of all platforms together.",
            "",
            "Example:",
            "  fedner bench witnessing --platforms 3 --rounds 500"
        })
final class BenchWitnessingCommand implements Callable<Integer> {
    @Option(names = "--platforms", paramLabel = "N", defaultValue = "3", description = "3 to 20 (default: 3).")
    private int platforms;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "300", description = "10 to 100000 (default: 300).")
    private int rounds;

    @Spec
    private CommandSpec spec;

    private final Clock clock = Clock.systemUTC();
    private long sentBytes;

    /** One party with its log. */
    private record Party(PlatformId id, Identity identity, PartyLog log) {}

    @Override
    public Integer call() {
        if (platforms < 3 || platforms > 20 || rounds < 10 || rounds > 100_000) {
            throw new FailureException(ExitCode.USAGE, "--platforms is 3 to 20, --rounds 10 to 100000");
        }
        try {
            Path folder = Files.createTempDirectory("fedner-bench-witnessing");
            try {
                print(measured(folder));
            } finally {
                Folders.delete(folder);
            }
        } catch (IdentityException e) {
            throw Failures.of(e);
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION, "the logs cannot be written; check disk space and permissions", e);
        }
        return ExitCode.OK.number();
    }

    private Map<String, Object> measured(Path folder) throws IdentityException {
        List<String> names =
                IntStream.range(0, platforms).mapToObj(i -> "platform-" + i).toList();
        LoopbackFederation federation = LoopbackFederation.create(folder.resolve("keys"), "bench", names, clock);
        JobTerms terms = JobTerms.of(new Job("bench", 7, 10, null, null, null, null));
        Party server = party(federation.server(), folder.resolve("server"), terms);
        List<Party> members = new ArrayList<>();
        for (String name : names) {
            members.add(party(federation.platforms().get(name), folder.resolve(name), terms));
        }
        List<PlatformId> ids = members.stream().map(Party::id).toList();
        server.log().epochResumed(1, ids);
        members.forEach(member -> member.log().epochResumed(1, ids));
        Median[] alone = round(terms, server, members, false);
        Median[] witnessed = round(terms, server, members, true);
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("platforms", platforms);
        report.put("rounds", rounds);
        report.put("quorum", server.log().epoch().terms().orElseThrow().toString());
        String[] who = {"server", "platform"};
        for (int i = 0; i < who.length; i++) {
            report.put(who[i] + "LogMillis", alone[i].value());
            report.put(who[i] + "WitnessedMillis", witnessed[i].value());
            report.put(who[i] + "AddedMillis", witnessed[i].value() - alone[i].value());
            report.put(who[i] + "AddedProcessorMillis", witnessed[i + 2].value() - alone[i + 2].value());
        }
        report.put("bytesPerRoundAndPlatform", sentBytes / rounds / platforms);
        server.log().close(LogClose.Reason.FINISHED);
        members.forEach(member -> member.log().close(LogClose.Reason.FINISHED));
        return report;
    }

    private Party party(Path keys, Path work, JobTerms terms) throws IdentityException {
        Identity identity = Identity.load(keys, clock);
        Sha256Hex nothing = Sha256Hex.over(new byte[0]);
        PartyLog log = PartyLog.open(work, identity, clock, nothing, nothing);
        log.assumeColluders(terms);
        return new Party(identity.id(), identity, log);
    }

    /** Medians: server and first platform by the clock, then both by the processor. */
    private Median[] round(JobTerms terms, Party server, List<Party> members, boolean witnessed) {
        ServerWitnessing serving = new ServerWitnessing(server.log(), server.identity(), clock, Path.of("unused"));
        List<PlatformWitnessing> witnesses = members.stream()
                .map(member -> new PlatformWitnessing(member.log(), member.identity(), clock, Path.of("unused")))
                .toList();
        Median[] medians = {new Median(), new Median(), new Median(), new Median()};
        Digest any = Digest.of(new byte[0]);
        for (int number = 1; number <= rounds; number++) {
            Where where = Where.inRound(PartyLog.jobId(terms), 1, number, 0);
            Open open = new Open(any, number, 0, any, any, 0, List.of());
            List<ShownCheckpoint> shown = new ArrayList<>();
            long started = System.nanoTime();
            double processor = processorMillis();
            for (Party member : members) {
                entries(server.log().log(), where, witnessed ? 2 : 1);
                if (witnessed) {
                    WireMessage<?> message =
                            serving.before(new Absent(member.id()), open, where).get(0);
                    sentBytes += message.bytes().length;
                    shown.add((ShownCheckpoint) message.message());
                }
            }
            server.log().log().commit();
            double serverMillis = (System.nanoTime() - started) / 1e6;
            double serverProcessor = processorMillis() - processor;
            List<Cosignatures> answers = new ArrayList<>();
            for (int i = 0; i < members.size(); i++) {
                AuditLog log = members.get(i).log().log();
                started = System.nanoTime();
                processor = processorMillis();
                entries(log, where, witnessed ? 5 : 3);
                if (witnessed) {
                    witnesses.get(i).takes(shown.get(i), where);
                    WireMessage<?> message = witnesses
                            .get(i)
                            .before(new Absent(members.get(i).id()), upload(members.get(i)), where)
                            .get(0);
                    sentBytes += message.bytes().length;
                    answers.add((Cosignatures) message.message());
                }
                log.commit();
                if (i == 0) {
                    medians[1].add((System.nanoTime() - started) / 1e6);
                    medians[3].add(processorMillis() - processor);
                }
            }
            started = System.nanoTime();
            processor = processorMillis();
            for (int i = 0; i < members.size(); i++) {
                entries(server.log().log(), where, witnessed ? 3 : 2);
                if (witnessed) {
                    serving.takes(members.get(i).id(), answers.get(i));
                }
            }
            server.log().log().commit();
            medians[0].add(serverMillis + (System.nanoTime() - started) / 1e6);
            medians[2].add(serverProcessor + processorMillis() - processor);
        }
        return medians;
    }

    /** Of this thread: what is left on a machine that others use too. */
    private static double processorMillis() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e6;
    }

    private static void entries(AuditLog log, Where where, int count) {
        Sha256Hex nothing = Sha256Hex.over(new byte[0]);
        for (int i = 0; i < count; i++) {
            log.stage(new Egress(
                    where.job(),
                    where.epoch(),
                    where.round(),
                    where.attempt(),
                    Phase.TRAIN,
                    Counterpart.SERVER,
                    nothing,
                    1 << 20,
                    nothing,
                    Content.MASKED_VECTOR));
        }
    }

    /** Nobody at the other end; only the id matters. */
    private record Absent(PlatformId id) implements Peer {
        @Override
        public String name() {
            return id.toString();
        }

        @Override
        public String fingerprint() {
            return Sha256Hex.over(id.bytes()).hex();
        }

        @Override
        public CompletableFuture<Void> send(byte[] message) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public Instant certificateExpires() {
            return Instant.MAX;
        }

        @Override
        public boolean renew(X509Certificate newer) {
            return false;
        }

        @Override
        public void close() {
            // there is no connection
        }
    }

    private static Upload upload(Party member) {
        return Upload.of(Digest.of(new byte[1]), member.id(), new Tag(0, 0), RingVector.owning(new int[1]));
    }

    private void print(Map<String, Object> report) {
        if (GlobalOptions.of(spec).json()) {
            System.out.print(ReportFiles.json(report));
            return;
        }
        System.out.println("%d rounds, %s".formatted(rounds, report.get("quorum")));
        for (String who : List.of("server", "platform")) {
            System.out.printf(
                    "%-8s  a round's entries %.2f ms, with witnessing %.2f ms: %.2f ms more, %.2f of processor%n",
                    who,
                    report.get(who + "LogMillis"),
                    report.get(who + "WitnessedMillis"),
                    report.get(who + "AddedMillis"),
                    report.get(who + "AddedProcessorMillis"));
        }
        System.out.println(
                "%s bytes a round and platform, both ways".formatted(report.get("bytesPerRoundAndPlatform")));
    }
}
