package org.fedner.audit.log;

/** Is told after each single change of the file system, where a process may die: what tests cut a writer off with. */
@FunctionalInterface
interface WriteBoundary {
    WriteBoundary NONE = () -> {};

    void reached();
}
