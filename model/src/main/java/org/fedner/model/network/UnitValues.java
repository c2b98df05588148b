package org.fedner.model.network;

import java.util.List;

/**
 * What the layers read in one pass and what came back to them, place by place.
 *
 * @param top what the emission scores read, {@code [steps][batch][top]}
 * @param input what the word CNN reads, {@code [steps][batch][word]}
 * @param words gradient of the words side by side with their features, likewise
 * @param filtered gradient of the word CNN's scores of each width, {@code [steps][batch][filters]}
 * @param lstms from the words up
 */
record UnitValues(float[] top, float[] input, float[] words, List<float[]> filtered, List<Lstm> lstms) {

    /** @param input {@code [steps][batch][width]} */
    record Lstm(float[] input, Direction ahead, Direction back) {}

    /**
     * In the order in which the direction reads.
     *
     * @param hidden its values, {@code [steps][batch][units]}
     * @param gates gradient of its gates, {@code [steps][batch][4 * units]}
     */
    record Direction(float[] hidden, float[] gates) {}
}
