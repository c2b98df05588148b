/**
 * The layers that training computes, forward and backward, on sentences packed without padding: matrix products by OpenBLAS,
 * everything else in Java. Nothing here knows words, tags or modules.
 */
package org.fedner.model.layers;
