package org.fedner.node.page;

import org.fedner.audit.event.Admin;
import org.fedner.node.identity.IdentityException;

/** Writes what a person does by the page to the party's audit log, durably, before it is done. */
@FunctionalInterface
interface DeedLog {
    /** @throws IdentityException if it cannot be logged; then it is not to be done */
    void did(Admin.Action action, String who) throws IdentityException;
}
