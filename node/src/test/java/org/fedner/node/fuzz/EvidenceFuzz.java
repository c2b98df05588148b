package org.fedner.node.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.fedner.aggregation.evidence.EvidenceFile;
import org.fedner.aggregation.evidence.Exhibit;
import org.fedner.aggregation.message.EpochRoster;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.ResultHead;
import org.fedner.aggregation.message.RoundVoid;
import org.fedner.aggregation.message.SignedMessage;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.UploadHead;
import org.fedner.aggregation.message.WireMessage;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of evidence, which a third party reads: what was read before a fault is what the file holds up to there. */
public class EvidenceFuzz {

    /** Every kind of exhibit in one file, and alone. */
    public static Stream<byte[]> seeds() throws IOException, MalformedMessageException {
        Map<String, byte[]> frames = Frames.good();
        WireMessage<Upload> upload = frame(frames, "upload", Upload.class);
        WireMessage<Result> result = frame(frames, "result", Result.class);
        List<Exhibit> all = List.of(
                new Exhibit.Proposed(frame(frames, "roster", EpochRoster.class).message()),
                new Exhibit.Uploaded(upload),
                new Exhibit.UploadNamed(UploadHead.of(upload)),
                new Exhibit.Summed(result),
                new Exhibit.SumNamed(ResultHead.of(result)),
                new Exhibit.Voided(frame(frames, "void", RoundVoid.class)));
        return Stream.concat(
                Stream.of(EvidenceFile.encode(all)),
                all.stream().map(exhibit -> EvidenceFile.encode(List.of(exhibit))));
    }

    @MethodSource("seeds")
    @FuzzTest
    public void evidenceIsRefusedOrComesBack(byte[] input) throws IOException {
        List<Exhibit> read = new ArrayList<>();
        try {
            EvidenceFile file = new EvidenceFile(new ByteArrayInputStream(input));
            for (Optional<Exhibit> next = file.next(); next.isPresent(); next = file.next()) {
                read.add(next.get());
                ComesBack.require(Arrays.copyOf(input, (int) file.position()), EvidenceFile.encode(read));
            }
            ComesBack.require(input, EvidenceFile.encode(read));
        } catch (MalformedMessageException e) {
            // refused, as declared
        }
    }

    private static <M extends SignedMessage> WireMessage<M> frame(
            Map<String, byte[]> frames, String name, Class<M> kind) throws MalformedMessageException {
        return WireMessage.parse(frames.get(name)).as(kind).orElseThrow();
    }
}
