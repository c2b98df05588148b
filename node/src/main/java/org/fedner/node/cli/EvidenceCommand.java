package org.fedner.node.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.fedner.audit.event.MalformedLeafException;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.note.MalformedNoteException;
import org.fedner.audit.note.NoteSigner;
import org.fedner.audit.note.TrustPolicy;
import org.fedner.audit.proof.TlogProof;
import org.fedner.audit.verify.Finding;
import org.fedner.audit.verify.VerificationReport;
import org.fedner.node.auditing.EvidenceContents;
import org.fedner.node.auditing.EvidencePack;
import org.fedner.node.auditing.EvidenceParts;
import org.fedner.node.auditing.Folders;
import org.fedner.node.auditing.InstalledSoftware;
import org.fedner.node.auditing.PackInspection;
import org.fedner.node.auditing.RunLogs;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.config.Job;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.identity.SignedJob;
import org.fedner.node.loop.PartyLog;
import org.fedner.node.privacy.LedgerException;
import org.fedner.node.report.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fedner evidence}: one signed archive for an auditor, and its verifier. */
@Command(
        name = "evidence",
        description = "Make one signed archive of what a party can show, and check one offline.",
        footer = {
            "",
            "Example:",
            "  fedner evidence make north/work/audit --identity north/identity --policy trusted-keys --out north-evidence.zip"
        },
        subcommands = {EvidenceCommand.Make.class, EvidenceCommand.Check.class})
final class EvidenceCommand extends CommandGroup {

    /** Gathers and signs. */
    @Command(
            name = "make",
            mixinStandardHelpOptions = true,
            description =
                    "Gather logs, receipts, privacy ledger, model card, certificates, software list and mapping; sign all of it.",
            footer = {
                "",
                "The manifest is signed with the audit key of --identity. The logs are verified first, and what was found goes into",
                "the archive, whatever it is. --file adds the site's own documents as they are: look at them before you give the",
                "archive away. No secret key and no text of notes is put in.",
                "",
                "The model card says what was trained. --job adds network and settings, --report the site's best dev F1; a job that",
                "names types of entities (cut 'all') is left out. Receipts, what the ledger comes to, exclusions and the card follow from",
                "the logs, and 'check' computes them again.",
                "",
                "Exit status: 0 written, 4 a wrong job, report or ledger was named, 3 or 6 a log cannot be read.",
                "",
                "Example:",
                "  fedner evidence make north/work/audit --identity north/identity --policy trusted-keys --file policy.yaml \\",
                "      --out north-evidence.zip"
            })
    static final class Make implements Callable<Integer> {
        private static final List<String> CERTIFICATES = List.of("certificate.pem", "authority.pem", "roster.pem");

        @Parameters(paramLabel = "DIR", arity = "1..*", description = "Log folders, or a run's folder.")
        private List<Path> folders;

        @Option(names = "--identity", required = true, paramLabel = "DIR", description = "Whose archive it is.")
        private Path identityFolder;

        @Option(names = "--policy", required = true, paramLabel = "FILE", description = "Public keys (tlog-policy).")
        private Path policyFile;

        @Option(names = "--file", paramLabel = "FILE", description = "A document of the site to add.")
        private List<Path> documents = List.of();

        @Option(
                names = "--ledger",
                paramLabel = "DIR",
                description = "The privacy ledger (default: ledger in --identity).")
        private Path ledger;

        @Option(names = "--job", paramLabel = "FILE", description = "The signed job that was trained.")
        private Path jobFile;

        @Option(names = "--report", paramLabel = "FILE", description = "The site's report.json, for its dev F1.")
        private Path siteReport;

        @Option(names = "--out", required = true, paramLabel = "FILE", description = "The archive.")
        private Path out;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            TrustPolicy policy = RunLogs.readPolicy(policyFile);
            List<Path> logs = RunLogs.below(folders);
            try (Identity identity = Identity.load(identityFolder, Clock.systemUTC())) {
                NoteSigner signer = PartyLog.signer(identity);
                TreeMap<String, Path> named = new TreeMap<>();
                EvidencePack pack = pack(logs, policy, named);
                parts(named, identity, signer.vkey().name()).addTo(pack, policy);
                pack.write(out, signer, Clock.systemUTC().instant());
            } catch (IdentityException e) {
                throw Failures.of(e);
            } catch (AuditCorruptException
                    | MalformedNoteException
                    | MalformedLeafException
                    | TlogProof.NotShownException e) {
                throw new FailureException(ExitCode.INTEGRITY, e.getMessage() + "; see 'fedner audit verify'", e);
            } catch (LedgerException e) {
                throw new FailureException(ExitCode.INTEGRITY, e.getMessage(), e);
            } catch (IllegalArgumentException e) {
                throw new FailureException(ExitCode.BAD_CONFIGURATION, e.getMessage(), e);
            } catch (IOException e) {
                throw new FailureException(
                        ExitCode.BAD_DATA, "a file cannot be read, or the archive not written: " + out, e);
            }
            if (GlobalOptions.of(spec).json()) {
                System.out.print(ReportFiles.json(Map.of("pack", out.toString(), "logs", logs.size())));
            } else {
                System.out.println("evidence: " + out);
            }
            return ExitCode.OK.number();
        }

