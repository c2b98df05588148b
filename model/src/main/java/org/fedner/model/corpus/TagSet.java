package org.fedner.model.corpus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The numbered tags of one platform: O is 0, then for each entity type, in order of code units, its tags in the order of
 * {@link TagScheme#prefixes()}. Private to the platform.
 */
public final class TagSet {
    private final TagScheme scheme;
    private final List<String> types;
    private final List<String> tags;
    private final Map<String, Integer> indices = new HashMap<>();

    private TagSet(TagScheme scheme, SortedSet<String> types) {
        this.scheme = scheme;
        this.types = List.copyOf(types);
        List<String> all = new ArrayList<>(List.of(Tag.OUTSIDE));
        for (String type : types) {
            for (char prefix : scheme.prefixes().toCharArray()) {
                all.add(prefix + "-" + type);
            }
        }
        if (types.isEmpty() || !all.stream().allMatch(Tag::isWellFormed)) {
            throw new IllegalArgumentException("a tag set needs at least one entity type, each without blanks");
        }
        this.tags = List.copyOf(all);
        for (int i = 0; i < tags.size(); i++) {
            indices.put(tags.get(i), i);
        }
    }

    public static TagSet of(TagScheme scheme, Collection<String> types) {
        return new TagSet(scheme, new TreeSet<>(types));
    }

    /** The types that occur in the sentences, which may be in either scheme. */
    public static TagSet of(TagScheme scheme, Iterable<Sentence> sentences) {
        SortedSet<String> types = new TreeSet<>();
        for (Sentence sentence : sentences) {
            sentence.tags().stream()
                    .filter(tag -> !tag.equals(Tag.OUTSIDE))
                    .map(Tag::type)
                    .forEach(types::add);
        }
        return new TagSet(scheme, types);
    }

    /** The set whose {@link #tags()} are these, as a private module keeps them. */
    public static TagSet ofTags(List<String> tags) {
        boolean ends = tags.stream().anyMatch(tag -> tag.startsWith("S-"));
        List<String> types =
                tags.stream().filter(tag -> tag.startsWith("B-")).map(Tag::type).toList();
        TagSet set = of(ends ? TagScheme.BIOES : TagScheme.BIO, types);
        if (!set.tags().equals(tags)) {
            throw new IllegalArgumentException(
                    "%d tags are not the tags of a scheme in their order".formatted(tags.size()));
        }
        return set;
    }

    /** Number of tags, K. */
    public int size() {
        return tags.size();
    }

    public TagScheme scheme() {
        return scheme;
    }

    /** Entity types in order. */
    public List<String> types() {
        return types;
    }

    /** All tags; the position is the number. */
    public List<String> tags() {
        return tags;
    }

    public String tag(int index) {
        return tags.get(index);
    }

    /** Refuses a tag that is not in the set; the message does not repeat it. */
    public int indexOf(String tag) {
        Integer index = indices.get(tag);
        if (index == null) {
            throw new IllegalArgumentException("a tag is outside the platform's %d tags".formatted(size()));
        }
        return index;
    }

    public int[] indicesOf(List<String> sentenceTags) {
        return sentenceTags.stream().mapToInt(this::indexOf).toArray();
    }

    public List<String> tagsOf(int[] tagIndices) {
        return Arrays.stream(tagIndices).mapToObj(tags::get).toList();
    }

    /** Whether tag {@code to} may follow tag {@code from} in the scheme. */
    public boolean allowsTransition(int from, int to) {
        return scheme.allows(tags.get(from), tags.get(to));
    }

    public boolean allowsAtStart(int index) {
        return scheme.allowsAtStart(tags.get(index));
    }

    /** Always true in BIO; in BIOES a sentence cannot end inside an entity. */
    public boolean allowsAtEnd(int index) {
        return scheme.allowsAtEnd(tags.get(index));
    }

    @Override
    public String toString() {
        return "TagSet[" + scheme + ", " + size() + " tags]";
    }
}
