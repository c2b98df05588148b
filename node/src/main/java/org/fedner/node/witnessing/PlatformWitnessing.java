package org.fedner.node.witnessing;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fedner.aggregation.message.Bye;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.ConsistencyClaim;
import org.fedner.aggregation.message.Cosignatures;
import org.fedner.aggregation.message.Hello;
import org.fedner.aggregation.message.LogSize;
import org.fedner.aggregation.message.Message;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Recovered;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.ShownCheckpoint;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.audit.event.CheckpointCosigned;
import org.fedner.audit.event.Origin;
import org.fedner.audit.log.AuditLog;
import org.fedner.audit.note.Checkpoint;
import org.fedner.audit.note.SignatureLine;
import org.fedner.audit.note.SignedNote;
import org.fedner.audit.note.Vkey;
import org.fedner.audit.witness.Witness;
import org.fedner.audit.witness.WitnessTerms;
import org.fedner.crypto.expansion.Digest;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.egress.EgressGate;
import org.fedner.node.egress.Where;
import org.fedner.node.identity.Identity;
import org.fedner.node.loop.PartyLog;
import org.fedner.node.transport.Peer;

/**
 * A platform's side: cosigns what the server shows, has its own log cosigned, and lets no UPLOAD leave before a quorum of the
 * epoch's members has cosigned the server's checkpoint of the round before. Confined to the platform's loop.
 */
public final class PlatformWitnessing implements EgressGate.Companion {

    private record Attempt(long epoch, long round, long attempt) {}

    private final PartyLog log;
    private final Witness witness;
    private final LogKeys keys;
    private final PlatformId self;
    private final ForkEvidence evidence;
    private final SurvivorLists survivors;
    private final OwnLines own;
    private List<ByteString> cosigned = List.of();
    private List<Long> wanted = List.of();
    private final long openedSize; // of the own log
    private long
            claimedSize; // of the own checkpoint sent last: where witnesses will stand who have cosigned it by then
    private Optional<Attempt> answered = Optional.empty();
    private Optional<Digest> uploaded = Optional.empty(); // context of the UPLOAD that the last answer went with
    private Optional<WireMessage<Cosignatures>> answer = Optional.empty();
    private long epoch;
    private long shownSize; // in this epoch
    private long answeredSize;
    private long requiredSize;
    private long quorumSize;

    /** @param evidenceFolder where a forked log's two checkpoints go */
    public PlatformWitnessing(PartyLog log, Identity identity, Clock clock, Path evidenceFolder) {
        this.log = log;
        this.witness = new Witness(log.log(), identity.auditKey(), clock);
        this.keys = new LogKeys(identity.roster());
        this.self = identity.id();
        this.evidence = new ForkEvidence(evidenceFolder);
        this.survivors = new SurvivorLists(log);
        this.own = new OwnLines(log.log());
        this.openedSize = log.log().size();
    }

    /**
     * Looks at what came from the server.
     *
     * @return whether the message is about logs, and so nobody else's
     * @throws FailureException if the server's log is not one history
     */
    public boolean takes(Message message, Where where) {
        survivors.see(message, where);
        boolean isSumOfAnswer = message instanceof Result result
                        && uploaded.filter(result.context()::equals).isPresent()
                || message instanceof Recovered sum
                        && uploaded.filter(sum.context()::equals).isPresent();
        if (isSumOfAnswer) {
            requiredSize = answeredSize; // an older sum, heard again, says nothing about the attempt under way
        }
        if (message instanceof ShownCheckpoint checkpoint) {
            shown(checkpoint);
            return true;
        }
        return message instanceof Cosignatures;
    }

