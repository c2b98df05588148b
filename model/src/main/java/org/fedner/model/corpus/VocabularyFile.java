package org.fedner.model.corpus;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** A public list of words, one a line, lower-case, plain or gzip: what is kept of large vector files. */
final class VocabularyFile {
    private VocabularyFile() {}

    static Set<String> read(Path file) throws CorpusFormatException {
        Set<String> words = new HashSet<>();
        try (TextLines lines = TextLines.open(file)) {
            StringBuilder line = new StringBuilder();
            while (lines.next(line)) {
                String word = line.toString();
                if (word.isBlank() || word.indexOf(' ') >= 0 || word.indexOf('\t') >= 0) {
                    throw lines.fault("the line is not one word", "write one word on each line, without blanks");
                }
                if (!word.equals(word.toLowerCase(Locale.ROOT))) {
                    throw lines.fault("the word is not lower-case", "words are looked up in lower case; write it so");
                }
                if (!words.add(word)) {
                    throw lines.fault("the word occurs a second time", "keep one line of each word");
                }
            }
        }
        if (words.isEmpty()) {
            throw new CorpusFormatException(file, 0, "the file holds no word", "write one word on each line");
        }
        return words;
    }
}
