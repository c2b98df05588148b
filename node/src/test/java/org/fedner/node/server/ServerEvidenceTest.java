package org.fedner.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.evidence.EvidenceFile;
import org.fedner.aggregation.evidence.Exhibit;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.FederationId;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.ResultHead;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.UploadHead;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.aggregation.protocol.RoundKind;
import org.fedner.aggregation.protocol.ServerEpoch;
import org.fedner.aggregation.protocol.ServerNotice;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.signing.SigningKey;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server can show for itself: always the last sum's heads, and the whole sum once it is refused. */
class ServerEvidenceTest {
    private static final SigningKey KEY = SigningKey.of(SecretBytes.owning(new byte[32]));
    private static final Digest ANY = Digest.of();
    private static final EpochRoster ROSTER = new EpochRoster(
            FederationId.ofAuthority(KEY.verifyingKey().spki()),
            2,
            ByteString.of(new byte[EpochRoster.NONCE_BYTES]),
            List.of(new PlatformId(1, 0)),
            ByteString.of(new byte[] {1}),
            ByteString.of(new byte[] {1}));

    @TempDir
    private Path folder;

    @Test
    void theHeadsOfTheLastSumAreThereForAServerThatIsKilled() throws Exception {
        ServerEvidence evidence = new ServerEvidence(folder);
        evidence.summed(ready(4));
        evidence.summed(ready(5));
        assertThat(names()).containsExactly("last.heads");
        ServerNotice.SumReady last = ready(5);
        assertThat(read("last.heads"))
                .containsExactly(
                        new Exhibit.Proposed(ROSTER),
                        new Exhibit.UploadNamed(last.uploads().get(0)),
                        new Exhibit.SumNamed(ResultHead.of(result(last))));
    }

    @Test
    void aRefusedSumIsKeptWholeAndTheSentenceNamesItsRound() throws Exception {
        ServerEvidence evidence = new ServerEvidence(folder);
        evidence.summed(ready(5));
        FailureException failure = ServerFailures.contestedSum("north", evidence);
        assertThat(failure.exitCode()).isEqualTo(ExitCode.INTEGRITY);
        assertThat(failure.sentence()).contains("north refuses the sum of round 5", "'evidence'", "audit convict");
        assertThat(read("epoch-2-round-5-attempt-0.heads")).contains(new Exhibit.Summed(result(ready(5))));
    }

    @Test
    void whenTheEvidenceCannotBeWrittenTheSentenceSaysSo() throws Exception {
        ServerEvidence evidence = new ServerEvidence(folder.resolve("evidence"));
        evidence.summed(ready(5));
        Files.delete(folder.resolve("evidence/last.heads"));
        Files.delete(folder.resolve("evidence"));
        Files.createFile(folder.resolve("evidence"));
        assertThat(ServerFailures.contestedSum("north", evidence).sentence()).contains("could not be written");
    }

    private static ServerNotice.SumReady ready(long round) {
        WireMessage<Upload> upload =
                WireMessage.sign(Upload.of(ANY, new PlatformId(1, 0), new Tag(round, 2), Ring.Z32.zero(3)), ANY, KEY);
        WireMessage<Result> result =
                WireMessage.sign(Result.of(ANY, new Tag(round, 2), ANY, Ring.Z32.zero(3)), ANY, KEY);
        ServerEpoch after = new ServerEpoch(
                WireMessage.sign(ROSTER, ANY, KEY),
                ANY,
                Optional.empty(),
                round + 1,
                0,
                ANY,
                round,
                List.of(),
                RowSet.none(0));
        return new ServerNotice.SumReady(
                round,
                0,
                RoundKind.TRAINING,
                Ring.Z32.zero(3),
                RowSet.none(0),
                result,
                List.of(UploadHead.of(upload)),
                after,
                List.of());
    }

    private static WireMessage<Result> result(ServerNotice.SumReady ready) {
        return ready.result().as(Result.class).orElseThrow();
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private List<Exhibit> read(String name) throws IOException, MalformedMessageException {
        List<Exhibit> exhibits = new ArrayList<>();
        try (InputStream in = Files.newInputStream(folder.resolve(name))) {
            EvidenceFile file = new EvidenceFile(in);
            for (Optional<Exhibit> next = file.next(); next.isPresent(); next = file.next()) {
                exhibits.add(next.get());
            }
        }
        return exhibits;
    }
}
