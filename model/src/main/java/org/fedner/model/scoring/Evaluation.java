package org.fedner.model.scoring;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fedner.model.corpus.Entity;
import org.fedner.model.corpus.Sentence;

/**
 * How well predicted tags find the gold entities.
 *
 * @param micro all entities in one count
 * @param perType every type that occurs in gold or prediction, in order of its name
 */
public record Evaluation(TypeScore micro, SortedMap<String, TypeScore> perType) {
    public Evaluation {
        perType = Collections.unmodifiableSortedMap(new TreeMap<>(perType));
    }

    public Score strict() {
        return micro.strict();
    }

    public Score relaxed() {
        return micro.relaxed();
    }

    /**
     * Compares tag sequences, BIO or BIOES, legal or not.
     *
     * @param gold tags of each sentence
     * @param predicted as many, of the same lengths
     */
    public static Evaluation of(List<List<String>> gold, List<List<String>> predicted) {
        if (gold.size() != predicted.size()) {
            throw new IllegalArgumentException(
                    "%d gold and %d predicted sentences".formatted(gold.size(), predicted.size()));
        }
        SortedMap<String, Counts> byType = new TreeMap<>();
        for (int s = 0; s < gold.size(); s++) {
            if (gold.get(s).size() != predicted.get(s).size()) {
                throw new IllegalArgumentException("sentence %d has %d gold and %d predicted tags"
                        .formatted(s, gold.get(s).size(), predicted.get(s).size()));
            }
            count(Entity.listOf(gold.get(s)), Entity.listOf(predicted.get(s)), byType);
        }
        Counts all = new Counts();
        SortedMap<String, TypeScore> scores = new TreeMap<>();
        byType.forEach((type, counts) -> {
            all.add(counts);
            scores.put(type, counts.score());
        });
        return new Evaluation(all.score(), scores);
    }

    /** As {@link #of}, with the gold tags of sentences. */
    public static Evaluation ofSentences(List<Sentence> gold, List<List<String>> predicted) {
        return of(gold.stream().map(Sentence::tags).toList(), predicted);
    }

    private static void count(List<Entity> gold, List<Entity> predicted, SortedMap<String, Counts> byType) {
        Set<Entity> exact = new HashSet<>(gold);
        for (Entity entity : predicted) {
            Counts counts = byType.computeIfAbsent(entity.type(), type -> new Counts());
            counts.predictions++;
            counts.exact += exact.contains(entity) ? 1 : 0;
            counts.predictionsOverlapping += overlapsOne(entity, gold) ? 1 : 0;
        }
        for (Entity entity : gold) {
            Counts counts = byType.computeIfAbsent(entity.type(), type -> new Counts());
            counts.gold++;
            counts.goldOverlapped += overlapsOne(entity, predicted) ? 1 : 0;
        }
    }

    private static boolean overlapsOne(Entity entity, List<Entity> others) {
        return others.stream().anyMatch(other -> other.type().equals(entity.type()) && other.overlaps(entity));
    }

    private static final class Counts {
        int gold;
        int predictions;
        int exact;
        int predictionsOverlapping;
        int goldOverlapped;

        void add(Counts other) {
            gold += other.gold;
            predictions += other.predictions;
            exact += other.exact;
            predictionsOverlapping += other.predictionsOverlapping;
            goldOverlapped += other.goldOverlapped;
        }

        TypeScore score() {
            return new TypeScore(
                    Score.of(exact, predictions, exact, gold),
                    Score.of(predictionsOverlapping, predictions, goldOverlapped, gold),
                    gold,
                    predictions);
        }
    }
}
