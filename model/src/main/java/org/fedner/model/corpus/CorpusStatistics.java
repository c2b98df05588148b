package org.fedner.model.corpus;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts of a list of sentences.
 *
 * @param longestSentence in tokens
 * @param entitiesByType in order of the type's name
 * @param sentencesWithoutEntity how many hold none
 */
public record CorpusStatistics(
        int sentences,
        long tokens,
        int longestSentence,
        SortedMap<String, Integer> entitiesByType,
        int sentencesWithoutEntity) {
    public CorpusStatistics {
        entitiesByType = Collections.unmodifiableSortedMap(new TreeMap<>(entitiesByType));
    }

    public static CorpusStatistics of(List<Sentence> sentences) {
        long tokens = 0;
        int longest = 0;
        int without = 0;
        SortedMap<String, Integer> byType = new TreeMap<>();
        for (Sentence sentence : sentences) {
            tokens += sentence.length();
            longest = Math.max(longest, sentence.length());
            List<Entity> entities = Entity.listOf(sentence.tags());
            without += entities.isEmpty() ? 1 : 0;
            entities.forEach(entity -> byType.merge(entity.type(), 1, Integer::sum));
        }
        return new CorpusStatistics(sentences.size(), tokens, longest, byType, without);
    }

    public int entities() {
        return entitiesByType.values().stream().mapToInt(Integer::intValue).sum();
    }

    public double meanSentenceLength() {
        return sentences == 0 ? 0 : tokens / (double) sentences;
    }
}