    private void shown(ShownCheckpoint message) {
        enter(log.epoch().number());
        List<ByteString> lines = new ArrayList<>();
        SignedNote note = LogKeys.note(message.shown().note())
                .orElseThrow(() -> refusal("sent something that is no checkpoint of its audit log"));
        Vkey server = keys.server().orElseThrow(() -> refusal("has no audit key on the roster"));
        server(note, message.shown(), server, lines);
        LogKeys.note(message.witnessed()).ifPresent(seen -> quorum(seen, server));
        message.peers().forEach(claim -> peer(claim, lines));
        message.lines().forEach(line -> LogKeys.note(line).ifPresent(seen -> own.add(seen, witnessesOfOwnLog())));
        own.writeComplete(keys.platform(self).orElseThrow());
        requireNewest(message.stands());
        wanted = message.stands();
        cosigned = lines;
        answer = Optional.empty();
    }

    /** Before another history of this log is shown to anybody, which would convict its owner: whatever was cosigned it signed. */
    private void requireNewest(List<Long> stands) {
        for (long at : stands) {
            boolean wasThere = at <= openedSize;
            boolean isOwn = wasThere ? at == 0 || log.log().signedAt(at).isPresent() : at <= claimedSize;
            if (!isOwn) {
                throw new FailureException(
                        ExitCode.INTEGRITY,
                        ("others have cosigned this platform's audit log at %d entries, where it signed nothing: it was put back to an older"
                                        + " copy, or another process has this identity. No upload left; put the newest copy of the log in its place."
                                        + " If there is none, this site needs a new identity and work folder ('fedner provision request')")
                                .formatted(at));
            }
        }
    }

    private void server(SignedNote note, ConsistencyClaim claim, Vkey server, List<ByteString> lines) {
        Witness.Answer judged = witness.cosign(note, claim.oldSize(), CheckpointNotes.proof(claim), server);
        if (judged instanceof Witness.Answer.Cosigned signed) {
            lines.add(CheckpointNotes.bytes(signed.note()));
            shownSize = signed.checkpoint().size();
        } else if (judged instanceof Witness.Answer.StandsAt stands) {
            throw forked(
                    "shows an audit log that does not go on from the %d entries which this platform has cosigned"
                            .formatted(stands.size()),
                    "server",
                    note,
                    log.log().lastCosigned(new Origin(server.name())).map(CheckpointCosigned::note));
        } else if (judged instanceof Witness.Answer.Refused refused) {
            boolean signed = refused.fault() == Witness.Fault.FORKED || refused.fault() == Witness.Fault.NOT_CONTINUED;
            if (!signed) {
                throw refusal("sent something that is no checkpoint signed with its audit key");
            }
            throw forked(
                    "shows an audit log that is not the one this platform cosigned", "server", note, refused.before());
        }
    }

    /** The server's checkpoint with the others' lines: it counts from the epoch's quorum on. */
    private void quorum(SignedNote note, Vkey server) {
        WitnessTerms terms = log.epoch().terms().orElseThrow();
        List<Vkey> members = log.epoch().members().stream()
                .limit(terms.witnesses())
                .flatMap(id -> keys.witness(id).stream())
                .toList();
        Optional<Checkpoint> checkpoint = CheckpointNotes.checkpoint(note);
        List<SignatureLine> lines = CheckpointNotes.linesBy(members, note);
        boolean isServers =
                checkpoint.filter(seen -> seen.origin().equals(server.name())).isPresent()
                        && !CheckpointNotes.linesBy(List.of(server), note).isEmpty();
        if (isServers
                && lines.size() >= terms.quorum()
                && checkpoint.orElseThrow().size() > quorumSize) {
            quorumSize = checkpoint.orElseThrow().size();
            log.log().stage(CheckpointNotes.witnessed(note, server, lines));
        }
    }

