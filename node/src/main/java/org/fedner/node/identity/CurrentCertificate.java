package org.fedner.node.identity;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.function.Supplier;

/**
 * This party's newest certificate. One that {@code provision install} puts into the same file is noticed by a running process
 * by itself, if it is for the same key and name, of the pinned authority, and ends later; any other changes nothing.
 *
 * <p>Safe for any thread.
 */
final class CurrentCertificate implements Supplier<CertifiedParty> {
    private final Path file;
    private final CurrentAuthority authority;
    private CertifiedParty current;
    private FileTime readAt;

    CurrentCertificate(Path file, CurrentAuthority authority, CertifiedParty current, FileTime readAt) {
        this.file = file;
        this.authority = authority;
        this.current = current;
        this.readAt = readAt;
    }

    /** The newest certificate; looks whether the file has changed. */
    @Override
    public synchronized CertifiedParty get() {
        FileTime at = OwnFiles.modified(file);
        if (!at.equals(readAt)) {
            readAt = at;
            try {
                current = Trust.renewed(current, Identity.readCertificate(file, Certificates.LABEL), authority);
            } catch (IdentityException | CertificateRefusedException e) {
                // a file under way or damaged changes nothing: what is known stays, until it expires
            }
        }
        return current;
    }
}
