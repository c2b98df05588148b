package org.fedner.node.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A federation as its coordinator writes it: the job with word vectors named by file, and, for {@code simulate}, the platforms.
 *
 * @param platforms only for {@code simulate}; a real platform's data is named in its own file
 */
public record FederationFile(
        String name,
        Long seed,
        Integer rounds,
        NetworkSection network,
        Job.Training training,
        Job.Aggregation aggregation,
        JobPrivacy privacy,
        JobMembership membership,
        List<PlatformSection> platforms) {

    public FederationFile {
        Checks.name("name", name);
        seed = seed == null ? 7 : seed;
        rounds = rounds == null ? 600 : rounds;
        network = network == null ? new NetworkSection(null, null, null, null, null, null, null) : network;
        platforms = platforms == null ? List.of() : List.copyOf(platforms);
    }

    /**
     * As {@link Job.Network}, with vectors as one file or a list of files that are joined side by side, and the language model as a folder. {@code simulate} finds
     * the tags itself.
     */
    public record NetworkSection(
            String preset,
            String cut,
            List<String> vectors,
            String vocabulary,
            String embeddings,
            String elmo,
            List<String> tags) {
        public NetworkSection {
            vectors = vectors == null ? List.of() : List.copyOf(vectors);
        }

        /** The vector files, relative ones resolved against the folder of the federation file. */
        public List<Path> vectorFiles(Path folder) {
            return vectors.stream().map(folder::resolve).toList();
        }

        /** The list of words that are kept of the vector files, resolved likewise. */
        public Optional<Path> vocabularyFile(Path folder) {
            return Optional.ofNullable(vocabulary).map(folder::resolve);
        }

        /** The folder of the language model, resolved likewise. */
        public Optional<Path> elmoFolder(Path folder) {
            return Optional.ofNullable(elmo).map(folder::resolve);
        }
    }

    /**
     * One simulated platform: a folder with {@code train.conll}, {@code dev.conll} and {@code test.conll}, the scheme of their
     * tags, and that of the platform's own, the same unless it says otherwise.
     */
    public record PlatformSection(String name, String data, String scheme, String taggingScheme) {
        public PlatformSection {
            Checks.name("platforms.name", name);
            Checks.present("platforms.data", data);
            scheme = Checks.scheme("platforms.scheme", scheme, "BIO");
            taggingScheme = Checks.scheme("platforms.taggingScheme", taggingScheme, scheme);
        }

        /** The same platform with its data in another folder. */
        public PlatformSection in(String folder) {
            return new PlatformSection(name, folder, scheme, taggingScheme);
        }
    }

    /** The same file with the tags of all platforms, if there are such and it does not name them itself. */
    public FederationFile withTags(Optional<List<String>> tags) {
        if (tags.isEmpty() || network.tags() != null) {
            return this;
        }
        NetworkSection tagged = new NetworkSection(
                network.preset(),
                network.cut(),
                network.vectors(),
                network.vocabulary(),
                network.embeddings(),
                network.elmo(),
                tags.get());
        return new FederationFile(name, seed, rounds, tagged, training, aggregation, privacy, membership, platforms);
    }

    /** The job that is signed: this file without platforms, with word vectors and language model by content, not by path. */
    public Job job(Optional<Job.Vectors> vectors, Optional<Job.Elmo> elmo) {
        Job.Vectors used = vectors.map(held -> "tuned".equals(network.embeddings()) ? held : held.ofAnyNumber())
                .orElse(null);
        Job.Network shared = new Job.Network(
                network.preset(), network.cut(), used, network.embeddings(), elmo.orElse(null), network.tags());
        return new Job(name, seed, rounds, shared, training, aggregation, privacy, membership);
    }
}
