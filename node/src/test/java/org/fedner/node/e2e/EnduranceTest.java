package org.fedner.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.fedner.node.CommandRun;
import org.fedner.node.server.ServerOutcome;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many rounds of a small model over real TLS by real processes: nothing grows, whoever's certificate ends is renewed and misses
 * no round, whoever is revoked is in none after the next.
 *
 * <p>{@code -Dfedner.enduranceRounds=20000} is the long run; it leaves its samples and their plot in
 * {@code target/endurance}.
 */
class EnduranceTest {
    private static final int ROUNDS = Integer.getInteger("fedner.enduranceRounds", 40);
    private static final boolean LONG = ROUNDS >= 2_000;
    private static final Duration LIFETIME = LONG ? Duration.ofMinutes(6) : Duration.ofSeconds(60);
    private static final long SAMPLE_SECONDS = LONG ? 30 : 5;
    private static final String REVOKED = "west";

    @TempDir
    Path out;

    private final List<ProcessSample> samples = new ArrayList<>();

    @Test
    void overManyRoundsNothingGrowsAndMembersComeAndGoByTheirPapers() throws Exception {
        Assumptions.assumeTrue(
                Files.isDirectory(Path.of("/proc/self/fd")), "SKIPPED: processes are looked at by Linux's /proc");
        if (LONG) {
            System.setProperty(PartyUnderTest.COMPILER, "4");
        }
        try (Hospitals hospitals = Hospitals.prepare(
                out,
                Hospitals.FOUR,
                ROUNDS,
                "{gatherSeconds: 600, setupSeconds: 300, roundSeconds: 300, reconnectSeconds: 60}",
                "{}")) {
            smallModel(hospitals);
            Coordinator coordinator = new Coordinator(hospitals, new SecureRandom(), Clock.systemUTC());
            coordinator.shorten(LIFETIME);
            Map<String, PartyUnderTest> parties = new LinkedHashMap<>();
            PartyUnderTest server = hospitals.server();
            parties.put("server", server);
            for (String name : hospitals.names) {
                parties.put(name, hospitals.platform(name));
            }
            server.awaitRound(1);
            watch(parties, coordinator);
            server.finishes();
            for (String name : Hospitals.THREE) {
                parties.get(name).finishes();
            }
            parties.get(REVOKED).awaitError("REFUSED_NOT_IN_ROSTER");
            parties.get(REVOKED).kill();
            membersWereThoseOfTheRoster(server, hospitals.outcome());
        }
        if (LONG) {
            nothingGrew();
        }
    }

    /** A network whose vectors travel in a few kilobytes: frozen word vectors, and what is shared is one narrow layer. */
    private static void smallModel(Hospitals hospitals) throws IOException {
        StringBuilder vectors = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            vectors.append("word")
                    .append(i)
                    .append(" 0.1 -0.2 0.3 -0.")
                    .append(i % 9 + 1)
                    .append('\n');
        }
        Files.writeString(hospitals.out.resolve("vectors.txt"), vectors);
        Path job = hospitals.out.resolve("federation.yaml");
        Files.writeString(job, """
                name: endurance
                rounds: %d
                network: {preset: cnn-crf, vectors: vectors.txt, embeddings: frozen}
                training: {globalBatch: 4}
                """.formatted(ROUNDS));
        CommandRun signed = CommandRun.of(
                "provision",
                "job",
                job,
                "--authority",
                hospitals.federation.authority(),
                "--out",
                hospitals.out.resolve("job.signed"));
        assertThat(signed.exit()).as(signed.err()).isZero();
        Files.writeString(hospitals.out.resolve("policy.yaml"), "embeddings: [frozen]\n");
        for (String name : hospitals.names) {
            Path file = hospitals.out.resolve(name + ".yaml");
            Files.writeString(file, Files.readString(file) + "vectorFiles: [vectors.txt]\n");
        }
    }

    private void watch(Map<String, PartyUnderTest> parties, Coordinator coordinator) throws Exception {
        PartyUnderTest server = parties.get("server");
        long began = System.nanoTime();
        long next = 0;
        boolean isRevoked = false;
        while (!server.endsWithin(1, TimeUnit.SECONDS)) {
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
            long round = server.lastRound();
            coordinator.answerWhatIsThere(LIFETIME);
            if (!isRevoked && round > ROUNDS / 4) {
                coordinator.revoke(REVOKED);
                isRevoked = true;
            }
            if (seconds >= next) {
                next = seconds + SAMPLE_SECONDS;
                sample(parties, seconds, round);
            }
        }
        assertThat(isRevoked).as("the run was long enough to revoke in it").isTrue();
    }

    private void sample(Map<String, PartyUnderTest> parties, long seconds, long round) {
        for (String name : parties.keySet()) {
            try {
                if (!name.equals(REVOKED)) {
                    samples.add(ProcessSample.of(name, parties.get(name).pid(), seconds, round));
                    write();
                }
            } catch (IOException e) {
                return; // the run is over
            }
        }
    }

    private void write() throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "endurance"));
        List<String> lines = new ArrayList<>(List.of(ProcessSample.HEADER));
        samples.forEach(sample -> lines.add(sample.line()));
        Files.write(folder.resolve("samples.csv"), lines);
        Files.writeString(folder.resolve("endurance.svg"), EndurancePlot.svg(samples));
    }

    private static void membersWereThoseOfTheRoster(PartyUnderTest server, ServerOutcome outcome) {
        assertThat(outcome.rounds()).isEqualTo(ROUNDS);
        assertThat(outcome.voided()).isZero();
        assertThat(outcome.exclusions())
                .extracting(ServerOutcome.Exclusion::platform)
                .containsExactly(REVOKED);
        assertThat(server.told("renewalRefused")).isEmpty();
        if (LONG) {
            assertThat(server.told("renewed")).hasSizeGreaterThan(2 * Hospitals.FOUR.size());
        }
        int last = 4;
        for (JsonNode epoch : server.told("epochOpened")) {
            List<String> members = new ArrayList<>();
            epoch.path("members").forEach(member -> members.add(member.asText()));
            assertThat(members).containsAll(Hospitals.THREE).hasSizeLessThanOrEqualTo(last);
            last = members.size();
        }
        assertThat(last).isEqualTo(3);
    }

    /** The last quarter against the second: what is before that is warming up. */
    private void nothingGrew() {
        for (String party : List.of("server", "north", "east", "south")) {
            List<ProcessSample> of = samples.stream()
                    .filter(sample -> sample.party().equals(party))
                    .toList();
            flat(of, ProcessSample::heapKib, 1.10, 4096, party + ": heap");
            flat(of, ProcessSample::residentKib, 1.10, 16_384, party + ": resident memory");
            flat(of, ProcessSample::handles, 1.0, 3, party + ": handles");
            flat(of, ProcessSample::threads, 1.0, 4, party + ": threads");
        }
    }

    private static void flat(
            List<ProcessSample> samples, ToLongFunction<ProcessSample> of, double factor, long slack, String what) {
        int quarter = samples.size() / 4;
        long before = median(samples.subList(quarter, 2 * quarter), of);
        long after = median(samples.subList(3 * quarter, samples.size()), of);
        assertThat(after).as(what).isLessThanOrEqualTo((long) (before * factor) + slack);
    }

    private static long median(List<ProcessSample> samples, ToLongFunction<ProcessSample> of) {
        long[] sorted = samples.stream().mapToLong(of).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
