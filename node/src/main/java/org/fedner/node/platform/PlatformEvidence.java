package org.fedner.node.platform;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.evidence.EvidenceFile;
import org.fedner.aggregation.evidence.Exhibit;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.ResultHead;
import org.fedner.aggregation.message.RoundVoid;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.aggregation.protocol.PlatformNotice;
import org.fedner.aggregation.protocol.PlatformStep;
import org.fedner.model.parameters.AtomicFile;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;

/**
 * What this platform can show when a sum is refused, here or elsewhere: {@code evidence/outcomes}, the server's signed word on
 * every attempt, some two hundred bytes each; and after a refusal its own upload and the server's sum, whole.
 *
 * <p>All of it is masked or the server's own; closed to others all the same, because whoever has every platform's file has the
 * sum. The outcomes are not forced to disk: a machine that crashes may lose the last ones.
 */
final class PlatformEvidence {
    private static final String OUTCOMES = "outcomes";

    private final Path folder;
    private Optional<EpochRoster> epoch = Optional.empty();
    private boolean epochIsWritten;
    private boolean isOpen;

    PlatformEvidence(Path folder) {
        this.folder = folder;
    }

    /** Writes the refused sum and the own upload, on disk when this returns. */
    void refused(PlatformNotice.SumRefused refused) {
        String name = "epoch-%d-round-%d-attempt-%d.upload"
                .formatted(refused.proposal().epoch(), refused.round(), refused.attempt());
        try {
            AtomicFile.write(
                    folder.resolve(name),
                    EvidenceFile.encode(List.of(
                            new Exhibit.Proposed(refused.proposal()),
                            new Exhibit.Uploaded(refused.upload()),
                            new Exhibit.Summed(refused.result()))));
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.INTEGRITY,
                    "the server's sum is not the sum of what the platforms sent: its tag is wrong; and the evidence"
                            + " cannot be written to " + folder + ": keep both audit logs and call the coordinator",
                    e);
        }
    }

    /** Keeps what a step's message was evidence of, once the phase has believed it. */
    void keep(WireMessage<?> message, PlatformStep step) {
        for (PlatformNotice notice : step.notices()) {
            if (notice instanceof PlatformNotice.EpochAccepted accepted) {
                beginEpoch(accepted.proposal());
            } else if (notice instanceof PlatformNotice.SumVerified
                    || notice instanceof PlatformNotice.SizesVerified
                    || notice instanceof PlatformNotice.RowsVerified) {
                message.as(Result.class).ifPresent(result -> append(new Exhibit.SumNamed(ResultHead.of(result))));
            } else if (notice instanceof PlatformNotice.RoundVoided) {
                message.as(RoundVoid.class).ifPresent(outcome -> append(new Exhibit.Voided(outcome)));
            }
        }
    }

    private void beginEpoch(EpochRoster proposal) {
        epoch = Optional.of(proposal);
        epochIsWritten = false;
    }

    private void append(Exhibit exhibit) {
        Path file = folder.resolve(OUTCOMES);
        try {
            if (!isOpen) {
                begin(file);
                isOpen = true;
            }
            List<Exhibit> row =
                    epochIsWritten ? List.of(exhibit) : List.of(new Exhibit.Proposed(epoch.orElseThrow()), exhibit);
            try (FileChannel out = FileChannel.open(file, StandardOpenOption.APPEND)) {
                ByteBuffer bytes = ByteBuffer.wrap(EvidenceFile.row(row));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            }
            epochIsWritten = true;
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION,
                    folder
                            + ": the server's word cannot be kept; free disk space or check permissions, then start again",
                    e);
        }
    }

    /** A new file, or an old one without what a crash left half written at its end. */
    private static void begin(Path file) throws IOException {
        if (!Files.exists(file)) {
            AtomicFile.write(file, EvidenceFile.encode(List.of()));
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                InputStream in = Files.newInputStream(file)) {
            EvidenceFile written = new EvidenceFile(in);
            try {
                while (written.next().isPresent()) {
                    // on to the end
                }
            } catch (MalformedMessageException e) {
                channel.truncate(written.position());
            }
        } catch (MalformedMessageException e) {
            throw new IOException(file + " is not this platform's", e);
        }
    }
}
