package org.fedner.node.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.node.privacy.LedgerException;
import org.fedner.node.privacy.SpentSoFar;

/** Reads what was spent; a fault becomes one sentence and its exit status. */
final class SpentRead {
    private SpentRead() {}

    static SpentSoFar in(List<Path> folders) {
        try {
            return SpentSoFar.in(folders);
        } catch (LedgerException | AuditCorruptException e) {
            throw new FailureException(ExitCode.INTEGRITY, e.getMessage(), e);
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION, folders + ": cannot be read; name folders that exist", e);
        }
    }
}
