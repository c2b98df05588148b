package org.fedner.model.network;

/** What the network reads of one word as it is written. Compared by identity; prints nothing of the word. */
final class WordForm {
    /** Character ids with start and end marks; empty in a network that reads no characters. */
    final int[] characters;

    final int capitalisation;
    /** Rows of the hashed tables, {@code [table][hash]}; empty with vectors. */
    final int[] rows;
    /** Row of the vectors; 0 (all zeros) with hashed words. */
    final int vector;

    WordForm(int[] characters, int capitalisation, int[] rows, int vector) {
        this.characters = characters;
        this.capitalisation = capitalisation;
        this.rows = rows;
        this.vector = vector;
    }
}
