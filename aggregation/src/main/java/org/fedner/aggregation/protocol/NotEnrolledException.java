package org.fedner.aggregation.protocol;

import org.fedner.aggregation.message.PlatformId;

/** A member of a proposed epoch is not in the roster. */
final class NotEnrolledException extends Exception {

    private static final long serialVersionUID = 1L;

    NotEnrolledException(PlatformId member) {
        super("not enrolled: " + member);
    }
}
