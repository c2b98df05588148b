package org.fedner.node.server;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fedner.aggregation.encoding.ImplausibleSumException;
import org.fedner.aggregation.encoding.SumCounts;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.RoundVoid;
import org.fedner.aggregation.message.Standing;
import org.fedner.aggregation.message.SumMessage;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.aggregation.protocol.EarlierSum;
import org.fedner.aggregation.protocol.RoundKind;
import org.fedner.aggregation.protocol.ServerEpoch;
import org.fedner.aggregation.protocol.ServerNotice;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Sha256;
import org.fedner.model.parameters.AtomicFile;
import org.fedner.model.parameters.ModuleFormatException;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;
import org.fedner.node.job.JobTerms;

/**
 * What survives the server: what it knows of the shared module, the epoch, and the last outcome.
 *
 * <p>Every {@value #ROUNDS_PER_STATE} rounds the state is written to a file of its own and a new journal begins; between, each
 * outcome is one journal entry. A restart reads the newest state and replays the journal through the same optimiser, so it
 * comes to the same bits. The previous state and journal are kept until the next pair is complete.
 */
final class ServerStore implements Closeable {
    /** Rounds between two state files. */
    static final int ROUNDS_PER_STATE = 64;

    private static final byte[] MAGIC = {'F', 'E', 'D', 'N', 'E', 'R', 'S', 'T'};
    private static final int DIGEST_BYTES = 32;
    private static final String STATE = "state-";
    private static final String JOURNAL = "journal-";

    private final Path folder;
    private final JobTerms terms;
    private ServerPosition at;
    private ResultJournal journal;
    private long generation;
    private long stateRound;

    private ServerStore(Path folder, JobTerms terms) {
        this.folder = folder;
        this.terms = terms;
    }

