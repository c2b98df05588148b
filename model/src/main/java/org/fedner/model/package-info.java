/**
 * The recogniser: medical named entities in notes.
 *
 * <p>Notes come in through {@code corpus}; {@code parameters} says what is trained and how one step moves it; {@code
 * network} computes emissions and gradients with TensorFlow; {@code training} walks over batches; {@code scoring} counts
 * what was found. Nothing here knows of masks, messages or other platforms: the gradient of the shared module leaves as a
 * {@code float[]}, and the mean gradient comes back as one.
 */
package org.fedner.model;
