package org.fedner.node.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.log.LogLeaves;
import org.fedner.model.corpus.CorpusFormatException;
import org.fedner.model.corpus.Units;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.job.JobTerms;
import org.fedner.node.privacy.LedgerException;
import org.fedner.node.privacy.PrivacyLedger;

/**
 * What a site keeps for private modes, outside of any job.
 *
 * @param ledger folder of its privacy ledger, beside its keys
 * @param patients file that says of each training sentence whose it is; needed by jobs that protect patients
 */
public record SitePrivacy(Path ledger, Optional<Path> patients) {

    /** As it is found beside an identity's keys and in a data folder. */
    public static SitePrivacy in(Path ledger, Path data) {
        Path patients = data.resolve(Units.PATIENTS);
        return new SitePrivacy(ledger, Files.exists(patients) ? Optional.of(patients) : Optional.empty());
    }

    /** The units of a job over so many training sentences; refuses to take a sentence for a patient. */
    Units units(JobTerms terms, int sentences) {
        if (terms.job().privacy().unit().equals("sentence")) {
            return Units.sentences(sentences);
        }
        Supplier<FailureException> missing = () -> new FailureException(
                ExitCode.BAD_DATA,
                "the job protects patients, and this site's data does not say whose sentences are whose; write '%s' beside"
                                .formatted(Units.PATIENTS)
                        + " train.conll, one key a sentence, or ask for a job whose unit is the sentence");
        try {
            return Units.ofPatients(patients.orElseThrow(missing), sentences);
        } catch (CorpusFormatException e) {
            throw new FailureException(ExitCode.BAD_DATA, e.getMessage(), e);
        }
    }

    /** The ledger, not behind what this platform's audit log says was spent. */
    PrivacyLedger openLedger(Path auditLog) {
        try {
            PrivacyLedger opened = PrivacyLedger.open(ledger);
            try {
                opened.requireNotBehind(LogLeaves.read(auditLog));
            } catch (LedgerException | AuditCorruptException | IOException e) {
                opened.close();
                throw e;
            }
            return opened;
        } catch (LedgerException e) {
            throw new FailureException(
                    e.isInUse() ? ExitCode.BAD_CONFIGURATION : ExitCode.INTEGRITY, e.getMessage(), e);
        } catch (AuditCorruptException e) {
            throw new FailureException(ExitCode.INTEGRITY, auditLog + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION,
                    ledger + ": the privacy ledger cannot be opened; check permissions and disk space",
                    e);
        }
    }
}
