package org.fedner.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchScheduleTest {

    @Property(tries = 100)
    void everyExampleComesExactlyOnceAPass(
            @ForAll @IntRange(min = 1, max = 400) int examples,
            @ForAll @IntRange(min = 1, max = 40) int batchSize,
            @ForAll long seed) {
        BatchSchedule schedule = schedule(examples, batchSize, seed);
        for (int pass = 1; pass <= 3; pass++) {
            int[] counts = new int[examples];
            int seen = 0;
            while (seen < examples) {
                int[] batch = schedule.form();
                assertThat(batch.length).isBetween(1, batchSize);
                assertThat(schedule.passes()).isEqualTo(pass);
                Arrays.stream(batch).forEach(i -> counts[i]++);
                seen += batch.length;
                schedule.spend();
            }
            assertThat(counts).containsOnly(1);
        }
    }

    @Property(tries = 100)
    void scatteringLosesNothingAndFormsNoBatchAgain(
            @ForAll @IntRange(min = 200, max = 400) int examples,
            @ForAll @IntRange(min = 4, max = 12) int batchSize,
            @ForAll long seed) {
        BatchSchedule schedule = schedule(examples, batchSize, seed);
        Random voids = new Random(seed);
        Set<Set<Integer>> voided = new HashSet<>();
        Map<Integer, Integer> spent = new HashMap<>();
        int owed = 0; // examples of begun passes that were not spent yet
        long passes = 0;
        for (int round = 0; round < 400; round++) {
            int[] batch = schedule.form();
            owed += (int) (schedule.passes() - passes) * examples;
            passes = schedule.passes();
            Set<Integer> set = new HashSet<>();
            Arrays.stream(batch).forEach(set::add);
            assertThat(voided).doesNotContain(set);
            if (voids.nextInt(4) == 0 && batch.length > 1) {
                voided.add(set);
                schedule.scatter();
            } else {
                Arrays.stream(batch).forEach(i -> spent.merge(i, 1, Integer::sum));
                owed -= batch.length;
                schedule.spend();
            }
        }
        // From here on nothing is voided; what was postponed is made good within a few passes.
        for (long last = passes + 10; passes < last; ) {
            int[] batch = schedule.form();
            if (schedule.passes() > passes && owed == 0) {
                break;
            }
            owed += (int) (schedule.passes() - passes) * examples;
            passes = schedule.passes();
            Arrays.stream(batch).forEach(i -> spent.merge(i, 1, Integer::sum));
            owed -= batch.length;
            schedule.spend();
        }
        assertThat(owed).isZero();
        assertThat(spent.values()).containsOnly((int) passes);
    }

    /** Several batches of one round are scattered together, and none of them is formed again. */
    @Property(tries = 50)
    void aVoidScattersAllBatchesOfARound(@ForAll @IntRange(min = 2, max = 6) int steps, @ForAll long seed)
            throws IOException {
        BatchSchedule schedule = schedule(240, 8, seed);
        Set<Set<Integer>> voided = new HashSet<>();
        for (int round = 0; round < 30; round++) {
            List<int[]> batches = schedule.form(steps);
            assertThat(batches).hasSize(steps);
            BatchSchedule read = schedule(240, 8, seed);
            read.read(new DataInputStream(new ByteArrayInputStream(written(schedule))));
            List<int[]> again = read.form(steps);
            for (int i = 0; i < steps; i++) {
                Set<Integer> set = new HashSet<>();
                Arrays.stream(batches.get(i)).forEach(set::add);
                assertThat(voided).doesNotContain(set);
                assertThat(again.get(i)).isEqualTo(batches.get(i));
                if (round % 3 == 0) {
                    voided.add(set);
                }
            }
            if (round % 3 == 0) {
                schedule.scatter();
            } else {
                schedule.spend();
            }
        }
    }

    /** As above with every batch drawn one round ahead: a void scatters the open batch and the one behind it. */
    @Property(tries = 50)
    void whatWasDrawnAheadOfAVoidIsNotFormedAgain(
            @ForAll @IntRange(min = 200, max = 400) int examples,
            @ForAll @IntRange(min = 4, max = 12) int batchSize,
            @ForAll long seed) {
        BatchSchedule ahead = schedule(examples, batchSize, seed);
        BatchSchedule straight = schedule(examples, batchSize, seed);
        Random voids = new Random(seed);
        Set<Set<Integer>> voided = new HashSet<>();
        Map<Integer, Integer> spent = new HashMap<>();
        boolean undisturbed = true;
        int[] next = ahead.draw();
        for (int round = 0; round < 300; round++) {
            int[] batch = ahead.form();
            assertThat(batch).isEqualTo(next);
            if (undisturbed) {
                assertThat(batch).isEqualTo(straight.form());
                straight.spend();
            }
            assertThat(voided).doesNotContain(set(batch));
            next = ahead.draw();
            if (round > 30 && voids.nextInt(4) == 0 && batch.length > 1 && next.length > 1) {
                voided.add(set(batch));
                voided.add(set(next));
                ahead.scatter();
                next = ahead.draw();
                undisturbed = false;
            } else {
                Arrays.stream(batch).forEach(i -> spent.merge(i, 1, Integer::sum));
                ahead.spend();
            }
        }
        assertThat(spent.keySet()).hasSize(examples); // nothing was lost on the way
        assertThatThrownBy(ahead::draw).isInstanceOf(IllegalStateException.class);
    }

    private static Set<Integer> set(int[] batch) {
        Set<Integer> set = new HashSet<>();
        Arrays.stream(batch).forEach(set::add);
        return set;
    }

    @Test
    void batchesHaveSimilarLengths() {
        int[] lengths = new Random(1).ints(4000, 1, 200).toArray();
        BatchSchedule schedule = new BatchSchedule(lengths, new Seeds(1, "a"), 20, new Random(1));
        double spread = 0;
        for (int i = 0; i < 200; i++) {
            int[] batch = schedule.form();
            schedule.spend();
            int longest = Arrays.stream(batch).map(e -> lengths[e]).max().orElseThrow();
            int shortest = Arrays.stream(batch).map(e -> lengths[e]).min().orElseThrow();
            spread += (longest - shortest) / 200.0;
        }
        assertThat(spread).isLessThan(20);
    }

    @Test
    void resizingKeepsWhatIsLeftOfThePass() {
        BatchSchedule schedule = schedule(100, 8, 3);
        List<Integer> seen = new ArrayList<>();
        for (int round = 0; seen.size() < 100; round++) {
            schedule.resize(5 + round);
            Arrays.stream(schedule.form()).forEach(seen::add);
            schedule.spend();
        }
        assertThat(seen).doesNotHaveDuplicates().hasSize(100);
        assertThat(schedule.passes()).isEqualTo(1);
    }

    @Test
    void thePositionCanBeWrittenAndReadBack() throws IOException {
        BatchSchedule one = schedule(90, 7, 4);
        for (int i = 0; i < 20; i++) {
            one.form();
            if (i % 5 == 0) {
                one.scatter();
            } else {
                one.spend();
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        one.write(new DataOutputStream(bytes));
        BatchSchedule other = schedule(90, 1, 4);
        other.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        // Postponed examples are placed by the secret source, so compare up to the end of the pass.
        long pass = one.passes();
        for (int[] next = one.form(); one.passes() == pass; next = one.form()) {
            assertThat(other.form()).isEqualTo(next);
            one.spend();
            other.spend();
        }
    }

    @Property(tries = 60)
    void afterAnInterruptionNoBatchSinceTheWrittenPositionIsFormedAgain(
            @ForAll @IntRange(min = 200, max = 400) int examples,
            @ForAll @IntRange(min = 6, max = 12) int batchSize,
            @ForAll @IntRange(max = 70) int before,
            @ForAll long seed)
            throws IOException {
        BatchSchedule lost = schedule(examples, batchSize, seed);
        spend(lost, before);
        byte[] position = written(lost);
        BatchSchedule restored = restored(position, examples, seed);
        restored.scatterRest();
        Set<Set<Integer>> uploaded = new HashSet<>();
        long pass = lost.passes();
        for (Set<Integer> batch = next(lost); lost.passes() == pass; batch = next(lost)) {
            if (batch.size() > 1) { // an example that is a batch of its own has nobody to be scattered among
                uploaded.add(batch);
            }
        }
        for (int round = 0; round < 2 * examples / batchSize; round++) {
            assertThat(uploaded).doesNotContain(next(restored));
        }
    }

    @Test
    void afterAnInterruptionNewPassesAndNewSizesBringOtherBatches() throws IOException {
        for (long seed = 0; seed < 20; seed++) {
            BatchSchedule lost = schedule(300, 10, seed);
            spend(lost, seed % 2 == 0 ? 30 : 4); // at the end of a pass, and within one
            BatchSchedule restored = restored(written(lost), 300, seed);
            restored.scatterRest();
            lost.resize(12);
            restored.resize(12);
            Set<Set<Integer>> uploaded = new HashSet<>();
            for (int round = 0; round < 40; round++) {
                uploaded.add(next(lost));
            }
            for (int round = 0; round < 40; round++) {
                assertThat(uploaded).doesNotContain(next(restored));
            }
        }
    }

    @Test
    void anInterruptionLosesNoExample() throws IOException {
        for (int before : new int[] {0, 3, 26, 30}) {
            BatchSchedule lost = schedule(300, 10, 8);
            spend(lost, before);
            BatchSchedule restored = restored(written(lost), 300, 8);
            restored.scatterRest();
            int owed = 300 * (int) lost.passes() - 10 * before + 300 * 4; // what is postponed comes a pass later
            Map<Integer, Integer> seen = new HashMap<>();
            while (owed > 0) {
                for (int example : restored.form()) {
                    seen.merge(example, 1, Integer::sum);
                    owed--;
                }
                restored.spend();
            }
            assertThat(seen.keySet()).hasSize(300);
            assertThat(seen.values()).allMatch(times -> times >= 3);
        }
    }

    private static void spend(BatchSchedule schedule, int batches) {
        for (int i = 0; i < batches; i++) {
            next(schedule);
        }
    }

    private static Set<Integer> next(BatchSchedule schedule) {
        Set<Integer> batch = new HashSet<>();
        Arrays.stream(schedule.form()).forEach(batch::add);
        schedule.spend();
        return batch;
    }

    private static byte[] written(BatchSchedule schedule) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        schedule.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    /** Another process with the same seed; its secret source is another. */
    private static BatchSchedule restored(byte[] position, int examples, long seed) throws IOException {
        int[] lengths = new Random(seed).ints(examples, 1, 60).toArray();
        BatchSchedule schedule = new BatchSchedule(lengths, new Seeds(seed, "ade"), 1, new Random(seed + 1));
        schedule.read(new DataInputStream(new ByteArrayInputStream(position)));
        return schedule;
    }

    @Test
    void seedAndPlatformDecideTheOrder() {
        int[] first = new BatchSchedule(new int[50], new Seeds(1, "a"), 10, new Random(1)).form();
        assertThat(new BatchSchedule(new int[50], new Seeds(1, "a"), 10, new Random(2)).form())
                .isEqualTo(first);
        assertThat(new BatchSchedule(new int[50], new Seeds(1, "b"), 10, new Random(1)).form())
                .isNotEqualTo(first);
        assertThat(new BatchSchedule(new int[50], new Seeds(2, "a"), 10, new Random(1)).form())
                .isNotEqualTo(first);
    }

    @Test
    void refusesToFormABatchBeforeTheLastIsDecided() {
        BatchSchedule schedule = schedule(10, 2, 1);
        schedule.form();
        assertThatThrownBy(schedule::form).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> schedule.resize(3)).isInstanceOf(IllegalStateException.class);
    }

    private static BatchSchedule schedule(int examples, int batchSize, long seed) {
        int[] lengths = new Random(seed).ints(examples, 1, 60).toArray();
        return new BatchSchedule(lengths, new Seeds(seed, "ade"), batchSize, new Random(seed));
    }
}
