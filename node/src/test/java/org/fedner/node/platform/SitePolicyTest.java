package org.fedner.node.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.fedner.node.AdjustableClock;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.config.Job;
import org.fedner.node.config.PolicyFile;
import org.fedner.node.identity.Fingerprint;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.LoopbackFederation;
import org.fedner.node.job.JobTerms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a site lets leave when a job tunes its word vectors or cuts its network high. */
class SitePolicyTest {
    private static final JobTerms TUNED = JobTerms.of(new Job(
            "tuned",
            7,
            10,
            new Job.Network(null, null, new Job.Vectors("ab".repeat(32), 300, 49_999), "tuned", null, null),
            null,
            null,
            null));

    @TempDir
    private Path folder;

    @Test
    void aJobThatTunesWordVectorsNeedsASiteThatSaysSo() throws Exception {
        Clock clock = Clock.systemUTC();
        LoopbackFederation federation =
                LoopbackFederation.create(folder.resolve("identities"), "tuned", List.of("a", "b", "c"), clock);
        try (Identity identity = Identity.load(federation.platforms().get("a"), clock)) {
            SitePolicy silent = policy(identity, null, null);
            assertThat(silent.objection(TUNED).orElseThrow())
                    .contains("'tuned'", "learn which words occur somewhere in the federation", "'embeddings'");
            assertThat(policy(identity, List.of("frozen", "random"), null).objection(TUNED))
                    .isPresent();
            SitePolicy allowing = policy(identity, List.of("frozen", "tuned"), null);
            assertThat(allowing.objection(TUNED)).isEmpty();
            allowing.requireAllowed(1_000_000);
            assertThatThrownBy(() -> allowing.requireAllowed(1_000_001))
                    .isInstanceOfSatisfying(FailureException.class, failure -> assertThat(failure.exitCode())
                            .isEqualTo(ExitCode.POLICY_REFUSED));
            // Even a round that covers no row uploads the dense tensors and announces rows.
            int least = TUNED.travellingWords(0);
            assertThat(policy(identity, List.of("tuned"), (long) least).objection(TUNED))
                    .isEmpty();
            assertThat(policy(identity, List.of("tuned"), least - 1L)
                            .objection(TUNED)
                            .orElseThrow())
                    .contains("maxCoordinates");
        }
    }

    /** What is trained on tags is shared only where the site says so; with the defaults it is not. */
    @Test
    void aCutAboveTheWordCnnNeedsASiteThatSaysSo() throws Exception {
        Clock clock = Clock.systemUTC();
        LoopbackFederation federation =
                LoopbackFederation.create(folder.resolve("identities"), "cuts", List.of("a", "b", "c"), clock);
        try (Identity identity = Identity.load(federation.platforms().get("a"), clock)) {
            for (String cut : List.of("none", "embeddings", "word-cnn", "bi-lstm", "all")) {
                Job job = cutAt(cut);
                SitePolicy silent = policy(identity, List.of("random"), null);
                SitePolicy fitting = new SitePolicy(PolicyFile.fitting(job), identity.roster(), clock);
                assertThat(silent.objection(JobTerms.of(job)).isPresent())
                        .isEqualTo(cut.equals("bi-lstm") || cut.equals("all"));
                assertThat(fitting.objection(JobTerms.of(job))).isEmpty();
            }
            assertThat(policy(identity, List.of("random"), null)
                            .objection(JobTerms.of(cutAt("all")))
                            .orElseThrow())
                    .contains("'all'", "'cuts'");
        }
    }

    /** Each key alone, so that each refusal is its own. */
    @Test
    void aSiteNamesTheNetworksAndServersItDealsWith() throws Exception {
        Clock clock = Clock.systemUTC();
        LoopbackFederation federation =
                LoopbackFederation.create(folder.resolve("identities"), "named", List.of("a", "b", "c"), clock);
        JobTerms terms = JobTerms.of(cutAt("word-cnn"));
        String other = "0".repeat(64);
        try (Identity identity = Identity.load(federation.platforms().get("a"), clock)) {
            String server = Fingerprint.ofKey(identity.roster().get().server().signingKey())
                    .grouped();
            assertThat(naming(identity, List.of(other, terms.architecture()), List.of(server))
                            .objection(terms))
                    .isEmpty();
            assertThat(naming(identity, List.of(other), List.of(server))
                            .objection(terms)
                            .orElseThrow())
                    .contains(terms.architecture(), "'architectures'");
            SitePolicy elsewhere = naming(identity, null, List.of(other));
            assertThat(elsewhere.objection(terms).orElseThrow()).contains("'servers'");
            assertThat(elsewhere.accepts(identity.roster().get())).isFalse();
            assertThat(naming(identity, null, List.of(server))
                            .accepts(identity.roster().get()))
                    .isTrue();
        }
        assertThatThrownBy(() -> naming(null, List.of("0d2c 77e1"), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("architectures");
    }

    @Test
    void afterADaysRoundsNothingLeavesUntilTomorrow() throws Exception {
        AdjustableClock clock = new AdjustableClock(Instant.parse("2026-01-01T00:00:00Z"));
        SitePolicy policy = new SitePolicy(file(null, null, 2, null, null), null, clock);
        policy.requireAnotherRound();
        clock.advance(Duration.ofHours(20));
        policy.requireAnotherRound();
        assertThatThrownBy(() -> policy.requireAnotherRound())
                .isInstanceOfSatisfying(FailureException.class, failure -> assertThat(failure.exitCode())
                        .isEqualTo(ExitCode.POLICY_REFUSED))
                .hasMessageContaining("roundsPerDay");
        clock.advance(Duration.ofHours(25));
        policy.requireAnotherRound();
    }

    private static SitePolicy naming(Identity identity, List<String> architectures, List<String> servers) {
        PolicyFile file = file(List.of("random"), null, null, architectures, servers);
        return new SitePolicy(file, identity.roster(), Clock.systemUTC());
    }

    private static Job cutAt(String cut) {
        List<String> tags = cut.equals("all") ? List.of("O", "B-A", "I-A") : null;
        return new Job("cuts", 7, 10, new Job.Network(null, cut, null, null, null, tags), null, null, null);
    }

    private static SitePolicy policy(Identity identity, List<String> embeddings, Long maxCoordinates) {
        PolicyFile file = file(embeddings, maxCoordinates, null, null, null);
        return new SitePolicy(file, identity.roster(), Clock.systemUTC());
    }

    /** A policy that says nothing else. */
    private static PolicyFile file(
            List<String> embeddings,
            Long maxCoordinates,
            Integer roundsPerDay,
            List<String> architectures,
            List<String> servers) {
        return new PolicyFile(
                null,
                null,
                null,
                null,
                null,
                embeddings,
                null,
                maxCoordinates,
                null,
                null,
                null,
                null,
                null,
                roundsPerDay,
                architectures,
                servers,
                null);
    }
}
