package org.fedner.node.preflight;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.fedner.aggregation.message.Role;
import org.fedner.aggregation.message.Roster;
import org.fedner.node.identity.CertificateFault;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;

/** A party's identity folder: keys, certificate, roster. */
final class Papers {
    /** Time enough for an approval to come back by post. */
    private static final long SOON_DAYS = 14;

    private final Clock clock;

    Papers(Clock clock) {
        this.clock = clock;
    }

    /** The identity, if it holds; the caller closes it. */
    Optional<Identity> identity(Path folder, Role role, Checklist list) {
        try {
            Identity identity = Identity.load(folder, clock);
            if (identity.role() != role) {
                list.add(Finding.fault(
                        "identity",
                        CertificateFault.WRONG_ROLE,
                        "%s is of a %s, and this is the configuration of a %s; name the right folder"
                                .formatted(folder, word(identity.role()), word(role))));
                identity.close();
                return Optional.empty();
            }
            list.add(Finding.ok(
                    "identity",
                    "%s, fingerprint %s"
                            .formatted(identity.name(), identity.fingerprint().grouped())));
            return Optional.of(identity);
        } catch (IdentityException e) {
            list.add(Finding.fault("identity", e.fault(), e.sentence()));
            return Optional.empty();
        }
    }

    private static String word(Role role) {
        return role == Role.SERVER ? "server" : "platform";
    }

    Finding certificate(Identity identity) {
        Instant end = identity.certificateEnds();
        long days = Duration.between(clock.instant(), end).toDays();
        String left = "valid until %s, %d days left".formatted(end, days);
        return days < SOON_DAYS
                ? Finding.warning(
                        "certificate",
                        SiteFault.CERTIFICATE_EXPIRES_SOON,
                        left + "; ask the coordinator to approve this site's request again, then run provision install")
                : Finding.ok("certificate", left);
    }

    /** @param oldestDays of a roster that this site accepts */
    Finding roster(Identity identity, int oldestDays) {
        Roster roster = identity.roster().get();
        boolean isMember =
                roster.entries().stream().anyMatch(entry -> entry.id().equals(identity.id()));
        if (!isMember) {
            return Finding.fault(
                    "roster",
                    CertificateFault.NOT_IN_ROSTER,
                    "version %d does not list this site: it was revoked, or never approved; ask the coordinator"
                            .formatted(roster.version()));
        }
        Instant now = clock.instant();
        long age = Duration.between(Instant.ofEpochSecond(roster.issuedEpochSeconds()), now)
                .toDays();
        long left = Duration.between(now, Instant.ofEpochSecond(roster.expiresEpochSeconds()))
                .toDays();
        long platforms = roster.entries().stream()
                .filter(entry -> entry.role() == Role.PLATFORM)
                .count();
        String found =
                "version %d, %d platforms, %d days old, %d days left".formatted(roster.version(), platforms, age, left);
        String cure = "; ask the coordinator for a new one and run provision install";
        if (age > oldestDays) {
            return Finding.fault(
                    "roster",
                    SiteFault.ROSTER_TOO_OLD,
                    found + ", and this site's policy takes none older than %d days".formatted(oldestDays) + cure);
        }
        return left < SOON_DAYS
                ? Finding.warning("roster", SiteFault.ROSTER_EXPIRES_SOON, found + cure)
                : Finding.ok("roster", found);
    }
}
