/**
 * The network of a {@link org.fedner.model.parameters.NetworkSpec} in TensorFlow, and its CRF in Java.
 *
 * <p>A {@link org.fedner.model.network.Recogniser} is graph and session; it holds no parameters. A {@link
 * org.fedner.model.network.PlatformNetwork} is the network with one platform's parameters, which are fed from long-lived
 * tensors without a copy. A gradient takes two runs: the first ends at the emission scores, {@link
 * org.fedner.model.network.LinearChainCrf} computes loss and gradient of the tag sequence in doubles, the second run starts
 * from there and is fed the activations of the first. Bi-LSTMs are differentiated by an operation placed by hand, and
 * TensorFlow differentiates what lies between them. Which parameters are shared does not matter to the graph.
 *
 * <p>For one seed and one number of threads a gradient has the same bits in every run. Only this package and {@code
 * encoder} know TensorFlow.
 */
package org.fedner.model.network;
