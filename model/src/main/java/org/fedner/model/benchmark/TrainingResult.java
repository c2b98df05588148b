package org.fedner.model.benchmark;

/**
 * One gradient of the {@code fedner} network, in milliseconds. Medians. On one thread step, floor and products are
 * that thread's processor time, on several, and of the parts always, time that passes.
 *
 * @param sentences B
 * @param tokens T, of each sentence
 * @param distinctWords in the batch
 * @param threads that one operation may use
 * @param sharedCoordinates of the shared module
 * @param productGflops speed of a product of two matrices of 1024 x 1024, in the same process
 * @param gigaOperations of the step's matrix products
 * @param floorMillis the step's operations at that speed
 * @param productsMillis the step's matrix products in their own shapes, and nothing else
 * @param stepMillis the whole gradient
 * @param stepToFloor their ratio
 * @param stepToProducts ratio to the products in their own shapes
 */
public record TrainingResult(
        int sentences,
        int tokens,
        int distinctWords,
        int threads,
        int sharedCoordinates,
        double productGflops,
        double gigaOperations,
        double floorMillis,
        double productsMillis,
        double stepMillis,
        double loadMillis,
        double forwardMillis,
        double crfMillis,
        double backwardMillis,
        double weightsMillis,
        double stepToFloor,
        double stepToProducts) {}
