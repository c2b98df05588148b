package org.fedner.model.parameters;

/**
 * Adam (Kingma and Ba 2015), beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, with the same bits on every machine.
 *
 * <p>Per coordinate only float addition, multiplication, division and square root are used, which IEEE 754 rounds
 * exactly and Java never reorders or contracts; the scalars of a step come from {@link StrictMath}. The bias corrections
 * are folded into the rate as in section 2 of the paper. Confined to one thread at a time.
 */
public final class Adam {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    /**
     * Added and taken away again, it rounds moments to multiples of about 1e-37, so a moment that decays never becomes
     * subnormal, which would make a step many times slower.
     */
    private static final float GRAIN = 1e-30f;

    private final float[] firstMoments;
    private final float[] secondMoments;
    private long steps;

    public Adam(int size) {
        this(new float[size], new float[size], 0);
    }

    Adam(float[] firstMoments, float[] secondMoments, long steps) {
        if (firstMoments.length != secondMoments.length || steps < 0) {
            throw new IllegalArgumentException("%d first and %d second moments after %d steps"
                    .formatted(firstMoments.length, secondMoments.length, steps));
        }
        this.firstMoments = firstMoments;
        this.secondMoments = secondMoments;
        this.steps = steps;
    }

    /** An optimiser that goes on where another one stood; the arrays are copied. */
    public static Adam resume(float[] firstMoments, float[] secondMoments, long steps) {
        return new Adam(firstMoments.clone(), secondMoments.clone(), steps);
    }

    /** Moves {@code parameters} in place by one step along {@code gradient}. All three lengths must agree. */
    public void step(float[] parameters, float[] gradient, double rate) {
        int size = firstMoments.length;
        if (parameters.length != size || gradient.length != size || !(rate >= 0)) {
            throw new IllegalArgumentException("%d parameters, %d gradients, %d moments, rate %s"
                    .formatted(parameters.length, gradient.length, size, rate));
        }
        steps++;
        update(parameters, gradient, firstMoments, secondMoments, scale(steps, rate), size);
    }

    /**
     * What one step does to every coordinate alike.
     *
     * @param rate with the bias corrections folded in
     */
    record Scale(float rate, float epsilon) {}

    /** Of the step with this number, from 1. */
    static Scale scale(long step, double rate) {
        double correction1 = 1 - StrictMath.pow(BETA1, step);
        double correction2 = Math.sqrt(1 - StrictMath.pow(BETA2, step));
        return new Scale((float) (rate * correction2 / correction1), (float) (EPSILON * correction2));
    }

    /** One step of the first {@code size} coordinates. */
    static void update(float[] x, float[] g, float[] m, float[] v, Scale scale, int size) {
        update(x, g, m, v, scale.rate(), scale.epsilon(), size);
    }

    /** Static and free of fields so that the compiler turns the loop into vector instructions. */
    private static void update(float[] x, float[] g, float[] m, float[] v, float rate, float epsilon, int size) {
        final float keep1 = (float) BETA1;
        final float keep2 = (float) BETA2;
        final float take1 = (float) (1 - BETA1);
        final float take2 = (float) (1 - BETA2);
        for (int i = 0; i < size; i++) {
            float gradient = g[i];
            float first = keep1 * m[i] + take1 * gradient + GRAIN - GRAIN;
            float second = keep2 * v[i] + take2 * gradient * gradient + GRAIN - GRAIN;
            m[i] = first;
            v[i] = second;
            x[i] -= rate * first / ((float) Math.sqrt(second) + epsilon);
        }
    }

    /** Steps taken so far. */
    public long steps() {
        return steps;
    }

    public int size() {
        return firstMoments.length;
    }

    /** The live first moments, for checkpoints. */
    public float[] firstMoments() {
        return firstMoments;
    }

    /** The live second moments, for checkpoints. */
    public float[] secondMoments() {
        return secondMoments;
    }

    public Adam copy() {
        return resume(firstMoments, secondMoments, steps);
    }
}
