package org.fedner.model.benchmark;

/**
 * The gradients of one round of a federation, all platforms together, in milliseconds. Medians over rounds. On one thread
 * gradients, floor and product are that thread's processor time, on several, and of the parts always, time that passes.
 *
 * @param platforms that share the batch
 * @param sentences of the batch, as the shares came out and the last of a pool of batches may have fewer; mean
 * @param tokens in it; mean
 * @param threads that one operation may use
 * @param sharedCoordinates of the shared module
 * @param productGflops speed of a product of two matrices of 1024 x 1024, in the same process
 * @param gigaOperations of the gradients' matrix products
 * @param floorMillis these operations at that speed
 * @param gradientMillis all platforms' gradients
 * @param gradientToFloor their ratio
 */
public record RoundResult(
        int platforms,
        double sentences,
        double tokens,
        int threads,
        int sharedCoordinates,
        double productGflops,
        double gigaOperations,
        double floorMillis,
        double gradientMillis,
        double loadMillis,
        double forwardMillis,
        double crfMillis,
        double backwardMillis,
        double weightsMillis,
        double gradientToFloor) {}
