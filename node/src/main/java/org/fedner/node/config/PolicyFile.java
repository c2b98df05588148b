package org.fedner.node.config;

import java.util.ArrayList;
import java.util.List;
import org.fedner.node.identity.Fingerprint;

/**
 * What a hospital lets leave. It is owned on site and fails closed: a job outside it is refused, never bent.
 *
 * @param minPlatforms smallest membership this hospital takes part in
 * @param colluders fewest colluding platforms the job must assume
 * @param modes secure-sum modes allowed; under {@code diagnostic} only public dummies leave, and their masks
 * @param rings widths of a word allowed, 32 or 64 bits; 64 sends twice the bytes
 * @param serverSees what the server may see, {@code sum} or {@code nothing}
 * @param embeddings treatments of word embeddings allowed; {@code tuned} discloses to the server and to every member which
 *     words occur somewhere in the federation, {@code random} which hash buckets do
 * @param cuts of the network allowed; {@code bi-lstm} and {@code all} share layers that are trained on this hospital's tags
 * @param maxCoordinates longest vector this hospital uploads
 * @param maxRounds most training rounds of one job
 * @param maxBytesPerRound most bytes that may leave in one round
 * @param voidsPerHour most voided rounds an hour before the platform stops and asks a person
 * @param epochsPerHour most new epochs an hour before the platform stops and asks a person
 * @param rosterDays oldest roster, in days since the authority signed it, under which this hospital takes part
 * @param roundsPerDay most rounds a day, void ones too, that this hospital uploads in
 * @param architectures networks allowed, each by the SHA-256 that {@code fedner policy explain --job} prints; none named: any
 *     that the other keys allow
 * @param servers fingerprints of servers this hospital deals with; none named: the one that the authority's roster names
 * @param privacy what differential privacy this hospital asks for, and how much it spends; without it a job with noise is
 *     refused, since nobody has said what it may cost
 */
public record PolicyFile(
        Integer minPlatforms,
        Integer colluders,
        List<String> modes,
        List<Integer> rings,
        List<String> serverSees,
        List<String> embeddings,
        List<String> cuts,
        Long maxCoordinates,
        Integer maxRounds,
        Long maxBytesPerRound,
        Integer voidsPerHour,
        Integer epochsPerHour,
        Integer rosterDays,
        Integer roundsPerDay,
        List<String> architectures,
        List<String> servers,
        PrivacyLimits privacy) {

    /** The policy of a file that says nothing. */
    public static PolicyFile defaults() {
        return saying(null, null, null, null, null);
    }

    /** The defaults, and what a job asks for beyond them: for a federation whose platforms are all in one hand. */
    public static PolicyFile fitting(Job job) {
        return saying(
                List.of(job.aggregation().mode()),
                List.of(job.aggregation().ring()),
                List.of(job.network().embeddings()),
                List.of(job.network().cut()),
                PrivacyLimits.fitting(job.privacy()));
    }

    /** The policy of a file that says this and nothing else; null for what it does not say. */
    private static PolicyFile saying(
            List<String> modes,
            List<Integer> rings,
            List<String> embeddings,
            List<String> cuts,
            PrivacyLimits privacy) {
        return new PolicyFile(
                null,
                null,
                modes,
                rings,
                null,
                embeddings,
                cuts,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                privacy);
    }

    public PolicyFile {
        minPlatforms = minPlatforms == null ? 3 : minPlatforms;
        colluders = colluders == null ? 0 : colluders;
        modes = modes == null ? List.of("one-flight") : List.copyOf(modes);
        rings = rings == null ? List.of(32) : List.copyOf(rings);
        serverSees = serverSees == null ? List.of("sum", "nothing") : List.copyOf(serverSees);
        embeddings = embeddings == null ? List.of("frozen") : List.copyOf(embeddings);
        cuts = cuts == null ? List.of("none", "embeddings", "word-cnn") : List.copyOf(cuts);
        maxCoordinates = maxCoordinates == null ? 1_000_000L : maxCoordinates;
        maxRounds = maxRounds == null ? 100_000 : maxRounds;
        maxBytesPerRound = maxBytesPerRound == null ? 8_000_000L : maxBytesPerRound;
        voidsPerHour = voidsPerHour == null ? 60 : voidsPerHour;
        epochsPerHour = epochsPerHour == null ? 60 : epochsPerHour;
        rosterDays = rosterDays == null ? 90 : rosterDays;
        roundsPerDay = roundsPerDay == null ? 100_000 : roundsPerDay;
        architectures = digests("architectures", architectures);
        servers = digests("servers", servers);
        privacy = privacy == null ? PrivacyLimits.NOISELESS : privacy;
        Checks.range("minPlatforms", minPlatforms, 3, 1000);
        Checks.range("colluders", colluders, 0, 998);
        modes.forEach(mode -> Checks.oneOf("modes", mode, "one-flight", "recovering", "diagnostic"));
        rings.forEach(ring -> Checks.that(ring == 32 || ring == 64, "rings: must hold 32, 64 or both"));
        serverSees.forEach(view -> Checks.oneOf("serverSees", view, "sum", "nothing"));
        embeddings.forEach(kind -> Checks.oneOf("embeddings", kind, "frozen", "tuned", "random", "combined"));
        cuts.forEach(cut -> Checks.oneOf("cuts", cut, "none", "embeddings", "word-cnn", "bi-lstm", "all"));
        Checks.range("maxCoordinates", maxCoordinates, 1, 100_000_000);
        Checks.range("maxRounds", maxRounds, 1, 10_000_000);
        Checks.range("maxBytesPerRound", maxBytesPerRound, 1, 1_000_000_000);
        Checks.range("voidsPerHour", voidsPerHour, 0, 100_000);
        Checks.range("epochsPerHour", epochsPerHour, 1, 100_000);
        Checks.range("rosterDays", rosterDays, 1, 90);
        Checks.range("roundsPerDay", roundsPerDay, 1, 10_000_000);
    }

    /** Written as people compare them, in groups or not, in either case. */
    private static List<String> digests(String key, List<String> written) {
        List<String> digests = new ArrayList<>();
        for (String one : written == null ? List.<String>of() : written) {
            try {
                digests.add(Fingerprint.parse(one).hex());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(key + ": each must be a SHA-256 of 64 hexadecimal digits", e);
            }
        }
        return List.copyOf(digests);
    }
}
