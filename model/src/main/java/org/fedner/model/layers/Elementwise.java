package org.fedner.model.layers;

/**
 * Arithmetic number by number. Whole arrays from their first number on and nothing else in the loop: only so does the
 * compiler turn it into vector instructions.
 */
public final class Elementwise {
    /** Beyond it a float's tanh is 1 but for rounding. */
    private static final float SATURATED = 7.90531110763549805f;

    private Elementwise() {}

    /**
     * The hyperbolic tangent of the first {@code count}, in place, to 4e-7 of its value: a rational function of degree 13 over 6, whose
     * coefficients are those of Eigen (MPL 2.0), so that training and TensorFlow's own kernels agree.
     */
    static void tanh(float[] values, int count) {
        for (int j = 0; j < count; j++) {
            float x = Math.max(-SATURATED, Math.min(SATURATED, values[j]));
            float s = x * x;
            float p = -2.76076847742355e-16f;
            p = p * s + 2.00018790482477e-13f;
            p = p * s - 8.60467152213735e-11f;
            p = p * s + 5.12229709037114e-08f;
            p = p * s + 1.48572235717979e-05f;
            p = p * s + 6.37261928875436e-04f;
            p = p * s + 4.89352455891786e-03f;
            float q = 1.19825839466702e-06f;
            q = q * s + 1.18534705686654e-04f;
            q = q * s + 2.26843463243900e-03f;
            q = q * s + 4.89352518554385e-03f;
            values[j] = x * p / q;
        }
    }

    /** 1 / (1 + exp(-x)) of the first {@code count}, in place. */
    static void sigmoid(float[] values, int count) {
        scale(values, 0.5f, count);
        tanh(values, count);
        for (int j = 0; j < count; j++) {
            values[j] = 0.5f + 0.5f * values[j];
        }
    }

    private static void scale(float[] values, float by, int count) {
        for (int j = 0; j < count; j++) {
            values[j] *= by;
        }
    }

    /** {@code target[j] *= factors[j]} for the first so many. */
    public static void multiply(float[] target, float[] factors, int count) {
        for (int j = 0; j < count; j++) {
            target[j] *= factors[j];
        }
    }

    /** {@code target[j] += values[j]} for the first so many. */
    public static void add(float[] target, float[] values, int count) {
        for (int j = 0; j < count; j++) {
            target[j] += values[j];
        }
    }

    /** The array if it has room for so many numbers, otherwise a new one; so memory is asked for once, not every batch. */
    public static float[] room(float[] array, int size) {
        return array.length >= size ? array : new float[size];
    }
}
