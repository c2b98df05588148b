package org.fedner.model.corpus;

import java.util.ArrayList;
import java.util.List;

/**
 * An entity of a sentence: tokens {@code start} (inclusive) to {@code end} (exclusive).
 *
 * @param type as written after the hyphen of its tags
 */
public record Entity(String type, int start, int end) {
    public Entity {
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("an entity from token %d to %d".formatted(start, end));
        }
    }

    /** Whether the two share a token; types are not compared. */
    public boolean overlaps(Entity other) {
        return start < other.end && other.start < end;
    }

    /**
     * The entities of a tag sequence in BIO or BIOES, in order. Illegal sequences are read the conlleval way: a tag that
     * continues nothing (I-X or E-X after O, after another type or after an end) opens an entity.
     */
    public static List<Entity> listOf(List<String> tags) {
        List<Entity> entities = new ArrayList<>();
        int open = -1;
        String openType = "";
        for (int i = 0; i <= tags.size(); i++) {
            char prefix = i == tags.size() ? 'O' : Tag.prefix(tags.get(i));
            String type = prefix == 'O' ? "" : Tag.type(tags.get(i));
            boolean continues = open >= 0 && (prefix == 'I' || prefix == 'E') && type.equals(openType);
            if (open >= 0 && !continues) {
                entities.add(new Entity(openType, open, i));
                open = -1;
            }
            if (prefix != 'O' && !continues) {
                open = i;
                openType = type;
            }
            if (prefix == 'E' || prefix == 'S') {
                entities.add(new Entity(openType, open, i + 1));
                open = -1;
            }
        }
        return entities;
    }
}
