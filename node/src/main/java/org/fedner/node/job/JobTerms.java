package org.fedner.node.job;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.encoding.InputLayout;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.encoding.RowTable;
import org.fedner.aggregation.encoding.SumCapacity;
import org.fedner.aggregation.encoding.SumCounts;
import org.fedner.aggregation.masking.AggregationMode;
import org.fedner.aggregation.masking.ServerView;
import org.fedner.aggregation.protocol.EpochParameters;
import org.fedner.audit.event.DpTerms;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Keystream;
import org.fedner.crypto.expansion.Labels;
import org.fedner.model.parameters.ContextualInput;
import org.fedner.model.parameters.Cut;
import org.fedner.model.parameters.NetworkPreset;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.UpdateRule;
import org.fedner.model.parameters.WordInput;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.config.Job;
import org.fedner.node.loop.RunEvent;
import org.fedner.node.privacy.PrivacyTerms;

/**
 * A job in numbers, derived alike by every party.
 *
 * @param layout words of one platform's input: counts, the summed loss, where the job may end early the word that says so,
 *     the shared gradient but for a table by rows
 * @param update what becomes of a mean gradient
 */
public record JobTerms(Job job, NetworkSpec network, InputLayout layout, UpdateRule update) {

    /** The summed loss travels in these fractions of a nat. */
    public static final int LOSS_FRACTIONS = 64;

    /** Index of the word by which platforms say that they have stopped improving. */
    public static final int STALLED = InputLayout.FIRST_METRIC + 1;

    private static final int STATE_HEADER_BYTES = 4096;
    private static final int WORD_PROJECTION = 100;

    /** The terms of {@code job}. */
    public static JobTerms of(Job job) {
        Job.Network named = job.network();
        NetworkSpec plain = NetworkPreset.named(named.preset())
                .orElseThrow()
                .network(words(named))
                .withDropout(job.training().dropout())
                .cutAt(Cut.named(named.cut()).orElseThrow(), named.sharedTags());
        NetworkSpec network = named.languageModel()
                .map(model -> new ContextualInput(model.layers(), model.dimension(), model.sha256()))
                .map(plain::reading)
                .orElse(plain);
        int[] sizes = network.sharedLayout().tensorSizes();
        // Where nothing is shared, one tensor without coordinates: counts and losses are summed all the same.
        int losses = job.training().patience() == null ? 1 : 2;
        int metrics = job.privacy().isPrivate() ? 0 : losses;
        InputLayout layout = InputLayout.of(metrics, sizes.length == 0 ? new int[1] : sizes);
        return new JobTerms(job, network, layout, job.training().optimizer().rule(job.rounds()));
    }

    private static WordInput words(Job.Network network) {
        if (network.wordVectors().isEmpty()) {
            return WordInput.Hashed.standard();
        }
        Job.Vectors vectors = network.wordVectors().get();
        WordInput.FrozenVectors frozen =
                new WordInput.FrozenVectors(vectors.dimension(), WORD_PROJECTION, vectors.sha256());
        return switch (network.embeddings()) {
            case "tuned" -> new WordInput.TunedVectors(vectors.words(), vectors.dimension(), vectors.sha256());
            case "combined" -> new WordInput.Combined(frozen, WordInput.Hashed.besideVectors());
            default -> frozen;
        };
    }

    /** The shared tensor that is uploaded by rows: the tuned word vectors' change. */
    public RowTable table() {
        return network.sharedLayout()
                .byRows()
                .map(tensor ->
                        new RowTable(tensor.shape().get(0), tensor.shape().get(1)))
                .orElse(RowTable.NONE);
    }

    /** The words of a training round's input that covers these rows of the table. */
    public InputLayout layout(RowSet rows) {
        return table().exists() ? layout.withRows(rows.size() * table().width()) : layout;
    }

    /** The mechanism, if noise is added. */
    public Optional<PrivacyTerms> privacy() {
        return PrivacyTerms.of(job, layout.coordinates());
    }

    /** The same in a log's words. */
    public DpTerms dpTerms() {
        return privacy().map(terms -> new DpTerms(terms.mechanism().mode())).orElse(DpTerms.OFF);
    }

    /** Whether sums carry noise, and nothing but gradients. */
    public boolean isPrivate() {
        return job.privacy().isPrivate();
    }

    /** What may be said of a verified round: its loss, or that it is none of anybody's business. */
    public RunEvent roundDone(long modelRound, Optional<SumCounts> counts) {
        return counts.filter(seen -> !seen.metrics().isEmpty())
                .<RunEvent>map(seen -> new RunEvent.RoundDone(
                        modelRound, job.rounds(), seen.metrics().get(0) / (double) LOSS_FRACTIONS / seen.examples()))
                .orElseGet(() -> new RunEvent.HiddenRoundDone(modelRound, job.rounds()));
    }

