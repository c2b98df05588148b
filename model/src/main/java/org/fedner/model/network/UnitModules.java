package org.fedner.model.network;

import java.util.Arrays;
import org.fedner.model.network.ModulePlaces.Place;
import org.fedner.model.parameters.TensorNames;
import org.fedner.model.parameters.TensorSpec;

/**
 * The two modules' gradients of one unit after the other, in two arrays, filled tensor by tensor. Of a hashed table a unit
 * touches a few rows; what it touched is remembered, so that nobody needs to look at the rest, and only that is cleared.
 */
final class UnitModules extends ModuleArrays {
    private final Stretches[] touched = {new Stretches(), new Stretches()};
    private final int[][] stretches = new int[2][];

    /** Both arrays must be zero. */
    UnitModules(ModulePlaces places, float[] shared, float[] own) {
        super(places, shared, own);
        Arrays.fill(stretches, new int[0]);
    }

    /** Clears what the last unit left. */
    void begin() {
        for (int module = ModulePlaces.SHARED; module <= ModulePlaces.OWN; module++) {
            for (int i = 0; i < stretches[module].length; i += 2) {
                Arrays.fill(arrays[module], stretches[module][i], stretches[module][i + 1], 0f);
            }
            touched[module].clear();
            for (TensorSpec tensor : places.layout(module).tensors()) {
                if (!TensorNames.isHashedTable(tensor.name())) {
                    int offset = offset(tensor.name());
                    touched[module].add(offset, offset + tensor.size());
                }
            }
        }
    }

    @Override
    void addRow(Place table, int row, int width, float[] signal, int from, float factor) {
        int offset = table.offset() + row * width;
        touched[table.module()].add(offset, offset + width);
        super.addRow(table, row, width, signal, from, factor);
    }

    /** Of either module {@code from, to, from, to ..}, ascending: outside of these it is zero. */
    int[][] stretches() {
        for (int module = ModulePlaces.SHARED; module <= ModulePlaces.OWN; module++) {
            stretches[module] = touched[module].merged();
        }
        return stretches;
    }

    /** Stretches in any order, some of them twice. */
    private static final class Stretches {
        private long[] all = new long[1024]; // from in the upper half, to in the lower: they sort as they stand
        private int count;

        void clear() {
            count = 0;
        }

        void add(int from, int to) {
            if (count == all.length) {
                all = Arrays.copyOf(all, 2 * count);
            }
            all[count++] = (long) from << Integer.SIZE | to;
        }

        int[] merged() {
            Arrays.sort(all, 0, count);
            int[] merged = new int[2 * count];
            int end = 0;
            for (int i = 0; i < count; i++) {
                int from = (int) (all[i] >>> Integer.SIZE);
                int to = (int) all[i];
                if (end > 0 && merged[end - 1] >= from) {
                    merged[end - 1] = Math.max(merged[end - 1], to);
                } else {
                    merged[end++] = from;
                    merged[end++] = to;
                }
            }
            return Arrays.copyOf(merged, end);
        }
    }
}
