package org.fedner.node.config;

import java.time.Duration;
import java.util.List;

/**
 * One hospital's own configuration; it never leaves the site.
 *
 * @param identity folder made by {@code provision request} and {@code provision install}
 * @param work folder of checkpoints, trained model and report
 * @param audit folder of this party's one audit log, over all jobs; {@code audit} in the work folder unless it says otherwise
 * @param policy this hospital's limit on what may leave
 * @param vocabularyFile list of the words that are kept of the vector files; the job's, if it has one
 * @param elmo folder of the job's language model, if it has one
 * @param taggingScheme of this platform's own tags, BIO or BIOES; that of the data unless it says otherwise. Private
 * @param alone also train without the federation, for comparison
 * @param checkpointEvery rounds between checkpoints of the private module
 * @param page where its page is shown; absent for none
 */
public record PlatformFile(
        String identity,
        ServerSection server,
        DataSection data,
        List<String> vectorFiles,
        String vocabularyFile,
        String elmo,
        String taggingScheme,
        String policy,
        String work,
        String audit,
        Boolean alone,
        Integer checkpointEvery,
        Timing timing,
        PageSection page)
        implements PartyFile {

    public PlatformFile {
        Checks.present("identity", identity);
        Checks.present("server", server);
        Checks.present("data", data);
        Checks.present("policy", policy);
        Checks.present("work", work);
        taggingScheme = Checks.scheme("taggingScheme", taggingScheme, data.scheme());
        vectorFiles = vectorFiles == null ? List.of() : List.copyOf(vectorFiles);
        alone = alone != null && alone;
        checkpointEvery = checkpointEvery == null ? 1 : checkpointEvery;
        Checks.range("checkpointEvery", checkpointEvery, 1, 100_000);
        timing = timing == null ? new Timing(null, null) : timing;
    }

    /**
     * Where the server listens, the SHA-256 fingerprint of its certificate's key as told by telephone, and the proxy on the
     * way, if there is one.
     */
    public record ServerSection(String host, Integer port, String fingerprint, ProxySection proxy) {
        public ServerSection {
            Checks.present("server.host", host);
            Checks.present("server.port", port);
            Checks.range("server.port", port, 1, 65_535);
        }
    }

    /**
     * A proxy that opens tunnels.
     *
     * @param kind {@code http} (CONNECT) or {@code socks5}
     * @param credentials file of one line {@code user:password} that only its owner can read; none for a proxy that asks for
     *     none
     */
    public record ProxySection(String kind, String host, Integer port, String credentials) {
        public ProxySection {
            kind = kind == null ? "http" : kind;
            Checks.oneOf("server.proxy.kind", kind, "http", "socks5");
            Checks.present("server.proxy.host", host);
            Checks.present("server.proxy.port", port);
            Checks.range("server.proxy.port", port, 1, 65_535);
        }
    }

    /** A folder with {@code train.conll}, {@code dev.conll} and {@code test.conll}, and the tagging scheme of its labels. */
    public record DataSection(String folder, String scheme) {
        public DataSection {
            Checks.present("data.folder", folder);
            scheme = Checks.scheme("data.scheme", scheme, "BIO");
        }
    }

    /**
     * How long this platform waits.
     *
     * @param connectSeconds until it gives up reaching the server (each time the connection is lost)
     * @param silenceSeconds until it gives up waiting for the next message of a connected server
     */
    public record Timing(Integer connectSeconds, Integer silenceSeconds) {
        public Timing {
            connectSeconds = connectSeconds == null ? 600 : connectSeconds;
            silenceSeconds = silenceSeconds == null ? 1800 : silenceSeconds;
            Checks.range("timing.connectSeconds", connectSeconds, 1, 604_800);
            Checks.range("timing.silenceSeconds", silenceSeconds, 1, 604_800);
        }

        /** The longer of the two. */
        public Duration longest() {
            return Duration.ofSeconds(Math.max(connectSeconds, silenceSeconds));
        }
    }
}
