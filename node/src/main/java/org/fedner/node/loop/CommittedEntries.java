package org.fedner.node.loop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fedner.audit.event.Admin;
import org.fedner.audit.event.DatasetBind;
import org.fedner.audit.event.DatasetId;
import org.fedner.audit.event.JsonValue;
import org.fedner.audit.event.JsonValue.JsonObject;
import org.fedner.audit.event.JsonValue.JsonString;
import org.fedner.audit.log.AuditLog;
import org.fedner.audit.log.Openings;
import org.fedner.audit.log.Openings.Opening;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;

/** Entries that name persons or data by commitment only; what opens them is kept beside the log, before they are durable. */
public final class CommittedEntries {
    private final AuditLog log;
    private final Path folder;

    CommittedEntries(AuditLog log, Path folder) {
        this.log = log;
        this.folder = folder;
    }

    /**
     * Stages that a person did something, with a second one's word where two are asked for.
     *
     * @return the entry's index
     */
    public long admin(Admin.Action action, String actor, Optional<String> approver) {
        try {
            Openings openings = Openings.of(folder);
            Opening who = openings.open("actor_c", new JsonString(actor));
            Optional<Opening> second = approver.map(name -> openings.open("approver_c", new JsonString(name)));
            long index = log.stage(new Admin(action, who.commitment(), second.map(Opening::commitment)));
            openings.keep(index, second.isPresent() ? new Opening[] {who, second.get()} : new Opening[] {who});
            return index;
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Appends which data this party trains on, by the digests of its parts. */
    public void datasetBound(DatasetId dataset, Map<String, String> manifest, DatasetBind.Unit unit) {
        try {
            Openings openings = Openings.of(folder);
            TreeMap<String, JsonValue> parts = new TreeMap<>();
            manifest.forEach((name, digest) -> parts.put(name, new JsonString(digest)));
            Opening opening = openings.open("manifest_c", new JsonObject(parts));
            long index =
                    log.stage(new DatasetBind(dataset, opening.commitment(), unit, DatasetBind.Population.UNDECLARED));
            openings.keep(index, opening);
            log.commit();
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private FailureException unwritable(IOException cause) {
        return new FailureException(
                ExitCode.BAD_CONFIGURATION,
                Openings.folderOf(folder) + ": cannot be written; free disk space or check permissions",
                cause);
    }
}