        private EvidenceParts parts(TreeMap<String, Path> logs, Identity identity, String party)
                throws IOException, IdentityException {
            Optional<Job> job = Optional.empty();
            if (jobFile != null) {
                SignedJob signed =
                        SignedJob.readOld(jobFile, identity.authority().get());
                job = EvidenceParts.shown(ConfigReader.decode(signed.job(), jobFile.toString()));
            }
            Optional<Map<String, Object>> devF1 = siteReport == null
                    ? Optional.empty()
                    : Optional.of(EvidenceParts.devF1(siteReport, identity.name()));
            Path book = ledger == null ? identityFolder.resolve("ledger") : ledger;
            return new EvidenceParts(party, logs, book, job, devF1);
        }

        /** The logs and what they come with; {@code named} is given the logs by the names of their folders in it. */
        private EvidencePack pack(List<Path> logs, TrustPolicy policy, TreeMap<String, Path> named)
                throws IOException, AuditCorruptException {
            EvidencePack pack = new EvidencePack();
            List<Map<String, Object>> summaries = new ArrayList<>();
            for (Path log : logs) {
                Map<String, Object> summary = EvidenceContents.summary(log);
                String name = EvidenceParts.folder(String.valueOf(summary.get("log")));
                pack.addFolder("logs/" + name + "/", log);
                named.put(name, log);
                summaries.add(summary);
            }
            for (String certificate : CERTIFICATES) {
                pack.add("certificates/" + certificate, Files.readAllBytes(identityFolder.resolve(certificate)));
            }
            for (Path document : documents) {
                pack.add("site/" + document.getFileName(), Files.readAllBytes(document));
            }
            VerificationReport report = RunLogs.verify(logs, policy);
            Map<String, Object> verification = new LinkedHashMap<>();
            verification.put("verified", report.isOk());
            verification.put("findings", report.findings());
            verification.put("notices", report.notices());
            pack.add("verification.json", verification);
            pack.add("summary.json", Map.of("logs", summaries));
            InstalledSoftware software = InstalledSoftware.running();
            pack.add("software.json", software.list());
            if (software.bill().isPresent()) {
                pack.add("sbom.json", Files.readAllBytes(software.bill().get()));
            }
            pack.add("requirements.json", EvidenceContents.requirements());
            pack.add("audit-policy", Files.readAllBytes(policyFile));
            return pack;
        }
    }

    /** Opens and verifies. */
    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description =
                    "Check an archive's signature, every file, its logs, and what is to follow from these; needs no network.",
            footer = {
                "",
                "--policy is the auditor's own file of public keys; the one in the archive is only a copy of the maker's.",
                "",
                "Exit status: 0 all holds, 1 a rule is broken in a log, 6 something is not what was signed.",
                "",
                "Example:",
                "  fedner evidence check north-evidence.zip --policy trusted-keys"
            })
    static final class Check implements Callable<Integer> {
        @Parameters(paramLabel = "FILE", description = "The archive.")
        private Path file;

        @Option(names = "--policy", required = true, paramLabel = "FILE", description = "Public keys (tlog-policy).")
        private Path policyFile;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            TrustPolicy policy = RunLogs.readPolicy(policyFile);
            try {
                Path scratch = Files.createTempDirectory("fedner-evidence");
                try {
                    return report(PackInspection.of(file, policy, scratch));
                } finally {
                    Folders.delete(scratch);
                }
            } catch (IOException e) {
                throw new FailureException(ExitCode.BAD_DATA, file + ": is no archive that can be read", e);
            }
        }

        private int report(PackInspection pack) {
            List<Finding> findings = new ArrayList<>(
                    pack.logs().map(VerificationReport::findings).orElseGet(List::of));
            findings.addAll(pack.parts());
            if (GlobalOptions.of(spec).json()) {
                Map<String, Object> json = new LinkedHashMap<>();
                json.put("holds", pack.isOk());
                json.put("party", pack.party());
                json.put("files", pack.files());
                json.put("faults", pack.faults());
                json.put("findings", findings);
                System.out.print(ReportFiles.json(json));
            } else {
                pack.faults().forEach(fault -> System.out.println("INTEGRITY pack: " + fault));
                findings.forEach(finding -> System.out.println(finding.line()));
                System.out.println("%d files of %s: %s"
                        .formatted(pack.files(), pack.party(), pack.isOk() ? "all hold" : "NOT as signed"));
            }
            if (pack.isOk()) {
                return ExitCode.OK.number();
            }
            boolean integrity = !pack.faults().isEmpty()
                    || !pack.parts().isEmpty()
                    || pack.logs().filter(VerificationReport::breaksIntegrity).isPresent();
            return (integrity ? ExitCode.INTEGRITY : ExitCode.CHECK_FAILED).number();
        }
    }
}
