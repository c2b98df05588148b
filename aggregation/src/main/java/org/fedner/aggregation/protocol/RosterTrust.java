package org.fedner.aggregation.protocol;

import org.fedner.aggregation.message.SignedRoster;

/** Whether the federation's authority signed a roster. Its key may be succeeded while a platform runs. */
@FunctionalInterface
public interface RosterTrust {
    boolean isOfTheAuthority(SignedRoster roster);
}
