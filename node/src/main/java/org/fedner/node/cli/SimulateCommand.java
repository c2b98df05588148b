package org.fedner.node.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fedner.model.corpus.Corpus;
import org.fedner.model.corpus.TagScheme;
import org.fedner.model.corpus.WordVectors;
import org.fedner.model.encoder.BiLm;
import org.fedner.model.network.NetworkThreads;
import org.fedner.node.config.ConfigReader;
import org.fedner.node.config.FederationFile;
import org.fedner.node.config.Job;
import org.fedner.node.job.JobTerms;
import org.fedner.node.report.DiagnosisReport;
import org.fedner.node.report.GainTable;
import org.fedner.node.report.PlatformReport;
import org.fedner.node.report.ReportFiles;
import org.fedner.node.report.RunReport;
import org.fedner.node.simulate.SimulatedPlatform;
import org.fedner.node.simulate.Simulation;
import org.fedner.node.simulate.SimulationReport;
import org.fedner.node.simulate.faults.FaultSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fedner simulate}: a whole federation in one process. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description =
                "A whole federation in one process: every party with its own keys, audit log and TLS connection over loopback.",
        footer = {
            "",
            "DIR holds train.conll, dev.conll and test.conll. Without --vectors words are hashed into small trained tables;",
            "that discloses to the federation which hash buckets occur somewhere.",
            "",
            "Example:",
            "  fedner simulate --platform north=data/north --platform south=data/south --platform west=data/west \\",
            "      --rounds 600 --seed 7 --alone --out run"
        })
final class SimulateCommand implements Callable<Integer> {
    private static final int LEAST_PLATFORMS = 3;

    @Parameters(arity = "0..1", paramLabel = "FEDERATION.yaml", description = "A federation file with platforms.")
    private Path federationFile;

    @Option(names = "--platform", paramLabel = "NAME=DIR", description = "A platform and its corpus; at least three.")
    private List<String> platforms = new ArrayList<>();

    @Option(
            names = "--vectors",
            paramLabel = "FILE",
            description =
                    "Word vectors in the text format of GloVe or word2vec; given twice, the files are joined side by side.")
    private List<Path> vectorFiles = new ArrayList<>();

    @Option(
            names = "--vocabulary",
            paramLabel = "FILE",
            description = "Keep only these words of the vectors: one word a line, lower-case.")
    private Path vocabulary;