    private void peer(ConsistencyClaim claim, List<ByteString> lines) {
        Optional<SignedNote> note = LogKeys.note(claim.note());
        Optional<Vkey> key = note.flatMap(CheckpointNotes::checkpoint)
                .flatMap(checkpoint -> keys.ownerOf(checkpoint.origin()))
                .filter(owner -> !owner.equals(self))
                .flatMap(keys::platform);
        if (key.isEmpty()) {
            return;
        }
        Witness.Answer judged =
                witness.cosign(note.orElseThrow(), claim.oldSize(), CheckpointNotes.proof(claim), key.orElseThrow());
        if (judged instanceof Witness.Answer.Cosigned signed) {
            lines.add(CheckpointNotes.bytes(signed.note()));
        } else if (judged instanceof Witness.Answer.Refused refused
                && (refused.fault() == Witness.Fault.FORKED || refused.fault() == Witness.Fault.NOT_CONTINUED)) {
            evidence.keep("platform", note.orElseThrow(), refused.before());
        }
    }

    private List<Vkey> witnessesOfOwnLog() {
        return Stream.concat(
                        keys.serverWitness().stream(),
                        LogKeys.panelOf(self, log.epoch().members()).stream().flatMap(id -> keys.witness(id).stream()))
                .toList();
    }

    @Override
    public List<WireMessage<?>> before(Peer peer, Message message, Where where) {
        if (message instanceof Upload upload) {
            uploaded = Optional.of(upload.context());
            return List.of(withUpload(new Attempt(where.epoch(), where.round(), where.attempt())));
        }
        if (message instanceof Hello || message instanceof Bye && !cosigned.isEmpty()) {
            return List.of(WireMessage.relayed(new Cosignatures(cosigned, stands(), List.of())));
        }
        return List.of();
    }

    private WireMessage<Cosignatures> withUpload(Attempt attempt) {
        enter(attempt.epoch());
        boolean isRepeated = answered.filter(attempt::equals).isPresent();
        if (shownSize == 0 || !isRepeated && shownSize <= answeredSize) {
            throw refusal("does not show its audit log before the round");
        }
        if (quorumSize < requiredSize) {
            WitnessTerms terms = log.epoch().terms().orElseThrow();
            throw refusal(
                    ("does not show that %d of this epoch's members cosigned its audit log at %d entries; it may have"
                                    + " shown the others another one: 'fedner audit compare' tells from the parties' logs")
                            .formatted(terms.quorum(), requiredSize));
        }
        answered = Optional.of(attempt);
        answeredSize = shownSize;
        if (answer.isEmpty()) {
            answer = Optional.of(WireMessage.relayed(new Cosignatures(cosigned, stands(), ownClaims())));
        }
        return answer.orElseThrow();
    }

    private void enter(long number) {
        if (epoch != number) {
            epoch = number;
            shownSize = 0;
            answeredSize = 0;
            requiredSize = 0;
        }
    }

    /** This log's checkpoint, from each size at which one of its witnesses stands. */
    private List<ConsistencyClaim> ownClaims() {
        AuditLog audit = log.log();
        SignedNote note = audit.stageCheckpoint(); // durable with the leaf of the message that shows it
        long size = CheckpointNotes.checkpoint(note).orElseThrow().size();
        List<Long> sizes = Stream.concat(wanted.stream(), Stream.of(claimedSize))
                .filter(old -> old < size)
                .distinct()
                .toList();
        claimedSize = size;
        return sizes.stream()
                .map(old -> CheckpointNotes.claim(note, old, audit.consistency(old, size)))
                .toList();
    }

    private List<LogSize> stands() {
        return log.log().allCosigned().stream()
                .map(seen -> new LogSize(seen.origin().name(), seen.size()))
                .toList();
    }

    private static FailureException refusal(String what) {
        return new FailureException(
                ExitCode.INTEGRITY,
                "the server " + what + "; nothing more was sent. Keep the audit logs and call the coordinator");
    }

    private FailureException forked(String what, String owner, SignedNote shown, Optional<SignedNote> before) {
        String kept = evidence.keep(owner, shown, before);
        return new FailureException(
                ExitCode.INTEGRITY,
                "the server %s; nothing more was sent. %s; give it and the other parties' logs to 'fedner audit compare', and call the coordinator"
                        .formatted(what, kept));
    }
}
