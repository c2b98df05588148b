package org.fedner.model.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The words of a batch, each once, in order of appearance. */
final class DistinctWords {
    private final List<WordForm> words = new ArrayList<>();
    private final int[][] numbers; // [sentence][token]

    DistinctWords(List<EncodedSentence> sentences) {
        Map<WordForm, Integer> known = new HashMap<>();
        numbers = new int[sentences.size()][];
        for (int s = 0; s < numbers.length; s++) {
            WordForm[] sentence = sentences.get(s).words;
            numbers[s] = new int[sentence.length];
            for (int t = 0; t < sentence.length; t++) {
                Integer number = known.putIfAbsent(sentence[t], words.size());
                if (number == null) {
                    number = words.size();
                    words.add(sentence[t]);
                }
                numbers[s][t] = number;
            }
        }
    }

    List<WordForm> words() {
        return words;
    }

    /** Which of them a sentence has at a token. */
    int number(int sentence, int token) {
        return numbers[sentence][token];
    }
}
