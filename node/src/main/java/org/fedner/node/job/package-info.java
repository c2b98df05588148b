/**
 * What a {@link org.fedner.node.config.Job} means in numbers: its network, its layout, and the state that every party derives
 * alike from verified sums.
 *
 * <p>Here the two rooms that do not know each other meet: the model's parameters and the secure sum's words.
 */
package org.fedner.node.job;
