/**
 * Bytes from outside, given to whatever decodes them.
 *
 * <p>A class whose name ends in {@code Fuzz} is one target: seeds, and one method with the claim that every decoder of its
 * group either refuses its input in the one way it declares or gives the same bytes back when it encodes what it read.
 * {@code mvn -Pfuzz} runs each for {@code fuzz.duration} under Jazzer, which is guided by coverage; {@link DecodersTest} runs all
 * of them in every build over their seeds and a thousand {@link Mutations} of these. What was found is in
 * docs/testing.md.
 */
package org.fedner.node.fuzz;
