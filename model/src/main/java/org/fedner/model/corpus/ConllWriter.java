package org.fedner.model.corpus;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.fedner.model.parameters.AtomicFile;

/** Writes what {@link ConllReader} reads: UTF-8, \n, an empty line after each sentence; the file appears whole or not. */
public final class ConllWriter {
    private ConllWriter() {}

    /** Lines of token and tag, separated by a tab. */
    public static void write(Path file, List<Sentence> sentences) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Sentence sentence : sentences) {
            for (int i = 0; i < sentence.length(); i++) {
                append(text, sentence, i);
                text.append('\n');
            }
            text.append('\n');
        }
        AtomicFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Lines of token, gold tag and predicted tag, separated by tabs.
     *
     * @param predicted the predicted tags of each sentence, in the order of {@code gold}
     */
    public static void writePredictions(Path file, List<Sentence> gold, List<List<String>> predicted)
            throws IOException {
        if (gold.size() != predicted.size()) {
            throw new IllegalArgumentException(
                    "%d sentences with predictions for %d".formatted(gold.size(), predicted.size()));
        }
        StringBuilder text = new StringBuilder();
        for (int s = 0; s < gold.size(); s++) {
            Sentence sentence = gold.get(s);
            List<String> tags = predicted.get(s);
            if (tags.size() != sentence.length()) {
                throw new IllegalArgumentException(
                        "sentence %d has %d tokens and %d predictions".formatted(s, sentence.length(), tags.size()));
            }
            for (int i = 0; i < tags.size(); i++) {
                append(text, sentence, i);
                text.append('\t').append(tags.get(i)).append('\n');
            }
            text.append('\n');
        }
        AtomicFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void append(StringBuilder text, Sentence sentence, int token) {
        text.append(sentence.tokens().get(token))
                .append('\t')
                .append(sentence.tags().get(token));
    }
}
