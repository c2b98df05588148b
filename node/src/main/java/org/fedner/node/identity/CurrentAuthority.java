package org.fedner.node.identity;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.fedner.aggregation.message.FederationId;
import org.fedner.aggregation.message.SignedRoster;
import org.fedner.crypto.signing.VerifyingKey;

/**
 * Whose signatures count here: the newest key of the pinned authority, and those before it until their overlap ends.
 *
 * <p>A successor comes from a peer through {@link #offer}, or from {@code provision install} into the same file, which a running
 * process notices by itself; nothing goes back to a key of before. Safe for any thread.
 */
public final class CurrentAuthority implements Supplier<AuthorityPaper> {
    private final Path file;
    private final Clock clock;
    private AuthorityPaper current;
    private FileTime readAt;

    private CurrentAuthority(Path file, Clock clock, AuthorityPaper current, FileTime readAt) {
        this.file = file;
        this.clock = clock;
        this.current = current;
        this.readAt = readAt;
    }

    static CurrentAuthority open(Path file, Clock clock) throws IdentityException {
        FileTime at = OwnFiles.modified(file);
        return new CurrentAuthority(file, clock, AuthorityPaper.read(file), at);
    }

    /** One that is about to be pinned: nothing is in its file yet. */
    static CurrentAuthority pinning(Path file, Clock clock, AuthorityPaper first) {
        return new CurrentAuthority(file, clock, first, OwnFiles.modified(file));
    }

    /**
     * As this would be with {@code offered} taken up, for judging what came with it; nothing is stored and this stays as it is.
     *
     * @throws IdentityException as {@link #offer}
     */
    public CurrentAuthority with(AuthorityPaper offered) throws IdentityException {
        return with(offered, false);
    }

    /**
     * As {@link #with(AuthorityPaper)}.
     *
     * @param isConfirmed whatever the time: a person has compared the newest fingerprint by telephone
     */
    CurrentAuthority with(AuthorityPaper offered, boolean isConfirmed) throws IdentityException {
        requireKnown(offered);
        boolean isNewer = offered.lineage().follows(get().lineage());
        if (isNewer && !isConfirmed) {
            requireInTime(offered);
        }
        return new CurrentAuthority(file, clock, isNewer ? offered : get(), readAt);
    }

    /** The newest; looks whether the file has changed. */
    @Override
    public synchronized AuthorityPaper get() {
        FileTime at = OwnFiles.modified(file);
        if (!at.equals(readAt)) {
            readAt = at;
            try {
                AuthorityPaper read = AuthorityPaper.read(file);
                if (read.lineage().follows(current.lineage())) { // who wrote it here has judged whether it is in time
                    current = read;
                }
            } catch (IdentityException e) {
                // a file under way or damaged changes nothing: what is known stays
            }
        }
        return current;
    }

    /**
     * Takes up a successor, and stores it.
     *
     * @return whether it was one; what is known here already, the newest key or an older one, changes nothing
     * @throws IdentityException {@code WRONG_AUTHORITY} if it does not follow from what is pinned here, {@code
     *     SUCCESSION_REFUSED} if its overlap has ended or not begun
     */
    public synchronized boolean offer(AuthorityPaper offered) throws IdentityException {
        if (with(offered).get().equals(get())) {
            return false;
        }
        offered.write(file);
        readAt = OwnFiles.modified(file);
        current = offered;
        return true;
    }

    private void requireKnown(AuthorityPaper offered) throws IdentityException {
        AuthorityPaper known = get();
        if (!offered.lineage().equals(known.lineage())
                && !offered.lineage().follows(known.lineage())
                && !known.lineage().follows(offered.lineage())) {
            throw new IdentityException(
                    IdentityFault.WRONG_AUTHORITY,
                    "The papers are of another authority than the one pinned in %s; use another folder for another federation, and call the coordinator if there is one federation only."
                            .formatted(file));
        }
    }

    private void requireInTime(AuthorityPaper offered) throws IdentityException {
        if (!offered.lineage().extendsAt(get().lineage(), now())) {
            throw new IdentityException(
                    IdentityFault.SUCCESSION_REFUSED,
                    "The change of the authority's key is not to be taken up now: its overlap has ended, or a clock is wrong. Compare the new fingerprint by telephone and run provision install with --authority-fingerprint.");
        }
    }

    /** The keys whose signatures count now, the newest first. */
    public List<VerifyingKey> keys() {
        return get().lineage().keysAt(now());
    }

    public FederationId federation() {
        return get().federation();
    }

    /** Whether the roster is of this federation and signed with a key that counts now. */
    public boolean hasSigned(SignedRoster roster) {
        return signer(roster).filter(this::counts).isPresent();
    }

    /** The key that signed a roster of this federation, whether its signatures still count or not. */
    Optional<VerifyingKey> signer(SignedRoster roster) {
        return get().lineage().keys().stream()
                .filter(key -> roster.roster().federation().equals(federation()) && roster.isSignedBy(key))
                .findFirst();
    }

    boolean counts(VerifyingKey key) {
        return keys().contains(key);
    }

    /** Whether the job is of this federation and signed with a key that counts now. */
    public boolean hasSigned(SignedJob job) {
        return keys().stream().anyMatch(key -> job.isSignedBy(key, federation()));
    }

    /** When a certificate ends: with its last day, or with the overlap of the key that signed it. */
    public Instant endOf(CertifiedParty party) {
        Instant last = party.certificate().getNotAfter().toInstant();
        return get().lineage().endOf(party.issuer()).stream()
                .mapToObj(Instant::ofEpochSecond)
                .filter(end -> end.isBefore(last))
                .findFirst()
                .orElse(last);
    }

    X509Certificate certificate() {
        return get().certificate();
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }
}
