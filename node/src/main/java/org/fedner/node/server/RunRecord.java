package org.fedner.node.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fedner.aggregation.encoding.SumCounts;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Recovered;
import org.fedner.aggregation.message.RoundVoid;
import org.fedner.aggregation.message.SumMessage;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.aggregation.protocol.ServerEpoch;
import org.fedner.audit.event.DropCode;
import org.fedner.audit.event.Phase;
import org.fedner.crypto.expansion.Digest;
import org.fedner.node.egress.Where;
import org.fedner.node.job.JobTerms;
import org.fedner.node.loop.Median;
import org.fedner.node.loop.PartyLog;
import org.fedner.node.loop.RunEvent;
import org.fedner.node.report.ParticipationReport;

/** What happens in a run, told to its three readers: the audit log, who watches, and the report at the end. */
final class RunRecord {
    private final PartyLog log;
    private final ServerSetup setup;
    private final JobTerms terms;
    private final Members members;
    private final Median sumMillis = new Median();
    private final Median bytesUp = new Median();
    private final Median bytesDown = new Median();
    private int voided;
    private int dropouts;
    private int epochs;
    private double addingMillis;

    RunRecord(ServerSetup setup, JobTerms terms, PartyLog log, Members members) {
        this.setup = setup;
        this.terms = terms;
        this.log = log;
        this.members = members;
    }

    void tell(RunEvent event) {
        setup.watcher().heard(event);
    }

    /** An epoch goes on that a server before this one opened. */
    void epochResumed() {
        epochs++;
    }

    /**
     * The leaves of the last outcome and of what it opened may not have been durable when the server before this one died.
     *
     * @param opens whether an attempt is open again
     */
    void restated(ServerEpoch at, ServerStore store, Where where, boolean opens) {
        log.epochResumed(at.number(), at.members());
        store.lastOutcome().ifPresent(outcome -> {
            if (outcome.message() instanceof RoundVoid voidedRound) {
                boolean isRepeated = at.attempt() > 0;
                log.roundVoided(
                        where.job(),
                        at.number(),
                        isRepeated ? at.round() : at.round() - 1,
                        isRepeated ? at.attempt() - 1L : 0,
                        voidedRound.missing());
            } else if (store.lastTrained()) {
                int platforms = outcome.message() instanceof Recovered recovered
                        ? recovered.survivors().size()
                        : at.members().size();
                Where decided = new Where(where.job(), at.number(), at.round() - 1, 0, Phase.TRAIN);
                log.roundVerified(decided, store.model().inLog(at.state()), platforms);
            }
        });
        if (opens) {
            log.roundOpened(where, terms, store.model().inLog(at.state()));
        }
    }

    void epochOpened(Where where, List<PlatformId> platforms) {
        epochs++;
        log.epochOpened(where.job(), where.epoch(), setup.identity().roster().signed(), platforms);
    }

    /** Members of the last epoch who are not here are left out from here on; says who. */
    List<PlatformId> excludedAbsent(Where where, ServerStore store, List<PlatformId> epochMembers) {
        List<PlatformId> absent = new ArrayList<>(epochMembers);
        absent.removeAll(members.presentIds());
        absent.forEach(
                id -> excluded(where, store.epochNumber(), store.model().modelRound(), id, members.whyAbsent(id)));
        return absent;
    }

    private void excluded(Where where, long epoch, long round, PlatformId id, DropCode why) {
        log.excluded(where.job(), where.epoch(), where.round(), id, why);
        tell(new RunEvent.Excluded(members.name(id), epoch, round, why.name().toLowerCase(Locale.ROOT)));
    }

    /** The last verified rounds are no part of the model any more, and are done again; durable in the log when this returns. */
    void rolledBack(Where where, long rounds, long modelRound, Digest state) {
        log.rolledBack(where, rounds, modelRound, state);
        tell(new RunEvent.RolledBack(modelRound, rounds));
    }

    void roundOpened(Where where, Digest state) {
        addingMillis = 0;
        log.roundOpened(where, terms, state);
    }

    void uploadReceived(WireMessage<?> upload) {
        bytesUp.add(upload.bytes().length);
    }

    /** An upload whose bytes began to be read at {@code startedNanos} is in the sum. */
    void uploadAddedSince(long startedNanos) {
        addingMillis += (System.nanoTime() - startedNanos) / 1e6;
    }

    void sent(WireMessage<?> message) {
        if (message.message() instanceof SumMessage) {
            bytesDown.add(message.bytes().length);
        }
    }

    void roundDone(Where where, int platforms, Digest sum, Digest state, long modelRound, Optional<SumCounts> counts) {
        sumMillis.add(addingMillis);
        log.aggregated(where, terms, sum, platforms, state);
        log.roundVerified(where, state, platforms);
        tell(terms.roundDone(modelRound, counts));
    }

    /** Counts and tells the members of the epoch whose input is not in the round's sum. */
    void droppedOut(long round, List<PlatformId> epochMembers, List<PlatformId> contributors) {
        List<PlatformId> missing = new ArrayList<>(epochMembers);
        missing.removeAll(contributors);
        dropouts += missing.size();
        if (!missing.isEmpty()) {
            tell(new RunEvent.DroppedOut(round, members.names(missing)));
        }
    }

    /** A flight's deadline passed without these members' answers. */
    void late(List<PlatformId> awaited, Where where) {
        if (!awaited.isEmpty()) {
            tell(new RunEvent.Late(where.round(), members.names(awaited)));
        }
    }

    void roundVoided(Where where, long round, long attempt, List<PlatformId> missing) {
        voided++;
        log.roundVoided(where.job(), where.epoch(), round, attempt, missing);
        tell(new RunEvent.RoundVoided(round, members.names(missing)));
    }

    ServerOutcome outcome(ServerModel model) {
        return new ServerOutcome(
                model.modelRound(),
                voided,
                epochs,
                model.state().map(state -> state.modelDigest().toString()).orElse(null),
                (long) bytesUp.value(),
                (long) bytesDown.value(),
                sumMillis.value(),
                List.of(), // of the whole job, when the log is closed
                dropouts,
                terms.job().network().preset(),
                terms.job().network().cut(),
                ParticipationReport.NONE);
    }
}
