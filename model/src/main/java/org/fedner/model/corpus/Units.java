package org.fedner.model.corpus;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is protected as one: which training sentences are about the same patient. Stays on site, and prints its sizes only.
 *
 * @param sentences of each unit, by number, from 0
 */
public record Units(List<int[]> sentences) {
    /** Beside {@code train.conll}: one line for each of its sentences, the patient's local key. */
    public static final String PATIENTS = "train.patients";

    public Units {
        sentences = List.copyOf(sentences);
    }

    /** Each of so many sentences by itself. */
    public static Units sentences(int count) {
        List<int[]> each = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            each.add(new int[] {i});
        }
        return new Units(each);
    }

    /**
     * By the file of patients.
     *
     * @param count training sentences, as many as the file must have lines
     * @throws CorpusFormatException if it cannot be read or has other lines; no key is repeated in it
     */
    public static Units ofPatients(Path file, int count) throws CorpusFormatException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (MalformedInputException e) {
            throw new CorpusFormatException(file, 0, "is not UTF-8", "convert it");
        } catch (IOException e) {
            throw new CorpusFormatException(file, 0, "cannot be read", "check name and permissions");
        }
        if (lines.size() != count) {
            throw new CorpusFormatException(
                    file,
                    0,
                    "has %d lines where train.conll has %d sentences".formatted(lines.size(), count),
                    "write one line for each sentence, in the same order");
        }
        Map<String, List<Integer>> byPatient = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            if (lines.get(i).isBlank()) {
                throw new CorpusFormatException(file, i + 1, "names no patient", "give the sentence its patient's key");
            }
            byPatient
                    .computeIfAbsent(lines.get(i).strip(), key -> new ArrayList<>())
                    .add(i);
        }
        return new Units(byPatient.values().stream()
                .map(numbers -> numbers.stream().mapToInt(Integer::intValue).toArray())
                .toList());
    }

    /** How many. */
    public int count() {
        return sentences.size();
    }

    @Override
    public String toString() {
        return "Units[" + sentences.size() + "]";
    }
}
