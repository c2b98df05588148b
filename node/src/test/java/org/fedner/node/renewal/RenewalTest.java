package org.fedner.node.renewal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.fedner.aggregation.message.Role;
import org.fedner.node.identity.CertificateFault;
import org.fedner.node.identity.CertificateRefusedException;
import org.fedner.node.identity.CertifiedParty;
import org.fedner.node.identity.Enrolment;
import org.fedner.node.identity.FederationAuthority;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.identity.IdentityFault;
import org.fedner.node.identity.LoopbackFederation;
import org.fedner.node.identity.Trust;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose papers are renewed, when, and what is taken up. */
class RenewalTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration LIFETIME = Duration.ofDays(30);

    private final SecureRandom random = new SecureRandom();

    @TempDir
    private Path root;

    private LoopbackFederation federation;

    @BeforeEach
    void found() throws IdentityException {
        federation = LoopbackFederation.create(root.resolve("ours"), "test", List.of("a", "b"), CLOCK);
    }

    private Identity platform(String name) throws IdentityException {
        return Identity.load(federation.platforms().get(name), CLOCK);
    }

    private Enrolment answer(Identity of, Duration lifetime, Clock at) throws IdentityException {
        try (FederationAuthority authority = FederationAuthority.load(federation.authority(), at)) {
            return authority
                    .renew(List.of(of.renewalRequest()), lifetime, random)
                    .get(0);
        }
    }

    @Test
    void asksAtTwoThirdsAndNotAgainBeforeItsPauseIsOver() throws IdentityException {
        try (Identity a = platform("a")) {
            X509Certificate certificate =
                    answer(a, LIFETIME, CLOCK).certificate().orElseThrow();
            Instant end = certificate.getNotAfter().toInstant();
            RenewalTimes times = new RenewalTimes();
            assertThat(times.isDue(certificate, end, end.minus(Duration.ofDays(11))))
                    .isFalse();
            assertThat(times.isDue(
                            certificate, end, end.minus(Duration.ofDays(10)).plusSeconds(1)))
                    .isTrue();
            times.asked(end.minus(Duration.ofDays(9)));
            assertThat(times.isDue(
                            certificate, end, end.minus(Duration.ofDays(9)).plusSeconds(60)))
                    .isFalse();
            assertThat(times.isDue(certificate, end, end.minus(Duration.ofDays(8))))
                    .isTrue();
            times.forget();
            assertThat(times.isDue(
                            certificate, end, end.minus(Duration.ofDays(9)).plusSeconds(60)))
                    .isTrue();
        }
    }

    @Test
    void aRunningPartyTakesUpItsAnswerAndWhatIsInstalledBesideIt() throws IdentityException {
        try (Identity a = platform("a")) {
            Enrolment later = answer(a, FederationAuthority.VALIDITY, Clock.offset(CLOCK, Duration.ofMinutes(1)));
            a.renew(later, CLOCK);
            assertThat(a.certificate()).isEqualTo(later.certificate().orElseThrow());
            assertThat(a.roster().get()).isEqualTo(later.roster().roster());
            Enrolment still = answer(a, FederationAuthority.VALIDITY, Clock.offset(CLOCK, Duration.ofMinutes(2)));
            Identity.install(federation.platforms().get("a"), still, CLOCK);
            assertThat(a.certificate()).isEqualTo(still.certificate().orElseThrow());
            a.renew(later, CLOCK); // it ends sooner
            assertThat(a.certificate()).isEqualTo(still.certificate().orElseThrow());
        }
    }

    @Test
    void bad_anothersAnswerAndAnotherAuthoritysAreRefused() throws IdentityException {
        LoopbackFederation other = LoopbackFederation.create(root.resolve("theirs"), "test", List.of("a"), CLOCK);
        try (Identity a = platform("a");
                Identity b = platform("b");
                Identity theirs = Identity.load(other.platforms().get("a"), CLOCK);
                FederationAuthority foreign = FederationAuthority.load(other.authority(), CLOCK)) {
            refuses(IdentityFault.WRONG_KEY, () -> a.renew(answer(b, LIFETIME, CLOCK), CLOCK));
            Enrolment foreignAnswer = foreign.renew(List.of(theirs.renewalRequest()), LIFETIME, random)
                    .get(0);
            refuses(IdentityFault.WRONG_AUTHORITY, () -> a.renew(foreignAnswer, CLOCK));
            refuses(IdentityFault.REQUEST_REFUSED, () -> foreign.renew(List.of(a.renewalRequest()), LIFETIME, random));
        }
    }

    @Test
    void bad_aRevokedPartyAndALifetimeAboveTheLargestAreNotRenewed() throws IdentityException {
        try (Identity a = platform("a");
                FederationAuthority authority = FederationAuthority.load(federation.authority(), CLOCK)) {
            refuses(IdentityFault.REQUEST_REFUSED, () -> answer(a, FederationAuthority.VALIDITY.plusSeconds(1), CLOCK));
            authority.revoke("a");
            refuses(IdentityFault.REQUEST_REFUSED, () -> answer(a, LIFETIME, CLOCK));
        }
    }

    @Test
    void theOtherEndsCertificateIsTakenUpForTheSameKeyAndNameOnly() throws Exception {
        try (Identity a = platform("a");
                Identity b = platform("b")) {
            Trust trust = a.trust(CLOCK);
            CertifiedParty before = trust.authenticate(b.certificate(), Role.PLATFORM);
            X509Certificate later = answer(b, FederationAuthority.VALIDITY, Clock.offset(CLOCK, Duration.ofHours(1)))
                    .certificate()
                    .orElseThrow();
            assertThat(trust.renewed(before, later).certificate()).isEqualTo(later);
            assertThat(trust.renewed(trust.renewed(before, later), b.certificate())
                            .certificate())
                    .as("one that ends sooner changes nothing")
                    .isEqualTo(later);
            CertificateRefusedException refusal = catchThrowableOfType(
                    CertificateRefusedException.class, () -> trust.renewed(before, a.certificate()));
            assertThat(refusal.fault()).isEqualTo(CertificateFault.WRONG_FINGERPRINT);
        }
    }

    @FunctionalInterface
    private interface Act {
        void run() throws IdentityException;
    }

    private static void refuses(IdentityFault fault, Act act) {
        IdentityException refusal = catchThrowableOfType(IdentityException.class, act::run);
        assertThat(refusal).isNotNull();
        assertThat(refusal.fault()).isEqualTo(fault);
    }
}
