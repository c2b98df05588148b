package org.fedner.node.witnessing;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.Call;
import org.fedner.aggregation.message.ConsistencyClaim;
import org.fedner.aggregation.message.Cosignatures;
import org.fedner.aggregation.message.Finished;
import org.fedner.aggregation.message.Message;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Recovered;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.ShownCheckpoint;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.audit.event.CheckpointWitnessed;
import org.fedner.audit.event.Origin;
import org.fedner.audit.log.AuditLog;
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
 * The server's side: shows its log's checkpoint before each attempt, gathers the members' cosignatures, cosigns their logs and
 * passes their checkpoints to one another. Confined to the server's loop.
 */
public final class ServerWitnessing implements EgressGate.Companion {

    /** What a checkpoint is shown for: an attempt, or the end of the job. */
    private record Opening(long epoch, long round, long attempt, boolean isEnd) {}

    private final PartyLog log;
    private final Witness witness;
    private final LogKeys keys;
    private final Vkey own;
    private final OwnLines lines;
    private final ForkEvidence evidence;
    private final SurvivorLists survivors;
    private final Map<PlatformId, Map<String, Long>> stands = new HashMap<>();
    private final Map<PlatformId, List<ConsistencyClaim>> claims = new HashMap<>();
    private Map<PlatformId, List<ByteString>> outbox = new HashMap<>();
    private Map<PlatformId, List<ByteString>> delivered = new HashMap<>();
    private Optional<Opening> opening = Optional.empty();
    private Optional<SignedNote> shown = Optional.empty();
    private final Set<Digest> uploaded = new HashSet<>(); // contexts of the attempt under way
    private boolean summed;

    /** @param evidenceFolder where a forked log's two checkpoints go */
    public ServerWitnessing(PartyLog log, Identity identity, Clock clock, Path evidenceFolder) {
        this.log = log;
        this.witness = new Witness(log.log(), identity.auditKey(), clock);
        this.keys = new LogKeys(identity.roster());
        this.own = keys.server().orElseThrow();
        this.lines = new OwnLines(log.log());
        this.evidence = new ForkEvidence(evidenceFolder);
        this.survivors = new SurvivorLists(log);
    }

    /** Takes what a platform says about logs; whether it was that. */
    public boolean takes(PlatformId from, Message message) {
        if (message instanceof Upload upload) {
            uploaded.add(upload.context());
        }
        if (!(message instanceof Cosignatures said)) {
            return message instanceof ShownCheckpoint;
        }
        Map<String, Long> known = new HashMap<>();
        stands.put(from, known);
        said.stands().stream()
                .filter(at -> at.origin().equals(own.name())
                        || keys.ownerOf(at.origin()).isPresent())
                .forEach(at -> known.put(at.origin(), at.size()));
        said.notes().forEach(bytes -> LogKeys.note(bytes).ifPresent(note -> cosigned(from, bytes, note)));
        if (!said.own().isEmpty()) {
            claims.put(from, said.own());
            keys.platform(from).ifPresent(key -> cosign(from, key, said.own()));
        }
        return true;
    }

    private void cosigned(PlatformId from, ByteString bytes, SignedNote note) {
        String origin =
                CheckpointNotes.checkpoint(note).map(seen -> seen.origin()).orElse("");
        Optional<PlatformId> owner = keys.ownerOf(origin);
        if (owner.isPresent()) {
            outbox.computeIfAbsent(owner.get(), any -> new ArrayList<>()).add(bytes);
        } else if (origin.equals(own.name()) && isWitness(from)) {
            lines.add(note, keys.witness(from).stream().toList());
            long size = CheckpointNotes.checkpoint(note).orElseThrow().size();
            boolean isReached = log.epoch()
                    .terms()
                    .filter(terms -> lines.count(size) == terms.quorum())
                    .isPresent();
            if (isReached && lastWitnessed() < size) {
                lines.write(size, own);
                log.log().commit(); // whoever meets a restarted server first must be shown the quorum at once
            }
        }
    }

    private boolean isWitness(PlatformId id) {
        int at = log.epoch().members().indexOf(id);
        return at >= 0 && at < log.epoch().terms().map(WitnessTerms::witnesses).orElse(0);
    }

    private long lastWitnessed() {
        return log.log().lastWitnessed().map(CheckpointWitnessed::size).orElse(0L);
    }

    /** Cosigns a platform's log from where this server stands. */
    private void cosign(PlatformId from, Vkey key, List<ConsistencyClaim> said) {
        long standsAt = witness.standsAt(new Origin(key.name()));
        ConsistencyClaim claim = said.stream()
                .filter(each -> each.oldSize() == standsAt)
                .findFirst()
                .orElse(said.get(0));
        LogKeys.note(claim.note()).ifPresent(note -> {
            Witness.Answer judged = witness.cosign(note, claim.oldSize(), CheckpointNotes.proof(claim), key);
            if (judged instanceof Witness.Answer.Cosigned signed) {
                outbox.computeIfAbsent(from, any -> new ArrayList<>()).add(CheckpointNotes.bytes(signed.note()));
            } else if (judged instanceof Witness.Answer.Refused refused
                    && refused.before().isPresent()) {
                evidence.keep(from.toString(), note, refused.before());
            }
        });
    }

