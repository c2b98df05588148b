package org.fedner.model.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.fedner.model.corpus.TagSet;
import org.fedner.model.network.EncodedSentence;
import org.fedner.model.network.PlatformNetwork;
import org.fedner.model.network.Recogniser;
import org.fedner.model.network.SentenceEncoder;
import org.fedner.model.parameters.PrivateParameters;
import org.fedner.model.parameters.SharedParameters;

/** A trained recogniser: tokens in, tags out. Results do not depend on what is tagged together. One thread at a time. */
public final class Tagger implements AutoCloseable {
    /** Places of one run, padding included: large enough to be fast, small enough for a few megabytes. */
    private static final int PLACES_PER_RUN = 4096;

    private static final int SENTENCES_AT_ONCE = 2000;

    private final Recogniser recogniser;
    private final TagSet tags;
    private final PlatformNetwork network;

    /** The parameters must stay as they are for as long as it is used. Close it before the recogniser. */
    public Tagger(Recogniser recogniser, TagSet tags, SharedParameters shared, PrivateParameters own) {
        this.recogniser = recogniser;
        this.tags = tags;
        network = recogniser.forTags(tags);
        network.load(shared, own);
    }

    /** One list of tags per list of tokens; none of these may be empty. */
    public List<List<String>> tag(List<List<String>> sentences) {
        List<List<String>> all = new ArrayList<>();
        for (int from = 0; from < sentences.size(); from += SENTENCES_AT_ONCE) {
            // A new encoder each time: it remembers every word it meets.
            SentenceEncoder encoder = recogniser.encoder();
            List<EncodedSentence> encoded =
                    sentences.subList(from, Math.min(sentences.size(), from + SENTENCES_AT_ONCE)).stream()
                            .map(encoder::encode)
                            .toList();
            all.addAll(tags(network, encoded, tags));
        }
        return all;
    }

    /** Tags with whatever parameters the network holds, in batches of similar length, in the order given. */
    static List<List<String>> tags(PlatformNetwork network, List<EncodedSentence> sentences, TagSet tags) {
        return tags(network::decode, sentences, tags);
    }

    /** The same of sentences that know their tags, whose loss is added to {@code loss}. */
    static List<List<String>> tags(
            PlatformNetwork network, List<EncodedSentence> sentences, TagSet tags, DoubleAdder loss) {
        return tags(
                batch -> {
                    PlatformNetwork.Decoded decoded = network.decodeAndScore(batch);
                    loss.add(decoded.loss());
                    return decoded.paths();
                },
                sentences,
                tags);
    }

    private static List<List<String>> tags(
            Function<List<EncodedSentence>, int[][]> decoder, List<EncodedSentence> sentences, TagSet tags) {
        List<Integer> byLength = IntStream.range(0, sentences.size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> sentences.get(i).length()))
                .toList();
        List<List<String>> found = new ArrayList<>(Collections.nCopies(sentences.size(), List.of()));
        int from = 0;
        while (from < byLength.size()) {
            int to = from + 1;
            while (to < byLength.size()
                    && (to + 1 - from) * sentences.get(byLength.get(to)).length() <= PLACES_PER_RUN) {
                to++;
            }
            List<Integer> batch = byLength.subList(from, to);
            int[][] paths = decoder.apply(batch.stream().map(sentences::get).toList());
            for (int i = 0; i < paths.length; i++) {
                found.set(batch.get(i), tags.tagsOf(paths[i]));
            }
            from = to;
        }
        return found;
    }

    @Override
    public void close() {
        network.close();
    }
}
