/**
 * The numbers that are trained: which tensors there are, how they start, how one step moves them, how they are stored.
 *
 * <p>A {@link org.fedner.model.parameters.NetworkSpec} is the network as data. It decides the names and shapes of the
 * tensors and on which side of the cut each one lies: {@link org.fedner.model.parameters.SharedParameters} are summed
 * over the federation, {@link org.fedner.model.parameters.PrivateParameters} never leave their platform. Both are one
 * {@code float[]} with a {@link org.fedner.model.parameters.ParameterLayout} that says which tensor stands where.
 *
 * <p>Everything here gives the same bits on every machine: initial values come from SHA-256 ({@link
 * org.fedner.model.parameters.SeededFloats}), {@link org.fedner.model.parameters.Adam} uses only float operations that
 * IEEE 754 rounds exactly, and each encoding is canonical. The server loads this package, so it knows nothing of
 * TensorFlow.
 */
package org.fedner.model.parameters;
