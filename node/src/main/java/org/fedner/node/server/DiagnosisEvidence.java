package org.fedner.node.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.fedner.aggregation.diagnosis.DummyFinding;
import org.fedner.aggregation.diagnosis.DummyRound;
import org.fedner.aggregation.diagnosis.DummyVerdict;
import org.fedner.aggregation.evidence.EvidenceFile;
import org.fedner.aggregation.evidence.Exhibit;
import org.fedner.aggregation.protocol.ServerNotice;
import org.fedner.model.parameters.AtomicFile;

/** What the server shows when a dummy round says that its own sum is not that of the uploads: their heads, and the sum. */
final class DiagnosisEvidence {

    private DiagnosisEvidence() {}

    static boolean accusesServer(DummyVerdict verdict) {
        return verdict.findings().stream().anyMatch(finding -> finding.kind() == DummyFinding.Kind.SERVER);
    }

    /** On disk when this returns. */
    static void write(Path folder, ServerNotice.DummyReady ready) throws IOException {
        DummyRound round = ready.round();
        List<Exhibit> exhibits = new ArrayList<>();
        exhibits.add(new Exhibit.Proposed(ready.proposal()));
        round.opened().message().heads().forEach(head -> exhibits.add(new Exhibit.UploadNamed(head)));
        exhibits.add(new Exhibit.Summed(round.result()));
        String name = "epoch-%d-round-%d-attempt-%d.heads"
                .formatted(ready.proposal().epoch(), round.round(), round.attempt());
        AtomicFile.write(folder.resolve(name), EvidenceFile.encode(exhibits));
    }
}
