/**
 * What {@code mvn -Pdist package} does beside Maven's own plugins, and the test of its archive.
 *
 * <p>{@link org.fedner.node.distribution.JavaRuntime} links the virtual machine, {@link
 * org.fedner.node.distribution.ArchiveTree} lays out the folder that becomes the archive and sums it. What is written by hand
 * is in {@code src/dist}. {@code DistributionIT} unpacks the archive and runs it where there is nothing else.
 */
package org.fedner.node.distribution;
