package org.fedner.audit.log;

import java.io.IOException;

/** Gives the roots of a tree's perfect subtrees, from memory or from tiles. */
@FunctionalInterface
public interface SubtreeHashes {

    /** Root of the leaves {@code index * 2^level} to {@code (index + 1) * 2^level}, all within the tree. */
    byte[] hash(int level, long index) throws IOException;
}
