package org.fedner.model.network;

import java.util.Arrays;
import org.fedner.model.parameters.ParameterLayout;
import org.fedner.model.parameters.TensorNames;
import org.fedner.model.parameters.TensorSpec;

/**
 * The two modules' gradients of one unit after the other, in two arrays, filled tensor by tensor. Of a hashed table a unit
 * touches a few rows; what it touched is remembered, so that nobody needs to look at the rest, and only that is cleared.
 */
final class UnitModules {
    private static final int SHARED = 0;
    private static final int OWN = 1;

    private final ParameterLayout[] layouts;
    private final float[][] arrays;
    private final Stretches[] touched = {new Stretches(), new Stretches()};
    private final int[][] stretches = new int[2][];

    /** Both arrays must be zero. */
    UnitModules(PlatformNetwork network, float[] shared, float[] own) {
        layouts = new ParameterLayout[] {network.sharedLayout, network.privateLayout};
        arrays = new float[][] {shared, own};
        Arrays.fill(stretches, new int[0]);
    }

    private int module(String tensor) {
        return layouts[SHARED].contains(tensor) ? SHARED : OWN;
    }

    /** The array that a tensor's gradient is written to. */
    float[] array(String tensor) {
        return arrays[module(tensor)];
    }

    /** Where it begins there. */
    int offset(String tensor) {
        return layouts[module(tensor)].offset(tensor);
    }

    /** Clears what the last unit left. */
    void begin() {
        for (int module = SHARED; module <= OWN; module++) {
            for (int i = 0; i < stretches[module].length; i += 2) {
                Arrays.fill(arrays[module], stretches[module][i], stretches[module][i + 1], 0f);
            }
            touched[module].clear();
            for (TensorSpec tensor : layouts[module].tensors()) {
                if (!TensorNames.isHashedTable(tensor.name())) {
                    int offset = layouts[module].offset(tensor.name());
                    touched[module].add(offset, offset + tensor.size());
                }
            }
        }
    }

    /** Adds {@code signal[from ..]} times the factor to one row of a hashed table. */
    void addRow(String table, int row, int width, float[] signal, int from, float factor) {
        int module = module(table);
        int offset = layouts[module].offset(table) + row * width;
        touched[module].add(offset, offset + width);
        float[] array = arrays[module];
        for (int j = 0; j < width; j++) {
            array[offset + j] += factor * signal[from + j];
        }
    }

    /** Of either module {@code from, to, from, to ..}, ascending: outside of these it is zero. */
    int[][] stretches() {
        for (int module = SHARED; module <= OWN; module++) {
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
