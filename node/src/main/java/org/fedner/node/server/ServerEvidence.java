package org.fedner.node.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.evidence.EvidenceFile;
import org.fedner.aggregation.evidence.Exhibit;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.ResultHead;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.aggregation.protocol.ServerNotice;
import org.fedner.model.parameters.AtomicFile;

/**
 * The server's defence: the heads of the uploads it last added up. Beside the last sum's head they stand in
 * {@code evidence/last.heads} after every round, so that a server that is killed can still show them; when a platform refuses
 * a sum they are written for good, with the sum. A platform that shows another upload than it sent then convicts itself.
 */
final class ServerEvidence {
    private static final String LAST = "last.heads";

    private final Path folder;
    private Optional<ServerNotice.SumReady> last = Optional.empty();

    ServerEvidence(Path folder) {
        this.folder = folder;
    }

    /** Replaces the last file; not forced, since it is wanted only while the sum is in dispute. */
    void summed(ServerNotice.SumReady ready) throws IOException {
        Optional<WireMessage<Result>> result = ready.result().as(Result.class);
        if (result.isEmpty()) {
            return; // mode R: what the uploads add up to is not the sum but for the masks that the answers took off
        }
        last = Optional.of(ready);
        Files.createDirectories(folder);
        Path temporary = Files.createTempFile(folder, "." + LAST, ".tmp");
        Files.write(temporary, encoded(ready, new Exhibit.SumNamed(ResultHead.of(result.get()))));
        Files.move(
                temporary, folder.resolve(LAST), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The round of the last sum; 0 before the first training round. */
    long round() {
        return last.map(ServerNotice.SumReady::round).orElse(0L);
    }

    /** Writes heads and sum, on disk when this returns. */
    void write() throws IOException {
        if (last.isPresent()) {
            ServerNotice.SumReady ready = last.get();
            String name = "epoch-%d-round-%d-attempt-%d.heads"
                    .formatted(ready.epoch().number(), ready.round(), ready.attempt());
            AtomicFile.write(
                    folder.resolve(name),
                    encoded(
                            ready,
                            new Exhibit.Summed(ready.result().as(Result.class).orElseThrow())));
        }
    }

    private static byte[] encoded(ServerNotice.SumReady ready, Exhibit sum) {
        List<Exhibit> exhibits = new ArrayList<>();
        exhibits.add(new Exhibit.Proposed(ready.epoch().roster().message()));
        ready.uploads().forEach(head -> exhibits.add(new Exhibit.UploadNamed(head)));
        exhibits.add(sum);
        return EvidenceFile.encode(exhibits);
    }
}
