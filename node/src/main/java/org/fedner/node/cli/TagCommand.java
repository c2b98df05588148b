package org.fedner.node.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fedner.model.corpus.WordVectors;
import org.fedner.model.encoder.BiLm;
import org.fedner.model.encoder.ContextualVectors;
import org.fedner.model.network.NetworkThreads;
import org.fedner.model.network.Recogniser;
import org.fedner.model.parameters.ContextualInput;
import org.fedner.model.parameters.ModuleFormatException;
import org.fedner.model.training.Tagger;
import org.fedner.model.training.TrainedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fedner tag}: tags new notes with a trained recogniser. */
@Command(
        name = "tag",
        mixinStandardHelpOptions = true,
        description = "Tag tokens with a trained recogniser: the shared module and this platform's private one.",
        footer = {
            "",
            "Input has one token a line (further columns are ignored) and an empty line after each sentence; output adds",
            "the predicted tag. A model trained with word vectors needs the same files again.",
            "",
            "Example:",
            "  fedner tag --model work/model --input note.txt"
        })
final class TagCommand implements Callable<Integer> {
    private static final int SENTENCES_AT_ONCE = 512;

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Folder of the trained model.")
    private Path model;

    @Option(names = "--input", paramLabel = "F", description = "Tokens to tag (default: standard input).")
    private Path input;

    @Option(names = "--vectors", paramLabel = "FILE", description = "The word vectors it was trained with.")
    private List<Path> vectorFiles = new ArrayList<>();

    @Option(names = "--vocabulary", paramLabel = "FILE", description = "The vocabulary these were trimmed to.")
    private Path vocabulary;

    @Option(names = "--elmo", paramLabel = "DIR", description = "Folder of the language model it was trained with.")
    private Path elmoFolder;

    @Option(
            names = "--output-format",
            paramLabel = "conll",
            defaultValue = "conll",
            description = "Form of the result; only conll is built (default: ${DEFAULT-VALUE}).")
    private String outputFormat;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (!outputFormat.equals("conll")) {
            throw new FailureException(
                    ExitCode.USAGE, "--output-format takes conll; the other forms are not built yet");
        }
        TrainedModel trained = trained();
        Optional<WordVectors> vectors = Inputs.vectors(vectorFiles, Optional.ofNullable(vocabulary));
        requireVectors(trained, vectors);
        Optional<BiLm> elmo = Inputs.languageModel(Optional.ofNullable(elmoFolder), NetworkThreads.single());
        try (Recogniser plain = Recogniser.of(trained.spec(), vectors, NetworkThreads.single());
                Recogniser recogniser = reading(plain, elmo);
                Tagger tagger = trained.tagger(recogniser);
                BufferedReader lines = reader()) {
            tag(tagger, lines, new PrintStream(System.out, false, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_DATA, "the input cannot be read as UTF-8 text; check path and permissions", e);
        } finally {
            elmo.ifPresent(BiLm::close);
        }
        return ExitCode.OK.number();
    }

    /** With the language model's vectors, if the network reads such. */
    private static Recogniser reading(Recogniser network, Optional<BiLm> elmo) {
        Optional<String> wanted = network.spec().contextual().map(ContextualInput::sha256);
        if (!wanted.equals(elmo.map(BiLm::sha256Hex))) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION,
                    wanted.isPresent()
                            ? "this model was trained with a language model; name the same folder with --elmo"
                            : "this model uses no language model; leave --elmo out");
        }
        return elmo.map(model -> network.reading(ContextualVectors.of(model))).orElse(network);
    }

    private TrainedModel trained() {
        try {
            return TrainedModel.read(model);
        } catch (ModuleFormatException e) {
            throw new FailureException(ExitCode.INTEGRITY, model + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION,
                    model + ": holds no model that can be read; name the folder 'model'",
                    e);
        }
    }

    private void requireVectors(TrainedModel trained, Optional<WordVectors> vectors) {
        Optional<String> wanted = trained.spec().words().vectors();
        if (!wanted.equals(vectors.map(WordVectors::sha256))) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION,
                    wanted.isPresent()
                            ? "this model was trained with word vectors; name the same files in the same order with --vectors"
                            : "this model uses no word vectors; leave --vectors out");
        }
    }

    private BufferedReader reader() throws IOException {
        return input == null
                ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8.newDecoder()))
                : Files.newBufferedReader(input, StandardCharsets.UTF_8);
    }

    private static void tag(Tagger tagger, BufferedReader lines, PrintStream out) throws IOException {
        List<List<String>> sentences = new ArrayList<>();
        List<String> sentence = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isBlank()) {
                sentence.add(line.split("\t", 2)[0]);
            } else if (!sentence.isEmpty()) {
                sentences.add(List.copyOf(sentence));
                sentence.clear();
            }
            if (sentences.size() == SENTENCES_AT_ONCE) {
                print(tagger, sentences, out);
            }
        }
        if (!sentence.isEmpty()) {
            sentences.add(List.copyOf(sentence));
        }
        print(tagger, sentences, out);
    }

    private static void print(Tagger tagger, List<List<String>> sentences, PrintStream out) {
        List<List<String>> tagged = tagger.tag(sentences);
        for (int s = 0; s < sentences.size(); s++) {
            for (int t = 0; t < sentences.get(s).size(); t++) {
                out.println(sentences.get(s).get(t) + "\t" + tagged.get(s).get(t));
            }
            out.println();
        }
        out.flush();
        sentences.clear();
    }
}
