package org.fedner.audit.event;

/** A platform and the certificate it takes part with. */
public record Member(MemberId id, Sha256Hex certSha256) {}
