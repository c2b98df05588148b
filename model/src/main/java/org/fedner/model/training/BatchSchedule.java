package org.fedner.model.training;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * Which examples form the next batch. Every example comes once a pass, in batches of similar length: the pass is
 * shuffled, sorted by length within pools of 20 batches (or a quarter of the pass), cut, and the batches are shuffled.
 *
 * <p>A voided batch loses no example and is never formed again: its examples are spread one by one over the rest of the
 * pass by secret randomness, or over the next pass when fewer than 8 batches remain (docs/protocol.md: two sums over one
 * batch with different members would differ by one platform's gradient). After an interruption nobody knows which
 * batches were formed since the position was written, so none of those it would have led to is formed again either.
 *
 * <p>A batch may be drawn one round before it is formed, when the other members must hear first which rows it reads. It is
 * bound by the same rules from then on: what was drawn and not spent is scattered.
 */
final class BatchSchedule {
    static final int POOL_BATCHES = 20;
    static final int SCATTER_BATCHES = 8;

    private final int[] lengths; // of the examples, in tokens
    private final Seeds seeds;
    private final RandomGenerator secret;

    private int batchSize;
    private long passes; // begun
    private long regroupings;
    private long salt; // of the orders to come; secret from the first interruption on
    private final List<int[]> remaining = new ArrayList<>(); // of this pass; the last one is next
    private final List<Integer> postponed = new ArrayList<>(); // to the next pass
    private final List<int[]> voided = new ArrayList<>(); // as sorted sets
    private final List<int[]> formed = new ArrayList<>(); // in the order in which they are computed
    private int[] drawn = new int[0]; // ahead of time: what the next form() forms

    BatchSchedule(int[] lengths, Seeds seeds, int batchSize, RandomGenerator secret) {
        this.lengths = lengths;
        this.seeds = seeds;
        this.secret = secret;
        this.batchSize = batchSize;
        requirePositive(batchSize);
    }

    /** Changes the size of the batches to come; what is left of the pass is grouped anew. */
    void resize(int size) {
        requirePositive(size);
        requireNothingOpen();
        if (size != batchSize) {
            batchSize = size;
            List<Integer> left = new ArrayList<>();
            remaining.forEach(batch -> Arrays.stream(batch).forEach(left::add));
            Collections.sort(left);
            group(left, new Random(seeds.regrouping(regroupings++) ^ salt));
        }
    }

    /** Forms the next batch: numbers of examples. It must be spent or scattered before the next. */
    int[] form() {
        return form(1).get(0);
    }

    /** Forms the batches of one round, which are spent or scattered together. */
    List<int[]> form(int count) {
        if (!formed.isEmpty()) {
            throw new IllegalStateException("a batch is formed and neither spent nor scattered");
        }
        for (int i = 0; i < count; i++) {
            if (drawn.length == 0) {
                draw();
            }
            formed.add(drawn);
            drawn = new int[0];
        }
        return formed.stream().map(int[]::clone).toList();
    }

    /** Draws the batch that the next {@link #form} forms; the present one may still be open. */
    int[] draw() {
        if (drawn.length > 0) {
            throw new IllegalStateException("a batch is drawn and not formed");
        }
        if (remaining.isEmpty()) {
            beginPass();
        }
        drawn = remaining.remove(remaining.size() - 1);
        while (drawn.length > 1 && wasVoided(drawn)) {
            drawn = without(drawn, secret.nextInt(drawn.length));
        }
        return drawn.clone();
    }

    /** What was formed went into a verified result. */
    void spend() {
        formed.clear();
    }

    /** What is formed and what is drawn was voided. */
    void scatter() {
        List<int[]> open = new ArrayList<>(formed);
        open.add(drawn);
        formed.clear();
        drawn = new int[0];
        open.forEach(this::scatter);
    }

    private void scatter(int[] batch) {
        if (batch.length == 0) {
            return;
        }
        voided.add(distinct(batch));
        if (remaining.size() < SCATTER_BATCHES) {
            Arrays.stream(batch).forEach(postponed::add);
        } else {
            Arrays.stream(batch).forEach(this::insert);
        }
    }

    /**
     * Goes on from a position that was read back: what is left of the pass is grouped anew by secret randomness, or left
     * to the next pass when few batches remain, and every later order is another than it would have been.
     */
    void scatterRest() {
        requireNothingOpen();
        salt = secret.nextLong();
        List<Integer> left = new ArrayList<>();
        for (int[] batch : remaining) {
            voided.add(distinct(batch));
            Arrays.stream(batch).forEach(left::add);
        }
        if (remaining.size() < SCATTER_BATCHES) {
            postponed.addAll(left);
            remaining.clear();
        } else {
            group(left, new Random(secret.nextLong()));
        }
    }

    /** Passes over the data begun so far. */
    long passes() {
        return passes;
    }

    int batchSize() {
        return batchSize;
    }

    private void beginPass() {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < lengths.length; i++) {
            all.add(i);
        }
        group(all, new Random(seeds.pass(passes++) ^ salt));
        List<Integer> late = List.copyOf(postponed);
        postponed.clear();
        late.forEach(this::insert);
    }

    private void group(List<Integer> examples, Random random) {
        remaining.clear();
        Collections.shuffle(examples, random);
        // A pool of the whole pass would make the same batches in every pass.
        int pool = Math.max(batchSize, Math.min(Math.multiplyExact(POOL_BATCHES, batchSize), examples.size() / 4));
        for (int from = 0; from < examples.size(); from += pool) {
            List<Integer> similar = new ArrayList<>(examples.subList(from, Math.min(examples.size(), from + pool)));
            similar.sort(Comparator.comparingInt(example -> lengths[example]));
            for (int i = 0; i < similar.size(); i += batchSize) {
                remaining.add(similar.subList(i, Math.min(similar.size(), i + batchSize)).stream()
                        .mapToInt(Integer::intValue)
                        .toArray());
            }
        }
        Collections.shuffle(remaining, random);
    }

    private void insert(int example) {
        int at = secret.nextInt(remaining.size());
        for (int tries = remaining.size(); tries > 1 && contains(remaining.get(at), example); tries--) {
            at = (at + 1) % remaining.size(); // a postponed example comes twice in a pass, but not twice in a batch
        }
        int[] batch = remaining.get(at);
        int[] larger = Arrays.copyOf(batch, batch.length + 1);
        larger[batch.length] = example;
        remaining.set(at, larger);
    }

    /** Takes one example out, to the next pass, so that a voided batch does not come again. */
    private int[] without(int[] batch, int index) {
        postponed.add(batch[index]);
        int[] rest = Arrays.copyOf(batch, batch.length - 1);
        if (index < rest.length) {
            rest[index] = batch[batch.length - 1];
        }
        return rest;
    }

    private boolean wasVoided(int[] batch) {
        int[] set = distinct(batch);
        return voided.stream().anyMatch(other -> Arrays.equals(other, set));
    }

    private static int[] distinct(int[] batch) {
        return Arrays.stream(batch).sorted().distinct().toArray();
    }

    private static boolean contains(int[] batch, int example) {
        return Arrays.stream(batch).anyMatch(other -> other == example);
    }

    private void requireNothingOpen() {
        if (!formed.isEmpty() || drawn.length > 0) {
            throw new IllegalStateException("a batch is formed or drawn and neither spent nor scattered");
        }
    }

    private static void requirePositive(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("a batch of %d examples".formatted(size));
        }
    }

    /** What is formed or drawn is written as still to come. */
    void write(DataOutputStream out) throws IOException {
        out.writeInt(lengths.length);
        out.writeInt(batchSize);
        out.writeLong(passes);
        out.writeLong(regroupings);
        out.writeLong(salt);
        List<int[]> toCome = new ArrayList<>(remaining);
        if (drawn.length > 0) {
            toCome.add(drawn);
        }
        for (int i = formed.size() - 1; i >= 0; i--) { // the last one is next
            toCome.add(formed.get(i));
        }
        writeAll(toCome, out);
        writeAll(List.of(postponed.stream().mapToInt(Integer::intValue).toArray()), out);
        writeAll(voided, out);
    }

    /** Replaces the position by one that {@link #write} wrote for the same data. */
    void read(DataInputStream in) throws IOException {
        if (in.readInt() != lengths.length) {
            throw new IOException("it was written for another number of sentences");
        }
        batchSize = in.readInt();
        passes = in.readLong();
        regroupings = in.readLong();
        salt = in.readLong();
        formed.clear();
        drawn = new int[0];
        remaining.clear();
        remaining.addAll(readAll(in));
        postponed.clear();
        readAll(in).forEach(batch -> Arrays.stream(batch).forEach(postponed::add));
        voided.clear();
        voided.addAll(readAll(in));
    }

    private static void writeAll(List<int[]> batches, DataOutputStream out) throws IOException {
        out.writeInt(batches.size());
        for (int[] batch : batches) {
            out.writeInt(batch.length);
            for (int example : batch) {
                out.writeInt(example);
            }
        }
    }

    private List<int[]> readAll(DataInputStream in) throws IOException {
        List<int[]> batches = new ArrayList<>();
        for (int count = in.readInt(); count > 0; count--) {
            int size = in.readInt();
            if (size < 0 || size > in.available() / Integer.BYTES) {
                throw new IOException("it is cut short or altered");
            }
            int[] batch = new int[size];
            for (int i = 0; i < size; i++) {
                batch[i] = in.readInt();
                if (batch[i] < 0 || batch[i] >= lengths.length) {
                    throw new IOException("it names an example that does not exist");
                }
            }
            batches.add(batch);
        }
        return batches;
    }
}
