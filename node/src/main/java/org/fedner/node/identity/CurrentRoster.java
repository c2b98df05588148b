package org.fedner.node.identity;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.fedner.aggregation.message.Roster;
import org.fedner.aggregation.message.SignedRoster;
import org.fedner.crypto.signing.VerifyingKey;

/**
 * The newest roster this site knows, signed by the pinned authority; it never goes back to an older version.
 *
 * <p>A newer one comes from a peer through {@link #offer}, or from {@code provision install} into the same file, which a
 * running process notices by itself. Safe for any thread.
 */
public final class CurrentRoster implements Supplier<Roster> {
    private final Path file;
    private final CurrentAuthority authority;
    private SignedRoster current;
    private VerifyingKey signer;
    private FileTime readAt;
    private final Map<String, String> names = new HashMap<>(); // of every roster that was current

    private CurrentRoster(
            Path file, CurrentAuthority authority, SignedRoster current, VerifyingKey signer, FileTime at) {
        this.file = file;
        this.authority = authority;
        this.current = current;
        this.signer = signer;
        this.readAt = at;
        learn(current);
    }

    private void learn(SignedRoster roster) {
        roster.roster().entries().forEach(entry -> names.put(entry.id().toString(), entry.name()));
    }

    /** Name of the party with this id in hexadecimal, also if it was struck off since this roster was opened. */
    public synchronized Optional<String> nameOf(String id) {
        signed();
        return Optional.ofNullable(names.get(id));
    }

    static CurrentRoster open(Path file, CurrentAuthority authority) throws IdentityException {
        FileTime at = OwnFiles.modified(file);
        SignedRoster roster = readFile(file);
        VerifyingKey signer = authority.signer(roster).orElseThrow(() -> foreign(file));
        return new CurrentRoster(file, authority, roster, signer, at);
    }

    /** The newest roster; looks whether the file has changed. */
    @Override
    public Roster get() {
        return signed().roster();
    }

    /** As {@link #get}, with the authority's signature, as it travels to others. */
    public synchronized SignedRoster signed() {
        FileTime at = OwnFiles.modified(file);
        if (!at.equals(readAt)) {
            readAt = at;
            try {
                SignedRoster read = readFile(file);
                VerifyingKey by = countingSigner(read);
                if (read.roster().version() > current.roster().version()) {
                    current = read;
                    learn(read);
                    signer = by;
                }
            } catch (IdentityException e) {
                // a file under way or damaged changes nothing: what is known stays, until it expires
            }
        }
        return current;
    }

    /**
     * Takes over a roster from elsewhere and stores it, if it is newer.
     *
     * @return whether it was newer
     * @throws IdentityException {@code WRONG_AUTHORITY} for a bad signature or another federation, {@code ROSTER_STALE} for an
     *     older version or different content under the same version
     */
    public synchronized boolean offer(SignedRoster offered) throws IdentityException {
        SignedRoster known = signed();
        VerifyingKey by = countingSigner(offered);
        if (offered.equals(known)) {
            return false;
        }
        if (offered.roster().version() <= known.roster().version()) {
            throw new IdentityException(
                    IdentityFault.ROSTER_STALE,
                    "The roster offered is version %d and this site has version %d; ask the coordinator for the newest."
                            .formatted(
                                    offered.roster().version(), known.roster().version()));
        }
        write(file, offered);
        readAt = OwnFiles.modified(file);
        current = offered;
        learn(offered);
        signer = by;
        return true;
    }

    /** Whether the authority's key that signed the newest roster still counts. */
    synchronized boolean isOfACountingKey() {
        signed();
        return authority.counts(signer);
    }

    static void write(Path file, SignedRoster roster) throws IdentityException {
        OwnFiles.write(file, new Pem(Enrolment.ROSTER, roster.encode()).text());
    }

    static SignedRoster readFile(Path file) throws IdentityException {
        byte[] bytes = Pem.only(Pem.parse(OwnFiles.read(file)), Enrolment.ROSTER)
                .orElseThrow(() -> new IdentityException(
                        IdentityFault.MALFORMED,
                        "%s does not hold one roster; install the enrolment file again.".formatted(file)));
        return Enrolment.roster(bytes, file);
    }

    private VerifyingKey countingSigner(SignedRoster roster) throws IdentityException {
        return authority.signer(roster).filter(authority::counts).orElseThrow(() -> foreign(file));
    }

    static void requireSigned(SignedRoster roster, CurrentAuthority authority, Path source) throws IdentityException {
        if (!authority.hasSigned(roster)) {
            throw foreign(source);
        }
    }

    static IdentityException foreign(Path source) {
        return new IdentityException(
                IdentityFault.WRONG_AUTHORITY,
                "The roster for %s is not signed by this federation's authority; ask the coordinator for the enrolment file."
                        .formatted(source));
    }
}
