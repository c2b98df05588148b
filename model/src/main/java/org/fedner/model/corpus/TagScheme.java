package org.fedner.model.corpus;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How the tags of a token mark where an entity begins and ends. */
public enum TagScheme {
    /** IOB2: every entity begins with B, its other tokens are I. */
    BIO("BI"),
    /** B, I, E for first, inner and last token of a longer entity, S for an entity of one token. */
    BIOES("BIES");

    private final String prefixes;

    TagScheme(String prefixes) {
        this.prefixes = prefixes;
    }

    /** The prefixes beside O, in the order in which {@link TagSet} numbers them. */
    public String prefixes() {
        return prefixes;
    }

    /** The tags of a sentence of {@code length} tokens with these entities, which must not overlap. */
    public List<String> tags(List<Entity> entities, int length) {
        List<String> tags = new ArrayList<>(Collections.nCopies(length, Tag.OUTSIDE));
        for (Entity entity : entities) {
            for (int i = entity.start(); i < entity.end(); i++) {
                if (!tags.set(i, prefix(entity, i) + "-" + entity.type()).equals(Tag.OUTSIDE)) {
                    throw new IllegalArgumentException("two entities cover token " + i);
                }
            }
        }
        return List.copyOf(tags);
    }

    private char prefix(Entity entity, int token) {
        boolean first = token == entity.start();
        boolean last = token == entity.end() - 1;
        if (this == BIO) {
            return first ? 'B' : 'I';
        }
        return first ? (last ? 'S' : 'B') : (last ? 'E' : 'I');
    }

    /** The same entities written in this scheme; {@code tags} may be in either scheme. */
    public List<String> convert(List<String> tags) {
        return tags(Entity.listOf(tags), tags.size());
    }

    /** The sentence with its tags in this scheme. */
    public Sentence convert(Sentence sentence) {
        return new Sentence(sentence.tokens(), convert(sentence.tags()));
    }

    /** Whether {@code to} may follow {@code from}; both well-formed tags of this scheme. */
    boolean allows(String from, String to) {
        boolean fromIsOpen = isOpenAfter(from);
        boolean continues = isContinuation(to);
        if (!continues) {
            return this == BIO || !fromIsOpen;
        }
        boolean sameType = !from.equals(Tag.OUTSIDE) && Tag.type(from).equals(Tag.type(to));
        return fromIsOpen && sameType;
    }

    boolean allowsAtStart(String tag) {
        return !isContinuation(tag);
    }

    boolean allowsAtEnd(String tag) {
        return this == BIO || !isOpenAfter(tag);
    }

    private static boolean isContinuation(String tag) {
        return tag.charAt(0) == 'I' || tag.charAt(0) == 'E';
    }

    private static boolean isOpenAfter(String tag) {
        return tag.charAt(0) == 'B' || tag.charAt(0) == 'I';
    }
}
