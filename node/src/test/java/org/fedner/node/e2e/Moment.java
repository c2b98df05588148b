package org.fedner.node.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.fedner.node.e2e.FaultCell.Script;

/**
 * A phase of a run, as a moment at which something is done to a party: when its audit log says that it is there, which it does
 * before it acts, or when the relay has let half a vector through and holds the rest back.
 */
enum Moment {
    /** Connected; others are awaited. Platforms of the cell that are late are started after it. */
    WAITING,
    /** Keys of the epoch were sent. */
    SET_UP,
    /** Gradients are computed. */
    TRAINING,
    /** Half the victim's vector has arrived. */
    UPLOAD,
    /** Mode R: a platform sent its ACK, the server the list it is about. */
    ACK,
    /** Mode R: the server sent QUORUM, a platform its ANSWER. */
    QUORUM,
    /** Half the sum has arrived at the victim. */
    RESULT,
    /** A round is closed. */
    BETWEEN,
    /** A checkpoint, or the server's journal of sums, is being written. */
    CHECKPOINT,
    /** The last round is closed. */
    ENDING;

    /** How long the relay holds half a vector. */
    private static final long HELD_MILLIS = 1500;

    private static final long LOOK_NANOS = 300_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Waits for this moment of {@code party} to come, and plays. */
    void of(FaultStage stage, String party, Script deed) throws Exception {
        boolean server = party.equals(FaultStage.SERVER);
        switch (this) {
            case WAITING -> {
                stage.server.awaitCount(
                        "connected", stage.hospitals.names.size() - stage.late().size());
                deed.play(stage);
                for (String late : stage.late()) {
                    stage.startPlatform(late);
                }
                return;
            }
            case UPLOAD -> halfway(stage, "up");
            case RESULT -> halfway(stage, "down");
            case CHECKPOINT -> {
                if (server) {
                    journalGrows(stage.work(party).resolve("checkpoints/journal-0"));
                } else {
                    checkpointAppears(stage.work(party).resolve("checkpoints"));
                }
            }
            case ENDING -> stage.server.awaitRound(stage.rounds);
            default -> leaf(stage, party, leaf -> isSign(leaf, server));
        }
        deed.play(stage);
    }

    private boolean isSign(JsonNode leaf, boolean server) {
        String type = leaf.path("type").asText();
        String content = type.equals("egress") ? leaf.path("content").asText() : "";
        boolean trains = leaf.path("round").asLong() > 0;
        return switch (this) {
            case SET_UP -> content.equals(server ? "keyset" : "keys");
            case TRAINING -> type.equals("round.open") && trains;
            case ACK -> content.equals(server ? "survivors" : "ack");
            case QUORUM -> content.equals(server ? "quorum" : "answer");
            case BETWEEN -> type.equals("round.close") && trains;
            default -> throw new IllegalStateException("no leaf says so");
        };
    }

    /** Waits for one more leaf of this kind than there is. */
    private static void leaf(FaultStage stage, String party, Predicate<JsonNode> sign) throws Exception {
        Path journal = stage.work(party).resolve("audit/journal.jsonl");
        long seen = size(journal);
        long before = count(stage, party, sign);
        Waiting waiting = new Waiting(stage, party);
        while (true) {
            long size = size(journal);
            if (size < seen && count(stage, party, sign) > before) {
                return; // a bundle was completed, and the journal begins anew
            }
            for (JsonNode leaf : lines(journal, Math.min(seen, size), size)) {
                if (sign.test(leaf)) {
                    return;
                }
            }
            seen = size;
            waiting.pause();
        }
    }

    private static List<JsonNode> lines(Path journal, long from, long to) throws IOException {
        if (from >= to) {
            return List.of();
        }
        byte[] bytes = Files.readAllBytes(journal);
        String text = new String(
                bytes, (int) Math.min(from, bytes.length), (int) Math.max(0, Math.min(to, bytes.length) - from), UTF_8);
        List<JsonNode> lines = new ArrayList<>();
        for (String line : text.split("\n")) {
            if (line.startsWith("{") && line.endsWith("}")) {
                lines.add(JSON.readTree(line));
            }
        }
        return lines;
    }

    private static long count(FaultStage stage, String party, Predicate<JsonNode> sign) {
        return Files.exists(stage.work(party).resolve("audit/journal.jsonl"))
                ? stage.leaves(party).stream().filter(sign).count()
                : 0;
    }

    /** In the round after the next: the one that begins now may be planned already. */
    private static void halfway(FaultStage stage, String way) throws InterruptedException {
        int held = stage.injected().size();
        stage.plan("delay:millis=%d,way=%s,round=%d,platform=%s"
                .formatted(HELD_MILLIS, way, stage.reached() + 3, FaultStage.VICTIM));
        Waiting waiting = new Waiting(stage, FaultStage.SERVER);
        while (stage.injected().size() == held) {
            waiting.pause();
        }
    }

    private static void journalGrows(Path journal) throws InterruptedException {
        long before = size(journal);
        long deadline = System.nanoTime() + PartyUnderTest.PATIENCE.toNanos();
        while (size(journal) <= before) {
            assertThat(System.nanoTime()).as("a sum is written").isLessThan(deadline);
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static void checkpointAppears(Path checkpoints) throws IOException {
        long deadline = System.nanoTime() + PartyUnderTest.PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            try (DirectoryStream<Path> half = Files.newDirectoryStream(checkpoints, ".state*.tmp")) {
                if (half.iterator().hasNext()) {
                    return;
                }
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        throw new AssertionError("no checkpoint is written in " + checkpoints);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bounded by {@link PartyUnderTest#PATIENCE}. */
    private record Waiting(FaultStage stage, String party, long deadline) {
        Waiting(FaultStage stage, String party) {
            this(stage, party, System.nanoTime() + PartyUnderTest.PATIENCE.toNanos());
        }

        void pause() throws InterruptedException {
            assertThat(stage.reached())
                    .as("the moment comes before the last round is done")
                    .isLessThan(stage.rounds);
            assertThat(System.nanoTime())
                    .as(
                            "the moment comes; %s told %s",
                            party, stage.party(party).output())
                    .isLessThan(deadline);
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