    @Option(
            names = "--embeddings",
            paramLabel = "frozen|tuned|combined|random",
            description =
                    "The first three need --vectors; combined is the default with them, random the default without. combined is"
                            + " frozen vectors beside hashed features of each word.")
    private String embeddings;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = "cnn-crf, lstm-crf, gram-cnn, cnn-lstm-crf, s-lstm-crf, cnn-clstm-crf or fedner (default).")
    private String preset;

    @Option(
            names = "--cut",
            paramLabel = "LAYER",
            description =
                    "Last layer that is shared: none, embeddings, word-cnn (default), bi-lstm, or all, which takes the"
                            + " same entity types at every platform.")
    private String cut;

    @Option(
            names = "--elmo",
            paramLabel = "DIR",
            description = "Folder of a language model, options.json and lm_weights.hdf5; for the preset fedner.")
    private Path elmoFolder;

    @Option(names = "--rounds", paramLabel = "N", description = "Verified training rounds (default: 600).")
    private Integer rounds;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description =
                    "Drives initial values, batches, dropout and rounding; never keys, masks or shares (default: 7).")
    private Long seed;

    @Option(
            names = "--faults",
            paramLabel = "SPEC",
            description =
                    "Break the network on purpose, by the seed: cut:rate=0.02; kill:platform=NAME,round=40;"
                            + " delay:platform=NAME,millis=500,rounds=10-20; partition:millis=8000,round=5; duplicate; corrupt.")
    private List<String> faults = new ArrayList<>();

    @Option(names = "--alone", description = "Also train each platform by itself, for comparison.")
    private boolean alone;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "New or empty folder for the results.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        long started = System.nanoTime();
        requireEmpty(out);
        FederationFile file = federation();
        List<Path> files = file.network().vectorFiles(folder());
        Optional<WordVectors> vectors = Inputs.vectors(files, file.network().vocabularyFile(folder()));
        List<SimulatedPlatform> simulated = platforms(file);
        Optional<BiLm> elmo = Inputs.languageModel(file.network().elmoFolder(folder()), NetworkThreads.single());
        Job job = job(file.withTags(sharedTags(file, simulated)), vectors, elmo);
        GlobalOptions options = GlobalOptions.of(spec);
        Simulation.Outcome outcome;
        try (RunProgress progress = new RunProgress(options)) {
            Simulation simulation =
                    new Simulation(job, simulated, vectors, elmo, alone, out, faults(simulated), progress);
            if (JobTerms.of(job).isDiagnostic()) {
                DiagnosisReport report = simulation.diagnose();
                if (options.json()) {
                    System.out.print(ReportFiles.json(report));
                }
                return DiagnosisEnding.finish(report, out, options);
            }
            outcome = simulation.run();
        } finally {
            elmo.ifPresent(BiLm::close);
        }
        RunReport report =
                SimulationReport.write(out, job, vectorNames(files), outcome, (System.nanoTime() - started) / 1e9);
        print(options, report);
        report.participation().failure().ifPresent(missing -> {
            throw missing;
        });
        return report.audit().verified() ? ExitCode.OK.number() : ExitCode.INTEGRITY.number();
    }

    private List<FaultSpec> faults(List<SimulatedPlatform> simulated) {
        List<String> names = simulated.stream().map(SimulatedPlatform::name).toList();
        List<FaultSpec> specs = new ArrayList<>();
        try {
            faults.forEach(spec -> specs.addAll(FaultSpec.parse(spec, names)));
        } catch (IllegalArgumentException e) {
            throw new FailureException(ExitCode.USAGE, e.getMessage(), e);
        }
        return specs;
    }

    private static String vectorNames(List<Path> files) {
        return files.isEmpty()
                ? null
                : files.stream().map(file -> file.getFileName().toString()).collect(Collectors.joining("+"));
    }

    private void print(GlobalOptions options, RunReport report) {
        if (options.json()) {
            System.out.print(ReportFiles.json(report));
            return;
        }
        List<PlatformReport> reports = report.platforms();
        GainTable.lines(reports).forEach(System.out::println);
        System.out.println("audit: " + (report.audit().verified() ? "verified" : "NOT verified") + " ("
                + report.audit().logs() + " logs)");
        System.out.println("report: " + out.resolve("report.html"));
    }

    static void requireEmpty(Path out) {
        try {
            if (Files.exists(out)) {
                try (Stream<Path> content = Files.list(out)) {
                    if (content.findAny().isPresent()) {
                        throw new FailureException(
                                ExitCode.BAD_CONFIGURATION, out + ": is not empty; name a new folder with --out");
                    }
                }
            }
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION, out + ": is not a folder that can be read; name another with --out", e);
        }
    }

    private Path folder() {
        Path parent =
                federationFile == null ? null : federationFile.toAbsolutePath().getParent();
        return parent == null ? Path.of("") : parent;
    }

    /** The file, if there is one, with what the command line says instead. */
    private FederationFile federation() {
        FederationFile file = federationFile == null
                ? new FederationFile("simulation", null, null, null, null, null, null, null, null)
                : ConfigReader.read(federationFile, FederationFile.class);
        FederationFile.NetworkSection network = file.network();
        List<String> files = vectorFiles.isEmpty()
                ? network.vectors()
                : vectorFiles.stream()
                        .map(path -> path.toAbsolutePath().toString())
                        .toList();
        return new FederationFile(
                file.name(),
                seed == null ? file.seed() : seed,
                rounds == null ? file.rounds() : rounds,
                new FederationFile.NetworkSection(
                        preset == null ? network.preset() : preset,
                        cut == null ? network.cut() : cut,
                        files,
                        vocabulary == null
                                ? network.vocabulary()
                                : vocabulary.toAbsolutePath().toString(),
                        embeddings == null ? network.embeddings() : embeddings,
                        elmoFolder == null
                                ? network.elmo()
                                : elmoFolder.toAbsolutePath().toString(),
                        network.tags()),
                file.training(),
                file.aggregation(),
                file.privacy(),
                file.membership(),
                file.platforms());
    }

    /** The tags of all platforms where everything is shared; elsewhere nobody asks what they are. */
    private static Optional<List<String>> sharedTags(FederationFile file, List<SimulatedPlatform> simulated) {
        if (!"all".equals(file.network().cut())) {
            return Optional.empty();
        }
        SimulatedPlatform first = simulated.get(0);
        for (SimulatedPlatform other : simulated) {
            if (!tags(other).equals(tags(first))) {
                throw new FailureException(
                        ExitCode.BAD_CONFIGURATION,
                        ("network.cut: 'all' shares the tag scores, so all platforms must have the same tags; those of %s and %s"
                                        + " differ")
                                .formatted(first.name(), other.name()));
            }
        }
        return Optional.of(tags(first));
    }

    private static List<String> tags(SimulatedPlatform platform) {
        return platform.corpus().tagSet(platform.scheme()).tags();
    }

    private static Job job(FederationFile file, Optional<WordVectors> vectors, Optional<BiLm> elmo) {
        try {
            return file.job(
                    vectors.map(held -> new Job.Vectors(held.sha256(), held.dimension(), held.size())),
                    elmo.map(held -> new Job.Elmo(held.sha256Hex(), held.layers(), held.dimension())));
        } catch (IllegalArgumentException e) {
            throw new FailureException(ExitCode.BAD_CONFIGURATION, e.getMessage(), e);
        }
    }

    private List<SimulatedPlatform> platforms(FederationFile file) {
        Map<String, FederationFile.PlatformSection> named = new LinkedHashMap<>();
        file.platforms()
                .forEach(section -> named.put(
                        section.name(),
                        section.in(folder().resolve(section.data()).toString())));
        platforms.forEach(platform -> add(platform, named));
        if (named.size() < LEAST_PLATFORMS) {
            throw new FailureException(
                    ExitCode.USAGE,
                    "a federation needs at least 3 platforms and %d are named; with two, each sees the other's gradient"
                            .formatted(named.size()));
        }
        List<SimulatedPlatform> simulated = new ArrayList<>();
        for (FederationFile.PlatformSection platform : named.values()) {
            TagScheme own = TagScheme.valueOf(platform.taggingScheme());
            Corpus corpus = Inputs.corpus(Path.of(platform.data()), TagScheme.valueOf(platform.scheme()), own);
            simulated.add(new SimulatedPlatform(platform.name(), corpus, own, Optional.of(Path.of(platform.data()))));
        }
        return simulated;
    }

    /** One {@code NAME=DIR}. A name given twice is refused: a map would drop one of two hospitals in silence. */
    private static void add(String platform, Map<String, FederationFile.PlatformSection> named) {
        int equals = platform.indexOf('=');
        if (equals < 1) {
            throw new FailureException(ExitCode.USAGE, "--platform needs NAME=DIR, a platform's name and its folder");
        }
        String name = platform.substring(0, equals);
        String folder = platform.substring(equals + 1);
        FederationFile.PlatformSection section;
        try {
            section = new FederationFile.PlatformSection(name, folder, null, null);
        } catch (IllegalArgumentException e) {
            throw new FailureException(ExitCode.USAGE, "--platform NAME=DIR: " + e.getMessage(), e);
        }
        if (named.put(name, section) != null) {
            throw new FailureException(
                    ExitCode.USAGE, "the platform " + name + " is named twice; give each its own name");
        }
    }
}
