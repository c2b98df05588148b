package org.fedner.model.encoder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fedner.model.network.ContextSource;
import org.fedner.model.parameters.ContextualInput;

/**
 * What a network reads of a language model: the vectors of a platform's corpus from its file, those of other sentences computed
 * when they are asked for. Each sentence stands by itself. Several may share one model, each on a thread of its own.
 */
public final class ContextualVectors implements ContextSource, AutoCloseable {
    private final BiLm model;
    private final Optional<VectorCache> cache;

    private ContextualVectors(BiLm model, Optional<VectorCache> cache) {
        this.model = model;
        this.cache = cache;
    }

    /** Without a file. */
    public static ContextualVectors of(BiLm model) {
        return new ContextualVectors(model, Optional.empty());
    }

    /** With a file of these sentences in {@code folder}, which is made now if it is not there yet. */
    public static ContextualVectors cachedIn(Path folder, BiLm model, List<List<String>> sentences) throws IOException {
        synchronized (model) {
            return new ContextualVectors(model, Optional.of(VectorCache.of(model, folder, sentences)));
        }
    }

    /** How a network names this model. */
    public static ContextualInput inputOf(BiLm model) {
        return new ContextualInput(model.layers(), model.dimension(), model.sha256Hex());
    }

    @Override
    public int layers() {
        return model.layers();
    }

    @Override
    public int dimension() {
        return model.dimension();
    }

    @Override
    public String sha256() {
        return model.sha256Hex();
    }

    @Override
    public void fill(List<List<String>> sentences, int steps, float[] target) {
        List<List<String>> fresh = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int b = 0; b < sentences.size(); b++) {
            Optional<float[]> stored = stored(sentences.get(b));
            if (stored.isPresent()) {
                put(stored.get(), b, sentences.size(), steps, target);
            } else {
                fresh.add(sentences.get(b));
                places.add(b);
            }
        }
        if (!fresh.isEmpty()) {
            List<float[]> computed;
            synchronized (model) {
                computed = model.vectors(fresh);
            }
            for (int i = 0; i < fresh.size(); i++) {
                put(computed.get(i), places.get(i), sentences.size(), steps, target);
            }
        }
    }

    private Optional<float[]> stored(List<String> sentence) {
        try {
            return cache.isPresent() ? cache.get().vectors(sentence) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("the file of contextual vectors cannot be read", e);
        }
    }

    private void put(float[] vectors, int b, int batch, int steps, float[] target) {
        int tokens = vectors.length / (layers() * dimension());
        for (int layer = 0; layer < layers(); layer++) {
            for (int t = 0; t < tokens; t++) {
                System.arraycopy(
                        vectors,
                        (layer * tokens + t) * dimension(),
                        target,
                        ((layer * steps + t) * batch + b) * dimension(),
                        dimension());
            }
        }
    }

    @Override
    public void close() {
        try {
            if (cache.isPresent()) {
                cache.get().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the file of contextual vectors cannot be closed", e);
        }
    }
}
