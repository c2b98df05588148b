package org.fedner.model.corpus;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The lower-case entries of one file in GloVe text format: a word and its numbers, separated by single blanks. */
record VectorFile(List<String> words, List<float[]> vectors, int dimension, int leftOut) {
    private static final int LONGEST_WORD = 10_000;

    static VectorFile read(Path file) throws CorpusFormatException {
        List<String> words = new ArrayList<>();
        List<float[]> vectors = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        int dimension = 0;
        try (TextLines lines = TextLines.open(file)) {
            StringBuilder line = new StringBuilder();
            while (lines.next(line)) {
                String text = line.toString();
                int blank = text.indexOf(' ');
                if (blank < 1 || blank > LONGEST_WORD) {
                    throw lines.fault("the line is not a word, a blank and numbers", "use the GloVe text format");
                }
                float[] vector = numbers(text, blank + 1, dimension, lines);
                if (dimension == 0) {
                    if (vector.length == 1 && text.matches("\\d+ \\d+")) {
                        throw lines.fault("this looks like the header of a word2vec file", "remove the first line");
                    }
                    dimension = vector.length;
                }
                String word = text.substring(0, blank);
                if (!seen.add(word)) {
                    throw lines.fault("the word occurs a second time", "keep one line of each word");
                }
                if (word.equals(word.toLowerCase(Locale.ROOT))) {
                    words.add(word);
                    vectors.add(vector);
                }
            }
        }
        if (words.isEmpty()) {
            throw new CorpusFormatException(file, 0, "the file holds no lower-case word", "use the GloVe text format");
        }
        VectorFile read = new VectorFile(words, vectors, dimension, seen.size() - words.size());
        if (!(read.rms() > 0)) {
            throw new CorpusFormatException(file, 0, "all its numbers are zero", "export the vectors again");
        }
        return read;
    }

    /** The blank-separated numbers from {@code start}; {@code expected} of them unless it is 0. */
    private static float[] numbers(String text, int start, int expected, TextLines lines) throws CorpusFormatException {
        int count = 1 + (int) text.chars().skip(start).filter(c -> c == ' ').count();
        if (expected != 0 && count != expected) {
            throw lines.fault(
                    "there are %d numbers where the first line has %d".formatted(count, expected),
                    "use a file whose words hold no blank and whose lines are whole");
        }
        float[] vector = new float[count];
        int from = start;
        for (int i = 0; i < count; i++) {
            int blank = text.indexOf(' ', from);
            int to = blank < 0 ? text.length() : blank;
            vector[i] = number(text.substring(from, to), i, lines);
            from = to + 1;
        }
        return vector;
    }

    private static float number(String text, int column, TextLines lines) throws CorpusFormatException {
        float value;
        try {
            value = Float.parseFloat(text);
        } catch (NumberFormatException e) {
            value = Float.NaN;
        }
        if (!Float.isFinite(value)) {
            throw lines.fault("number %d is not a finite number".formatted(column + 1), "export the vectors again");
        }
        return value;
    }

    /** Root mean square of all numbers, summed in order in double. */
    double rms() {
        double sum = 0;
        for (float[] vector : vectors) {
            for (float x : vector) {
                sum += (double) x * x;
            }
        }
        return Math.sqrt(sum / ((double) dimension * vectors.size()));
    }
}