    @Override
    public List<WireMessage<?>> before(Peer peer, Message message, Where where) {
        survivors.see(message, where);
        summed |= message instanceof Result result && uploaded.contains(result.context())
                || message instanceof Recovered sum && uploaded.contains(sum.context());
        Optional<Opening> now = opening(message, where);
        if (now.isEmpty()) {
            return List.of();
        }
        if (!now.equals(opening)) {
            advance(now.get());
        }
        return List.of(WireMessage.relayed(showing(peer.id())));
    }

    private static Optional<Opening> opening(Message message, Where where) {
        if (message instanceof Open open) {
            return Optional.of(new Opening(where.epoch(), open.round(), open.attempt(), false));
        }
        if (message instanceof Call call) {
            return Optional.of(new Opening(where.epoch(), call.round(), 0, false));
        }
        return message instanceof Finished ? Optional.of(new Opening(where.epoch(), 0, 0, true)) : Optional.empty();
    }

    private void advance(Opening next) {
        boolean continues =
                opening.filter(before -> before.epoch() == next.epoch()).isPresent();
        if (continues && summed) {
            requireQuorum();
        }
        shown = Optional.of(log.log().stageCheckpoint()); // durable before the message that shows it leaves
        opening = Optional.of(next);
        summed = false;
        uploaded.clear();
        delivered = outbox;
        outbox = new HashMap<>();
    }

    /** The members would refuse the next round; it is better said here, by name. */
    private void requireQuorum() {
        long size =
                CheckpointNotes.checkpoint(shown.orElseThrow()).orElseThrow().size();
        if (lastWitnessed() >= size) {
            return;
        }
        WitnessTerms terms = log.epoch().terms().orElseThrow();
        List<PlatformId> silent = log.epoch().members().stream()
                .limit(terms.witnesses())
                .filter(id ->
                        keys.witness(id).filter(key -> lines.holds(size, key)).isEmpty())
                .toList();
        throw new FailureException(
                ExitCode.INTEGRITY,
                "this server's audit log needs the cosignatures of %d members before another round, and these gave none: %s; see their own messages"
                        .formatted(terms.quorum(), String.join(", ", log.names(silent))));
    }

    private ShownCheckpoint showing(PlatformId to) {
        AuditLog audit = log.log();
        SignedNote note = shown.orElseThrow();
        long size = CheckpointNotes.checkpoint(note).orElseThrow().size();
        long old = stands.getOrDefault(to, Map.of()).getOrDefault(own.name(), 0L);
        ConsistencyClaim claim =
                CheckpointNotes.claim(note, old, old <= size ? audit.consistency(old, size) : List.of());
        return new ShownCheckpoint(
                claim, witnessed(), peersFor(to), delivered.getOrDefault(to, List.of()), standsAt(to));
    }

    private ByteString witnessed() {
        List<Vkey> members = log.epoch().members().stream()
                .flatMap(id -> keys.witness(id).stream())
                .toList();
        return log.log()
                .lastWitnessed()
                .map(seen -> CheckpointNotes.bytes(seen.note(members)))
                .orElseGet(ByteString::of);
    }

    /** The newest checkpoints of the logs that this member cosigns, from where it stands. */
    private List<ConsistencyClaim> peersFor(PlatformId to) {
        List<ConsistencyClaim> peers = new ArrayList<>();
        List<PlatformId> members = log.epoch().members();
        for (PlatformId other : members) {
            if (!LogKeys.panelOf(other, members).contains(to)) {
                continue;
            }
            long old = keys.origin(other)
                    .map(origin -> stands.getOrDefault(to, Map.of()).getOrDefault(origin, 0L))
                    .orElse(0L);
            claims.getOrDefault(other, List.of()).stream()
                    .filter(claim -> claim.oldSize() == old)
                    .findFirst()
                    .ifPresent(peers::add);
        }
        return peers;
    }

    /** Where the witnesses of a platform's log stand, so that it can prove from there: none further than this server, which is first. */
    private List<Long> standsAt(PlatformId owner) {
        String origin = keys.origin(owner).orElse("");
        TreeSet<Long> sizes = new TreeSet<>();
        long own = origin.isEmpty() ? 0L : witness.standsAt(new Origin(origin));
        sizes.add(own);
        for (PlatformId id : LogKeys.panelOf(owner, log.epoch().members())) {
            sizes.add(Math.min(own, stands.getOrDefault(id, Map.of()).getOrDefault(origin, 0L)));
        }
        return List.copyOf(sizes);
    }
}
