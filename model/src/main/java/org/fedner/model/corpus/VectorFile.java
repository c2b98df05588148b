package org.fedner.model.corpus;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The lower-case entries of one file of word vectors, in GloVe's text format (a word and its numbers, separated by single
 * blanks) or in word2vec's (the same below a line with the number of words and of numbers; a blank may end a line).
 *
 * @param leftOut entries that are not lower-case, or not in the vocabulary
 */
record VectorFile(List<String> words, List<float[]> vectors, int dimension, int leftOut) {
    private static final int LONGEST_WORD = 10_000;
    private static final int LONGEST_NUMBER = 9;

    /** What the first line of a word2vec file promises. */
    private record Header(long words, int dimension) {
        private static boolean isOne(String line) {
            return line.matches("\\d{1,%d} \\d{1,%d} ?".formatted(LONGEST_NUMBER, LONGEST_NUMBER));
        }

        private static Header of(String line) {
            String[] numbers = line.split(" ");
            return new Header(Long.parseLong(numbers[0]), Integer.parseInt(numbers[1]));
        }
    }

    /** All of a file is checked, whatever part of it is kept. */
    static VectorFile read(Path file, Predicate<String> isKept) throws CorpusFormatException {
        Reading reading = new Reading(isKept);
        try (TextLines lines = TextLines.open(file)) {
            StringBuilder line = new StringBuilder();
            while (lines.next(line)) {
                reading.take(line.toString(), lines);
            }
        }
        VectorFile read = reading.end(file);
        if (!(read.rms() > 0)) {
            throw new CorpusFormatException(file, 0, "all its numbers are zero", "export the vectors again");
        }
        return read;
    }

    /** A file, line by line. */
    private static final class Reading {
        private final Predicate<String> isKept;
        private final List<String> words = new ArrayList<>();
        private final List<float[]> vectors = new ArrayList<>();
        private final Set<String> seen = new HashSet<>();
        private long promisedWords = -1;
        private int dimension;

        Reading(Predicate<String> isKept) {
            this.isKept = isKept;
        }

        void take(String line, TextLines lines) throws CorpusFormatException {
            if (lines.number() == 1 && Header.isOne(line)) {
                Header header = Header.of(line);
                if (header.dimension() == 0) {
                    throw lines.fault("the header promises vectors without numbers", "export the vectors again");
                }
                promisedWords = header.words();
                dimension = header.dimension();
                return;
            }
            String text = promisedWords >= 0 && line.endsWith(" ") ? line.substring(0, line.length() - 1) : line;
            int blank = text.indexOf(' ');
            if (blank < 1 || blank > LONGEST_WORD) {
                throw lines.fault(
                        "the line is not a word, a blank and numbers", "use the text format of GloVe or word2vec");
            }
            float[] vector = numbers(text, blank + 1, lines);
            dimension = vector.length;
            String word = text.substring(0, blank);
            if (!seen.add(word)) {
                throw lines.fault("the word occurs a second time", "keep one line of each word");
            }
            if (word.equals(word.toLowerCase(Locale.ROOT)) && isKept.test(word)) {
                words.add(word);
                vectors.add(vector);
            }
        }

        VectorFile end(Path file) throws CorpusFormatException {
            if (promisedWords >= 0 && promisedWords != seen.size()) {
                throw new CorpusFormatException(
                        file,
                        1,
                        "the header promises %d words and there are %d".formatted(promisedWords, seen.size()),
                        "export the vectors again");
            }
            if (words.isEmpty()) {
                throw new CorpusFormatException(
                        file,
                        0,
                        "the file holds no lower-case word of the vocabulary",
                        "use the text format of GloVe or word2vec, and a vocabulary that fits it");
            }
            return new VectorFile(words, vectors, dimension, seen.size() - words.size());
        }

        /** The blank-separated numbers from {@code start}; as many as the line before, or as the header promises. */
        private float[] numbers(String text, int start, TextLines lines) throws CorpusFormatException {
            int count = 1 + (int) text.chars().skip(start).filter(c -> c == ' ').count();
            if (dimension != 0 && count != dimension) {
                throw lines.fault(
                        "there are %d numbers where the %s %d"
                                .formatted(count, promisedWords >= 0 ? "header promises" : "first line has", dimension),
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
