package org.fedner.node.job;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.fedner.aggregation.encoding.InputLayout;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.masking.AggregationMode;
import org.fedner.aggregation.protocol.EpochParameters;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Labels;
import org.fedner.model.parameters.Cut;
import org.fedner.model.parameters.LearningRateSchedule;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.WordInput;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.config.Job;

/**
 * A job in numbers, derived alike by every party.
 *
 * @param layout words of one platform's input: counts, the summed loss, the shared gradient
 */
public record JobTerms(Job job, NetworkSpec network, InputLayout layout, LearningRateSchedule rates) {

    /** The summed loss travels in these fractions of a nat. */
    public static final int LOSS_FRACTIONS = 64;

    private static final int METRICS = 1;
    private static final int WORD_PROJECTION = 100;
    private static final double FINAL_RATE_FRACTION = 0.05;

    /** The terms of {@code job}. */
    public static JobTerms of(Job job) {
        WordInput words = job.network()
                .wordVectors()
                .<WordInput>map(
                        vectors -> new WordInput.FrozenVectors(vectors.dimension(), WORD_PROJECTION, vectors.sha256()))
                .orElseGet(WordInput.Hashed::standard);
        NetworkSpec preset = NetworkSpec.fedner(words);
        NetworkSpec network = new NetworkSpec(
                preset.words(),
                preset.capitalisationDimension(),
                preset.characters(),
                preset.wordCnnFilters(),
                preset.wordCnnWidth(),
                preset.lstmUnits(),
                job.training().dropout(),
                Cut.WORD_CNN);
        InputLayout layout = InputLayout.of(METRICS, network.sharedLayout().tensorSizes());
        LearningRateSchedule rates =
                new LearningRateSchedule(job.training().optimizer().learningRate(), FINAL_RATE_FRACTION, job.rounds());
        return new JobTerms(job, network, layout, rates);
    }

    /**
     * What every epoch of this job runs under. A batch may grow past its share when a voided one is scattered into it, hence
     * twice the global batch as the cap of one platform's examples.
     */
    public EpochParameters epochParameters() {
        return new EpochParameters(
                AggregationMode.ONE_FLIGHT,
                ring(),
                job.aggregation().minPlatforms(),
                job.aggregation().colluders(),
                job.aggregation().sizeUnit(),
                layout.size(),
                2 * job.training().globalBatch(),
                layoutDigest(),
                jobDigest());
    }

    /** In which sums are formed. */
    public Ring ring() {
        return Ring.ofBits(job.aggregation().ring()).orElseThrow();
    }

    /** SHA-256 of the job's canonical bytes. */
    public Digest jobDigest() {
        return Digest.of(ConfigReader.encode(job));
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
