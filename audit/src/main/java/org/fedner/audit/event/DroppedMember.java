package org.fedner.audit.event;

/** A platform that did not make it to the end of a phase, and why. */
public record DroppedMember(MemberId id, DropCode code) {}
