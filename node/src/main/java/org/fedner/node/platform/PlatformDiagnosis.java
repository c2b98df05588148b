package org.fedner.node.platform;

import java.util.List;
import org.fedner.aggregation.diagnosis.Diagnosis;
import org.fedner.aggregation.diagnosis.DummyFinding;
import org.fedner.aggregation.diagnosis.DummyRound;
import org.fedner.aggregation.diagnosis.DummyVerdict;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.protocol.PlatformNotice;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.egress.Where;
import org.fedner.node.job.JobTerms;
import org.fedner.node.loop.PartyLog;
import org.fedner.node.loop.RunEvent;
import org.fedner.node.report.DiagnosisReport;

/**
 * This platform's part in a diagnosis: it judges every dummy round itself. Neither its corpus nor its checkpoints are looked at,
 * but for the number of the last epoch.
 */
final class PlatformDiagnosis {
    private final PlatformSetup setup;
    private final JobTerms terms;
    private final PartyLog log;
    private final PlatformEvidence evidence;
    private List<PlatformId> members = List.of();
    private Diagnosis diagnosis = Diagnosis.NOTHING_YET;

    PlatformDiagnosis(PlatformSetup setup, JobTerms terms, PartyLog log, PlatformEvidence evidence) {
        this.setup = setup;
        this.terms = terms;
        this.log = log;
        this.evidence = evidence;
    }

    /** Acts upon what the protocol says; true once the diagnosis is over. */
    boolean isOverAfter(PlatformNotice notice, Where where) {
        if (notice instanceof PlatformNotice.EpochAccepted accepted) {
            members = accepted.members();
            log.epochOpened(
                    where.job(), accepted.number(), setup.identity().roster().signed(), members);
            setup.watcher().heard(new RunEvent.EpochOpened(accepted.number(), log.names(members)));
        } else if (notice instanceof PlatformNotice.DummyUploaded uploaded) {
            requireExpected(uploaded.round());
        } else if (notice instanceof PlatformNotice.DummyOpened opened) {
            judge(opened, where);
        } else if (notice instanceof PlatformNotice.RoundVoided voided) {
            log.roundVoided(where.job(), where.epoch(), voided.round(), voided.attempt(), voided.missing());
            throw withoutFinding("dummy round %d is without %s"
                    .formatted(voided.round(), String.join(", ", log.names(voided.missing()))));
        } else if (notice instanceof PlatformNotice.EpochStopped) {
            throw withoutFinding("the server ended it and says why itself");
        } else if (notice instanceof PlatformNotice.Stopped stopped) {
            throw PlatformFailures.of(stopped.reason());
        }
        if (notice instanceof PlatformNotice.JobFinished) {
            requireComplete();
            setup.watcher().heard(new RunEvent.Finished(diagnosis.rounds()));
            return true;
        }
        return false;
    }

    private void judge(PlatformNotice.DummyOpened opened, Where where) {
        DummyRound round = opened.round();
        DummyVerdict verdict = round.judge();
        diagnosis = diagnosis.with(round.round(), verdict);
        log.dummyJudged(where, round, verdict.findings());
        if (verdict.findings().stream().anyMatch(finding -> finding.kind() == DummyFinding.Kind.SERVER)) {
            evidence.refused(new PlatformNotice.SumRefused(
                    round.round(), round.attempt(), opened.proposal(), opened.upload(), round.result()));
        }
        setup.watcher()
                .heard(new RunEvent.DummyRoundJudged(
                        diagnosis.rounds(),
                        terms.job().aggregation().dummyRounds(),
                        diagnosis.faults().size()));
    }

    private void requireExpected(long round) {
        if (round >= terms.job().aggregation().dummyRounds()) {
            throw new FailureException(
                    ExitCode.INTEGRITY,
                    "the server asks for more dummy rounds than the %d of the job; call the coordinator"
                            .formatted(terms.job().aggregation().dummyRounds()));
        }
    }

    private void requireComplete() {
        int wanted = terms.job().aggregation().dummyRounds();
        if (diagnosis.rounds() != wanted) {
            throw new FailureException(
                    ExitCode.INTEGRITY,
                    "the server ended the diagnosis after %d of %d dummy rounds; call the coordinator"
                            .formatted(diagnosis.rounds(), wanted));
        }
    }

    private static FailureException withoutFinding(String why) {
        return new FailureException(
                ExitCode.NETWORK,
                "the diagnosis has no finding: " + why + "; start server and platforms again when all are there");
    }

    DiagnosisReport report() {
        return DiagnosisReport.of(setup.identity().name(), members, diagnosis, id -> log.names(List.of(id))
                .get(0));
    }
}