    /** No row of the table. */
    public RowSet noRows() {
        return RowSet.none(table().rows());
    }

    /** Coordinates of the shared module, those of the table included. */
    public long coordinates() {
        return layout.coordinates() + (long) table().rows() * table().width();
    }

    /** Whether a round's sum is of gradients; of changes where a platform takes several steps by itself. */
    public boolean sumsGradients() {
        return job.training().localSteps() == 1;
    }

    /** Whether the job ends when no platform improves any more, at the latest after its rounds. */
    public boolean mayEndEarly() {
        return job.training().patience() != null;
    }

    /** What an input says in these words beside its examples; {@code random} is this attempt's. */
    public List<Integer> metrics(int loss, boolean hasStalled, SumCapacity capacity, Keystream random) {
        return mayEndEarly() ? List.of(loss, EarlyEnd.word(hasStalled, capacity, random)) : List.of(loss);
    }

    /** Words in which an input with so many rows of the table travels. */
    public int travellingWords(int rows) {
        return JointVector.travellingWords(
                ring(), Math.addExact(layout.size(), rows * table().width()), table().rows());
    }

    /** Whether a sum as it travels is of a training round: not of sizes, and not of announced rows alone. */
    public boolean isTraining(RingVector travelled) {
        return travelled.size() > Math.max(1, JointVector.travellingWords(ring(), 0, table().rows()));
    }

    /**
     * What every epoch of this job runs under. A batch may grow past its share when a voided one is scattered into it, hence
     * twice the global batch of each local step as the cap of one platform's examples.
     */
    public EpochParameters epochParameters() {
        return new EpochParameters(
                mode(),
                ring(),
                job.aggregation().minPlatforms(),
                job.aggregation().colluders(),
                job.aggregation().sizeUnit(),
                layout.size(),
                2 * job.training().globalBatch() * job.training().localSteps(),
                layoutDigest(),
                jobDigest(),
                table(),
                serverView());
    }

    private AggregationMode mode() {
        if (isDiagnostic()) {
            return AggregationMode.DIAGNOSTIC;
        }
        return isRecovering() ? AggregationMode.RECOVERABLE : AggregationMode.ONE_FLIGHT;
    }

    /** Whether nothing is trained: rounds on public dummies look for a persistent fault. */
    public boolean isDiagnostic() {
        return job.aggregation().mode().equals("diagnostic");
    }

    /** Whether the sum of the platforms that are there is recovered when others drop out. */
    public boolean isRecovering() {
        return job.aggregation().mode().equals("recovering");
    }

    /** In which sums are formed. */
    public Ring ring() {
        return Ring.ofBits(job.aggregation().ring()).orElseThrow();
    }

    /** Bytes of the shared state, at most: parameters, two moments and exponents. What a member seals for a joiner. */
    public long stateBytes() {
        return 3L * Float.BYTES * layout.coordinates()
                + (long) Integer.BYTES * layout.tensorSizes().size()
                + STATE_HEADER_BYTES;
    }

    /** What the server sees of them; of dummies, which are public, always the sum. */
    public ServerView serverView() {
        return !isDiagnostic() && job.aggregation().serverSees().equals("nothing")
                ? ServerView.NOTHING
                : ServerView.SUM;
    }

    /** SHA-256 of the job's canonical bytes. */
    public Digest jobDigest() {
        return Digest.of(ConfigReader.encode(job));
    }

    /** SHA-256 of the network's canonical bytes, by which a site's policy may name those it allows; hexadecimal. */
    public String architecture() {
        return HexFormat.of().formatHex(network.digest());
    }

    /** Binds the meaning of every word of a round's vector: SHA-256(lab("layout", words, network)). */
    public Digest layoutDigest() {
        return Digest.of(Labels.label(
                "layout",
                ByteBuffer.allocate(2 * Integer.BYTES)
                        .putInt(layout.size())
                        .putInt(layout.metrics())
                        .array(),
                network.digest(),
                network.sharedLayout().digest()));
    }

    /** A seed for one purpose, derived from the job's seed: the first 8 bytes of SHA-256(lab("seed", seed, purpose)). */
    public long seed(String... purpose) {
        byte[][] context = new byte[purpose.length + 1][];
        context[0] = ByteBuffer.allocate(Long.BYTES).putLong(job.seed()).array();
        List<String> parts = Arrays.asList(purpose);
        for (int i = 0; i < parts.size(); i++) {
            context[i + 1] = (parts.get(i) + "\n").getBytes(StandardCharsets.UTF_8);
        }
        return ByteBuffer.wrap(Digest.of(Labels.label("seed", context)).bytes()).getLong();
    }
}
