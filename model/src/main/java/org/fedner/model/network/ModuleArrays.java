package org.fedner.model.network;

import org.fedner.model.network.ModulePlaces.Place;

/** Two arrays in the order of the shared and of the private layout: parameters, or what a pass makes of their gradients. */
class ModuleArrays {
    final ModulePlaces places;
    final float[][] arrays;

    ModuleArrays(ModulePlaces places, float[] shared, float[] own) {
        this.places = places;
        arrays = new float[][] {shared, own};
    }

    /** The array that has a tensor. */
    final float[] array(String tensor) {
        return arrays[places.place(tensor).module()];
    }

    /** Where it begins there. */
    final int offset(String tensor) {
        return places.place(tensor).offset();
    }

    /** Numbers it has. */
    final int size(String tensor) {
        return places.place(tensor).size();
    }

    /** Adds {@code signal[from ..]} times the factor to one row of a hashed table. */
    void addRow(Place table, int row, int width, float[] signal, int from, float factor) {
        float[] array = arrays[table.module()];
        int offset = table.offset() + row * width;
        for (int j = 0; j < width; j++) {
            array[offset + j] += factor * signal[from + j];
        }
    }
}
