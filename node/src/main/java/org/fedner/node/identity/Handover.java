package org.fedner.node.identity;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.message.Lineage;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.SignedRoster;
import org.fedner.aggregation.message.SignedSuccession;
import org.fedner.aggregation.message.Succession;
import org.fedner.crypto.signing.SigningKey;

/**
 * The authority's key is succeeded by a new one in a folder of its own, which then holds everything an authority's folder does:
 * key, certificate, the roster signed anew, what was revoked.
 *
 * <p>A key names one successor, once: the statement lies in the old folder before anything leaves the new one, and from then on
 * the old folder signs nothing. Whatever is interrupted is finished by doing it again with the same two folders.
 */
public final class Handover {
    /** In the folder of a key that was succeeded. */
    private static final String STATEMENT = "succession.pem";

    private Handover() {}

    /**
     * Carries it out, or finishes it.
     *
     * @param folder of the authority that is succeeded
     * @param successor its successor's, new or begun by an earlier call
     * @param overlap how long the old key's signatures count beside the new one's
     * @return the successor
     * @throws IdentityException {@code REQUEST_REFUSED} if nobody is enrolled, the overlap is not of 1 to 90 days, or the old
     *     key has named another successor
     */
    public static FederationAuthority carryOut(
            Path folder, Path successor, Duration overlap, SecureRandom random, Clock clock) throws IdentityException {
        if (overlap.isNegative() || overlap.isZero() || overlap.compareTo(FederationAuthority.VALIDITY) > 0) {
            throw FederationAuthority.refused(
                    "The two keys count beside each other for up to %d days, and not for none."
                            .formatted(FederationAuthority.VALIDITY.toDays()));
        }
        try (FederationAuthority old = FederationAuthority.open(folder, clock)) {
            SignedRoster roster =
                    old.roster().orElseThrow(() -> FederationAuthority.refused("Nobody is enrolled yet."));
            OwnFiles.makeFolder(successor);
            Path keyFile = successor.resolve(FederationAuthority.KEY);
            if (!Files.exists(keyFile)) {
                requireNone(folder); // else the key that was named is lost, and no other may be
                try (SigningKey made = SigningKey.generate(random)) {
                    KeyFile.writeNew(keyFile, made);
                }
            }
            try (SigningKey key = KeyFile.read(keyFile)) {
                SignedSuccession statement = statement(folder, old, key, overlap, clock);
                publish(successor, old, key, statement, random, clock);
            }
            Path revoked = folder.resolve(FederationAuthority.REVOKED);
            if (Files.exists(revoked) && !Files.exists(successor.resolve(FederationAuthority.REVOKED))) {
                OwnFiles.write(successor.resolve(FederationAuthority.REVOKED), OwnFiles.read(revoked));
            }
            FederationAuthority made = FederationAuthority.open(successor, clock);
            if (!Files.exists(successor.resolve(FederationAuthority.ROSTER))) {
                made.takeOver(roster);
            }
            return made;
        }
    }

    /** The one statement of the old key: what lies in its folder, or a new one that does from now on. */
    private static SignedSuccession statement(
            Path folder, FederationAuthority old, SigningKey key, Duration overlap, Clock clock)
            throws IdentityException {
        Optional<SignedSuccession> before = statement(folder);
        if (before.isPresent()) {
            if (!before.get().succession().successor().equals(key.verifyingKey())) {
                throw succeeded(folder, before.get());
            }
            return before.get();
        }
        Instant issued = clock.instant().minus(FederationAuthority.CLOCK_TOLERANCE);
        Succession statement = new Succession(
                old.federation(),
                old.paper().lineage().sequence() + 1L,
                old.verifyingKey(),
                key.verifyingKey(),
                issued.getEpochSecond(),
                clock.instant().plus(overlap).getEpochSecond());
        SignedSuccession signed = SignedSuccession.sign(statement, old.key(), key);
        OwnFiles.write(folder.resolve(STATEMENT), new Pem(AuthorityPaper.SUCCESSION, signed.encode()).text());
        return signed;
    }

    private static void publish(
            Path successor,
            FederationAuthority old,
            SigningKey key,
            SignedSuccession statement,
            SecureRandom random,
            Clock clock)
            throws IdentityException {
        Path file = successor.resolve(FederationAuthority.CERTIFICATE);
        if (Files.exists(file)) {
            return;
        }
        List<SignedSuccession> successions =
                new ArrayList<>(old.paper().lineage().successions());
        successions.add(statement);
        X509Certificate certificate = new Issuer(
                        FederationAuthority.subject(old.paper().certificate()), key, random, clock)
                .selfSigned(FederationAuthority.AUTHORITY_VALIDITY);
        new AuthorityPaper(certificate, new Lineage(old.paper().lineage().founder(), successions)).write(file);
    }

    /** @throws IdentityException if the folder's key was succeeded */
    static void requireNone(Path folder) throws IdentityException {
        Optional<SignedSuccession> found = statement(folder);
        if (found.isPresent()) {
            throw succeeded(folder, found.get());
        }
    }

    private static Optional<SignedSuccession> statement(Path folder) throws IdentityException {
        Path file = folder.resolve(STATEMENT);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Pem.only(Pem.parse(OwnFiles.read(file)), AuthorityPaper.SUCCESSION)
                    .orElse(new byte[0]);
            return Optional.of(SignedSuccession.decode(bytes));
        } catch (MalformedMessageException e) {
            throw new IdentityException(
                    IdentityFault.MALFORMED,
                    "%s is damaged; restore it from the backup of the authority's folder.".formatted(file),
                    e);
        }
    }

    private static IdentityException succeeded(Path folder, SignedSuccession statement) {
        return FederationAuthority.refused(
                "The key in %s was succeeded by the one with fingerprint %s and signs nothing more; use the folder of that key."
                        .formatted(
                                folder,
                                Fingerprint.ofKey(statement.succession().successor())
                                        .grouped()));
    }
}
