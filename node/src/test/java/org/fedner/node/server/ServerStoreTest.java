package org.fedner.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.fedner.aggregation.encoding.ImplausibleSumException;
import org.fedner.aggregation.encoding.InputLayout;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.FederationId;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.RoundVoid;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.aggregation.protocol.EarlierSum;
import org.fedner.aggregation.protocol.RoundKind;
import org.fedner.aggregation.protocol.ServerEpoch;
import org.fedner.aggregation.protocol.ServerNotice;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.signing.SigningKey;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.config.Job;
import org.fedner.node.job.JobTerms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerStoreTest {
    private static final JobTerms TERMS = JobTerms.of(new Job("test", 7, 1000, null, null, null, null));
    private static final SigningKey KEY = SigningKey.generate(new SecureRandom());
    private static final List<PlatformId> MEMBERS =
            List.of(new PlatformId(1, 0), new PlatformId(2, 0), new PlatformId(3, 0));

    @TempDir
    private Path folder;

    static ServerEpoch epoch(long round, int attempt) {
        return epoch(round, attempt, RowSet.none(0));
    }

    private static ServerEpoch epoch(long round, int attempt, RowSet rows) {
        EpochRoster roster = new EpochRoster(
                FederationId.ofAuthority(KEY.verifyingKey().spki()),
                1,
                ByteString.of(new byte[EpochRoster.NONCE_BYTES]),
                MEMBERS,
                TERMS.epochParameters().encode(),
                ByteString.of(new byte[] {1}));
        Digest any = Digest.of();
        return new ServerEpoch(
                WireMessage.sign(roster, any, KEY),
                any,
                Optional.empty(),
                round,
                attempt,
                any,
                round - 1,
                List.of(),
                rows);
    }

    private static WireMessage<Result> result(long round) {
        int[] words = new Random(round)
                .ints(TERMS.layout().size(), -1_000_000, 1_000_000)
                .toArray();
        words[InputLayout.EXAMPLES] = 64;
        words[InputLayout.SATURATED] = 0;
        Digest context = Digest.of(new byte[] {(byte) round});
        return WireMessage.sign(Result.of(context, Tag.ZERO, Digest.of(), RingVector.owning(words)), Digest.of(), KEY);
    }

    /** The digests of the state after each of so many rounds without interruption. */
    private void play(ServerStore store, int from, int to) throws IOException, ImplausibleSumException {
        for (int round = from; round <= to; round++) {
            WireMessage<Result> result = result(round);
            store.result(
                    new ServerNotice.SumReady(
                            round,
                            0,
                            RoundKind.TRAINING,
                            result.message().sum(),
                            RowSet.none(0),
                            result,
                            List.of(),
                            epoch(round + 1, 0),
                            MEMBERS),
                    MEMBERS.size());
        }
    }

    @Test
    void aRestartAtAnyRoundComesToTheSameBits() throws IOException, ImplausibleSumException {
        int rounds = ServerStore.ROUNDS_PER_STATE + 6;
        Digest undisturbed;
        try (ServerStore store = ServerStore.open(folder.resolve("a"), TERMS)) {
            store.proposeEpoch(1);
            play(store, 1, rounds);
            undisturbed = store.model().state().orElseThrow().digest();
        }
        for (int stop : new int[] {1, 7, ServerStore.ROUNDS_PER_STATE, ServerStore.ROUNDS_PER_STATE + 1, rounds}) {
            Path restarted = folder.resolve("b" + stop);
            try (ServerStore store = ServerStore.open(restarted, TERMS)) {
                store.proposeEpoch(1);
                play(store, 1, stop);
            }
            try (ServerStore store = ServerStore.open(restarted, TERMS)) {
                assertThat(store.model().modelRound()).isEqualTo(stop);
                assertThat(store.epoch()).contains(epoch(stop + 1, 0));
                assertThat(store.lastOutcome()).contains(result(stop));
                assertThat(store.epochNumber()).isEqualTo(1);
                play(store, stop + 1, rounds);
                assertThat(store.model().state().orElseThrow().digest()).isEqualTo(undisturbed);
            }
        }
    }

    /** Which rows a sum covers follows from where the epoch stood before it. */
    @Test
    void aRestartFindsTheRowsOfEverySum() throws IOException, ImplausibleSumException {
        JobTerms tuned = JobTerms.of(new Job(
                "tuned",
                7,
                1000,
                new Job.Network(null, null, new Job.Vectors("ab".repeat(32), 3, 20), "tuned", null, null),
                null,
                null,
                null));
        int tableRows = tuned.table().rows();
        Digest undisturbed;
        try (ServerStore store = ServerStore.open(folder, tuned)) {
            store.proposeEpoch(1);
            RowSet rows = RowSet.none(tableRows);
            for (int round = 1; round <= 5; round++) {
                boolean trains = round > 1;
                RowSet next = RowSet.of(tableRows, round, 2 * round, 3 * round);
                RingVector ring = Ring.Z32.zero(trains ? tuned.layout(rows).size() : 0);
                for (int i = 0; i < ring.size(); i++) {
                    ring.set(i, 1000 * round + i);
                }
                JointVector sum = new JointVector(ring, next.announce(new Random(round)::nextLong));
                ServerEpoch after = epoch(round + 1, 0, next);
                WireMessage<Result> result = WireMessage.sign(
                        Result.of(Digest.of(new byte[] {(byte) round}), Tag.ZERO, Digest.of(), sum.joined()),
                        Digest.of(),
                        KEY);
                store.result(
                        new ServerNotice.SumReady(
                                round,
                                0,
                                trains ? RoundKind.TRAINING : RoundKind.ROWS,
                                ring,
                                rows,
                                result,
                                List.of(),
                                after,
                                MEMBERS),
                        MEMBERS.size());
                assertThat(store.lastTrained()).isEqualTo(trains);
                rows = next;
            }
            undisturbed = store.model().state().orElseThrow().digest();
        }
        try (ServerStore store = ServerStore.open(folder, tuned)) {
            assertThat(store.model().modelRound()).isEqualTo(4);
            assertThat(store.model().state().orElseThrow().digest()).isEqualTo(undisturbed);
            assertThat(store.epoch().orElseThrow().rows()).isEqualTo(RowSet.of(tableRows, 5, 10, 15));
        }
    }

    /** Platforms that keep every round are one behind at most; those that keep every tenth, up to nine. */
    @Test
    void everyModelSinceTheLastStateFileButOneIsFoundAgain() throws IOException, ImplausibleSumException {
        int rounds = ServerStore.ROUNDS_PER_STATE + 6;
        List<Digest> models = new ArrayList<>();
        try (ServerStore store = ServerStore.open(folder, TERMS)) {
            store.proposeEpoch(1);
            for (int round = 1; round <= rounds; round++) {
                models.add(store.model().state().orElseThrow().digest());
                play(store, round, round);
            }
            models.add(store.model().state().orElseThrow().digest());
            for (int round : new int[] {0, 1, ServerStore.ROUNDS_PER_STATE - 1, ServerStore.ROUNDS_PER_STATE, rounds}) {
                assertThat(store.earlier(models.get(round)).orElseThrow().modelRound())
                        .isEqualTo(round);
            }
            assertThat(store.earlier(Digest.of(new byte[] {1}))).isEmpty();
            assertThat(store.model().modelRound()).as("looking changes nothing").isEqualTo(rounds);
        }
    }

    @Test
    void whoWentBackStaysThereAndComesToTheSameBitsAgain() throws IOException, ImplausibleSumException {
        int stop = ServerStore.ROUNDS_PER_STATE;
        Digest before;
        Digest undisturbed;
        try (ServerStore store = ServerStore.open(folder, TERMS)) {
            store.proposeEpoch(1);
            play(store, 1, stop - 1);
            before = store.model().state().orElseThrow().digest();
            play(store, stop, stop); // which a state file follows
            undisturbed = store.model().state().orElseThrow().digest();
            store.proposeEpoch(2);
            store.goBackTo(store.earlier(before).orElseThrow(), epoch(1, 0));
            assertThat(store.model().modelRound()).isEqualTo(stop - 1);
        }
        try (ServerStore store = ServerStore.open(folder, TERMS)) {
            assertThat(store.model().state().orElseThrow().digest()).isEqualTo(before);
            assertThat(store.epochNumber()).isEqualTo(2);
            assertThat(store.epoch()).as("set up with the same step").isPresent();
            assertThat(store.keepers()).isEqualTo(epoch(1, 0).members()).isNotEmpty();
            play(store, stop, stop);
            assertThat(store.model().state().orElseThrow().digest()).isEqualTo(undisturbed);
            assertThat(store.earlier(before).orElseThrow().modelRound()).isEqualTo(stop - 1);
        }
    }

    @Test
    void aVoidIsRememberedAndChangesNothing() throws IOException, ImplausibleSumException {
        WireMessage<RoundVoid> gone =
                WireMessage.sign(new RoundVoid(Digest.of(), List.of(MEMBERS.get(0))), Digest.of(), KEY);
        Digest before;
        try (ServerStore store = ServerStore.open(folder, TERMS)) {
            store.proposeEpoch(1);
            play(store, 1, 2);
            before = store.model().state().orElseThrow().digest();
            store.voided(gone, epoch(3, 1));
        }
        try (ServerStore store = ServerStore.open(folder, TERMS)) {
            assertThat(store.model().state().orElseThrow().digest()).isEqualTo(before);
            assertThat(store.epoch()).contains(epoch(3, 1));
            assertThat(store.lastOutcome()).contains(gone);
        }
    }

    /** Perhaps nobody has heard it; also at a round where a new journal begins. */
    @Test
    void theSumBeforeVoidsIsRememberedUntilTheNextSum() throws IOException, ImplausibleSumException {
        WireMessage<RoundVoid> gone = WireMessage.sign(new RoundVoid(Digest.of(), MEMBERS), Digest.of(), KEY);
        for (int summed : new int[] {2, ServerStore.ROUNDS_PER_STATE}) {
            Path own = folder.resolve("after-" + summed);
            EarlierSum sum = new EarlierSum(summed, result(summed));
            try (ServerStore store = ServerStore.open(own, TERMS)) {
                store.proposeEpoch(1);
                play(store, 1, summed);
                assertThat(store.earlierSum()).isEmpty();
                store.voided(gone, epoch(summed + 1, 1));
                assertThat(store.earlierSum()).contains(sum);
                store.voided(gone, epoch(summed + 1, 2));
            }
            try (ServerStore store = ServerStore.open(own, TERMS)) {
                assertThat(store.earlierSum()).contains(sum);
                play(store, summed + 1, summed + 1);
                assertThat(store.earlierSum()).isEmpty();
            }
        }
    }

    /** Members who agree on another state than the server's must not be summed for. */
    @Test
    void aServerThatSeesSumsKnowsItsOwnState() throws IOException, ImplausibleSumException {
        try (ServerStore store = ServerStore.open(folder, TERMS)) {
            Digest before = store.model().state().orElseThrow().digest();
            assertThat(store.model().agreesWith(before)).isTrue();
            store.proposeEpoch(1);
            play(store, 1, 1);
            assertThat(store.model().agreesWith(before)).isFalse();
        }
    }

    @Test
    void aProposedEpochIsNeverProposedAgain() throws IOException, ImplausibleSumException {
        try (ServerStore store = ServerStore.open(folder, TERMS)) {
            store.proposeEpoch(1);
            play(store, 1, 1);
            store.proposeEpoch(2);
        }
        try (ServerStore store = ServerStore.open(folder, TERMS)) {
            assertThat(store.epochNumber()).isEqualTo(2);
            assertThat(store.epoch()).isEmpty();
        }
    }

    @Test
    void aReservedNumberIsNeverProposedAgainAndLeavesThePresentEpochWhereItStands()
            throws IOException, ImplausibleSumException {
        try (ServerStore store = ServerStore.open(folder, TERMS)) {
            store.proposeEpoch(1);
            play(store, 1, 1);
            store.reserveEpoch(2);
        }
        try (ServerStore store = ServerStore.open(folder, TERMS)) {
            assertThat(store.epochNumber()).isEqualTo(2);
            assertThat(store.epoch()).isPresent();
            assertThat(store.lastOutcome()).isPresent();
        }
    }

    @Test
    void keepsTheGenerationBeforeTheLastAndNoOlderOne() throws IOException, ImplausibleSumException {
        try (ServerStore store = ServerStore.open(folder, TERMS)) {
            play(store, 1, 3 * ServerStore.ROUNDS_PER_STATE);
        }
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("state-2", "state-3", "journal-2", "journal-3");
        }
    }

    @Test
    void refusesATruncatedStateAndAnotherJobs() throws IOException {
        ServerStore.open(folder, TERMS).close();
        JobTerms other = JobTerms.of(new Job("other", 7, 1000, null, null, null, null));
        assertIntegrityFailure(other);
        Path state = folder.resolve("state-0");
        Files.write(state, Arrays.copyOf(Files.readAllBytes(state), 1000));
        assertIntegrityFailure(TERMS);
    }

    private void assertIntegrityFailure(JobTerms terms) {
        assertThatThrownBy(() -> ServerStore.open(folder, terms))
                .isInstanceOfSatisfying(FailureException.class, failure -> {
                    assertThat(failure.exitCode()).isEqualTo(ExitCode.INTEGRITY);
                    assertThat(failure.sentence()).contains("state-0", "restore");
                });
    }
}
