package org.fedner.model.parameters;

/** The size of the fixed public character table of the corpus package (a test there holds the two together). */
final class PublicCharacters {
    static final int SIZE = 196;

    private PublicCharacters() {}
}
