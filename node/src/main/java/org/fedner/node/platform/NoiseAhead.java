package org.fedner.node.platform;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.fedner.aggregation.privacy.sampling.DiscreteGaussian;
import org.fedner.aggregation.privacy.sampling.UniformBits;

/**
 * The noise of one step, drawn by a thread of its own while the step's gradients are computed: it depends on nothing of
 * theirs. Each step has a key of its own from {@code SecureRandom}; what was drawn is added once and erased.
 *
 * <p>Begin it when the step is reserved, not before: nothing is drawn that the budget does not allow.
 */
final class NoiseAhead {
    private final List<DiscreteGaussian> distributions;
    private final long[][] noise;
    private final boolean[] isThere; // set by the drawing thread, read after it has ended
    private CompletableFuture<Void> drawing = CompletableFuture.completedFuture(null);

    /** @param sizes coordinates of each part, which has the distribution of the same place */
    NoiseAhead(List<DiscreteGaussian> distributions, int... sizes) {
        this.distributions = List.copyOf(distributions);
        this.noise = Arrays.stream(sizes).mapToObj(long[]::new).toArray(long[][]::new);
        this.isThere = new boolean[sizes.length];
    }

    /** Begins to draw one step's noise; what was drawn for a step that came to nothing is thrown away. */
    void begin() {
        finish();
        drawing = CompletableFuture.runAsync(this::draw, task -> {
            Thread thread = new Thread(task, "noise");
            thread.setDaemon(true);
            thread.start();
        });
    }

    private void draw() {
        try (UniformBits bits = UniformBits.from(new SecureRandom())) {
            for (int part = 0; part < noise.length; part++) {
                Arrays.fill(noise[part], 0L);
                distributions.get(part).addTo(noise[part], 0, noise[part].length, bits);
                isThere[part] = true;
            }
        }
    }

    private void finish() {
        try {
            drawing.join();
        } catch (CompletionException e) {
            throw new IllegalStateException("noise could not be drawn", e);
        }
    }

    /**
     * Adds one part's noise, when it is all there, and erases it.
     *
     * @throws IllegalStateException if none was drawn since it was last added: nothing ever leaves without
     */
    void addTo(int part, long[] target) {
        finish();
        if (!isThere[part]) {
            throw new IllegalStateException("no noise was drawn for this step");
        }
        isThere[part] = false;
        for (int j = 0; j < target.length; j++) {
            target[j] += noise[part][j];
        }
        Arrays.fill(noise[part], 0L);
    }
}