    /** Opens the folder, creating it for a new job; refuses damaged files and another job's. */
    static ServerStore open(Path folder, JobTerms terms) {
        ServerStore store = new ServerStore(folder, terms);
        try {
            Files.createDirectories(folder);
            store.load();
        } catch (ResultJournal.DamagedJournalException | ModuleFormatException e) {
            throw new FailureException(
                    ExitCode.INTEGRITY,
                    folder + ": " + e.getMessage() + "; restore the folder from a copy, or move it away to begin anew",
                    e);
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION, folder + ": cannot be read or written; check disk and permissions", e);
        }
        return store;
    }

    /** What this server knows of the shared module. */
    ServerModel model() {
        return at.model();
    }

    /** The number of the last epoch that was proposed to anyone, 0 before the first. */
    long epochNumber() {
        return at.epochNumber();
    }

    /** The epoch to resume after a restart. */
    Optional<ServerEpoch> epoch() {
        return at.epoch();
    }

    /** Whether a platform that stands there missed at most the last outcome; in mode R it may have missed more. */
    boolean isFollowedFrom(Standing.InRound standing) {
        return !terms.isRecovering()
                || epoch().filter(here -> standing.round() >= here.round() - 1).isPresent();
    }

    /** The last durable outcome of that epoch, to be sent again to whoever missed it. */
    Optional<WireMessage<?>> lastOutcome() {
        return at.lastOutcome();
    }

    /** The sum before that outcome, if it is void: whoever missed both needs both. */
    Optional<EarlierSum> earlierSum() {
        return at.lastSum().filter(sum -> lastOutcome()
                .filter(outcome -> outcome.message() instanceof RoundVoid)
                .isPresent());
    }

    /** Whether that outcome is a training round's sum. */
    boolean lastTrained() {
        return lastOutcome()
                .flatMap(outcome -> outcome.as(SumMessage.class))
                .filter(result -> terms.isTraining(result.message().sum()))
                .isPresent();
    }

    /** Durable before a roster with this number is sent, so that no number is ever proposed twice. */
    void proposeEpoch(long number) throws IOException {
        journal.append(ResultJournal.Kind.PROPOSED, ofNumber(number));
        at.numbered(number);
        epochEnded();
    }

    /** Durable before a PREPARE with this number is sent; the present epoch goes on. */
    void reserveEpoch(long number) throws IOException {
        journal.append(ResultJournal.Kind.RESERVED, ofNumber(number));
        at.numbered(number);
    }

    /** The epoch is set up. */
    void epochEstablished(ServerEpoch established) throws IOException {
        journal.append(ResultJournal.Kind.EPOCH, established.encode());
        at.established(established);
    }

    /** A verified-by-all-to-come result: durable, and applied to the model if it is a training round's. */
    Optional<SumCounts> result(ServerNotice.SumReady ready, int members) throws IOException, ImplausibleSumException {
        Optional<SumCounts> counts = at.trained(ready, members);
        journal.append(
                ready.kind() == RoundKind.TRAINING ? ResultJournal.Kind.RESULT : ResultJournal.Kind.SIZES,
                ServerPosition.outcome(ready.epoch(), ready.result()));
        at.summed(ready.epoch(), ready.round(), ready.result());
        if (model().modelRound() - stateRound >= ROUNDS_PER_STATE) {
            beginGeneration();
        }
        return counts;
    }

    /** A voided attempt. */
    void voided(WireMessage<?> outcome, ServerEpoch after) throws IOException {
        journal.append(ResultJournal.Kind.VOID, ServerPosition.outcome(after, outcome));
        at.voided(after, outcome);
    }

    /** Somebody has heard that the job is done, so nobody may do its last round again. */
    void endHeard() throws IOException {
        journal.append(ResultJournal.Kind.HEARD, new byte[0]);
        at.endHeard();
    }

    boolean isEndHeard() {
        return at.isEndHeard();
    }

    /** The epoch is over; there is nothing to resume. */
    void epochEnded() {
        at.epochEnded();
    }

    /** Who knew the present model last, or was at least to know it: the members of the epoch that it comes from. */
    List<PlatformId> keepers() {
        return at.keepers();
    }

    /** What this server's model was when it had that digest; empty if that is longer ago than what is on its disk, and not the beginning. */
    Optional<ServerModel> earlier(Digest state) throws IOException {
        for (long each = generation; each >= Math.max(0, generation - 1); each--) {
            if (Files.exists(folder.resolve(STATE + each))) {
                Optional<ServerModel> found = earlier(state, each);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.of(ServerModel.initial(terms)).filter(initial -> initial.agreesWith(state));
    }

    private Optional<ServerModel> earlier(Digest state, long each) throws IOException {
        try {
            ServerPosition then = new ServerPosition(terms, readState(folder.resolve(STATE + each)));
            boolean[] found = {false};
            ResultJournal.read(folder.resolve(JOURNAL + each), entry -> {
                found[0] |= entry.kind() == ResultJournal.Kind.RESULT
                        && then.model().agreesWith(state);
                if (!found[0]) {
                    then.replay(entry);
                }
            });
            return Optional.of(then.model()).filter(model -> model.agreesWith(state));
        } catch (ModuleFormatException e) {
            throw new IOException(e);
        }
    }

    /** This epoch is set up, and goes on from one of the models it had; both are durable when it returns, or neither is. */
    void goBackTo(ServerModel model, ServerEpoch agreed) throws IOException {
        long number = epochNumber();
        at = new ServerPosition(terms, model);
        at.numbered(number);
        at.established(agreed);
        beginGeneration();
    }

    private void load() throws IOException, ModuleFormatException {
        List<Long> generations = generations();
        if (generations.isEmpty()) {
            at = new ServerPosition(terms, ServerModel.initial(terms));
            generation = 0;
            writeState();
        } else {
            generation = generations.get(generations.size() - 1);
            at = new ServerPosition(terms, readState(folder.resolve(STATE + generation)));
        }
        stateRound = model().modelRound();
        journal = ResultJournal.open(folder.resolve(JOURNAL + generation), at::replay);
        at.numbered(Math.max(epochNumber(), EpochNumbers.ofDiagnoses(folder)));
    }

    /** Complete generations, oldest first: a state file only gets its name when it is whole. */
    private List<Long> generations() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches(STATE + "[0-9]{1,18}"))
                    .map(name -> Long.parseLong(name.substring(STATE.length())))
                    .sorted()
                    .toList();
        }
    }

    /** Writes the state, begins a journal that repeats where the epoch stands, and drops the generation before the last. */
    private void beginGeneration() throws IOException {
        generation++;
        ResultJournal next = ResultJournal.create(folder.resolve(JOURNAL + generation));
        next.append(ResultJournal.Kind.PROPOSED, ofNumber(epochNumber()));
        ServerEpoch here = epoch().orElseThrow();
        if (lastOutcome().isPresent()) {
            // The state file already holds the sum, so the outcome is repeated as one that changes nothing.
            next.append(
                    ResultJournal.Kind.SIZES,
                    ServerPosition.outcome(here, lastOutcome().get()));
        } else {
            next.append(ResultJournal.Kind.EPOCH, here.encode());
        }
        writeState();
        journal.close();
        journal = next;
        stateRound = model().modelRound();
        Files.deleteIfExists(folder.resolve(STATE + (generation - 2)));
        Files.deleteIfExists(folder.resolve(JOURNAL + (generation - 2)));
    }

    private void writeState() throws IOException {
        byte[] body = model().encode();
        byte[] head = ByteBuffer.allocate(MAGIC.length + DIGEST_BYTES)
                .put(MAGIC)
                .put(terms.jobDigest().bytes())
                .array();
        byte[] digest = Sha256.of(head, body);
        AtomicFile.write(
                folder.resolve(STATE + generation),
                ByteBuffer.allocate(head.length + body.length + digest.length)
                        .put(head)
                        .put(body)
                        .put(digest)
                        .array());
    }

    private ServerModel readState(Path file) throws IOException, ModuleFormatException {
        byte[] bytes = Files.readAllBytes(file);
        int bodyFrom = MAGIC.length + DIGEST_BYTES;
        int bodyTo = bytes.length - DIGEST_BYTES;
        if (bodyTo < bodyFrom
                || !Arrays.equals(
                        Sha256.of(Arrays.copyOf(bytes, bodyTo)), Arrays.copyOfRange(bytes, bodyTo, bytes.length))) {
            throw new ModuleFormatException(file.getFileName() + " is truncated or damaged");
        }
        if (!Arrays.equals(
                Arrays.copyOfRange(bytes, MAGIC.length, bodyFrom),
                terms.jobDigest().bytes())) {
            throw new ModuleFormatException(file.getFileName() + " belongs to another job");
        }
        return ServerModel.decode(terms, Arrays.copyOfRange(bytes, bodyFrom, bodyTo));
    }

    private static byte[] ofNumber(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
