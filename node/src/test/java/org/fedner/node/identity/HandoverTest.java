package org.fedner.node.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.fedner.aggregation.message.Role;
import org.fedner.aggregation.message.SignedRoster;
import org.fedner.aggregation.message.SignedSuccession;
import org.fedner.aggregation.message.Succession;
import org.fedner.crypto.signing.SigningKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The authority's key is succeeded: what sites follow, until when the old key counts, and what is refused. */
class HandoverTest {
    private static final Clock NOW = Clock.systemUTC();
    private static final Duration OVERLAP = Duration.ofDays(30);
    private static final byte[] JOB = "name: a\n".getBytes(StandardCharsets.US_ASCII);

    private final SecureRandom random = new SecureRandom();

    @TempDir
    private Path root;

    private LoopbackFederation federation;

    @BeforeEach
    void found() throws IdentityException {
        federation = LoopbackFederation.create(root.resolve("f"), "test", List.of("a", "b", "c"), NOW);
    }

    private Path folder(String name) {
        return federation.platforms().get(name);
    }

    private static Clock in(Duration later) {
        return Clock.offset(NOW, later);
    }

    private Path second() {
        return root.resolve("second");
    }

    private FederationAuthority succeeded(Path from, Path to, Clock at) throws IdentityException {
        return Handover.carryOut(from, to, OVERLAP, random, at);
    }

    /** What travels: the newer key and the newest roster. */
    private static Enrolment paper(FederationAuthority of) throws IdentityException {
        return of.rosterOnly().orElseThrow();
    }

    private static void refuses(IdentityFault fault, ThrowingCallable call) {
        IdentityException thrown = catchThrowableOfType(IdentityException.class, call);
        assertThat(thrown).isNotNull();
        assertThat(thrown.fault()).isEqualTo(fault);
        assertThat(thrown.sentence()).matches("(?s)[A-Z/].{20,400}");
    }

    @Test
    void aSiteFollowsAndWhatTheOldKeySignedCountsUntilTheOverlapEnds() throws Exception {
        SignedJob old = federation.signJob(JOB, NOW);
        try (FederationAuthority next = succeeded(federation.authority(), second(), NOW);
                Identity a = Identity.load(folder("a"), NOW);
                Identity b = Identity.load(folder("b"), NOW)) {
            Identity.install(folder("a"), paper(next), NOW);
            assertThat(a.authority().get().fingerprint())
                    .as("a running party notices")
                    .isEqualTo(next.fingerprint());
            assertThat(a.roster().get().version()).isEqualTo(2);
            assertThat(a.roster().get().entries()).isEqualTo(b.roster().get().entries());
            assertThat(a.federation()).isEqualTo(b.federation());
            CertifiedParty peer = a.trust(NOW).authenticate(b.certificate(), Role.PLATFORM);
            assertThat(a.trust(NOW).standing(peer)).isEmpty();
            assertThat(a.trust(NOW).endOf(peer)).isBefore(in(OVERLAP).instant().plusSeconds(1));
            assertThat(a.authority().hasSigned(old)).isTrue();
            assertThat(a.authority().hasSigned(next.signJob(JOB))).isTrue();

            Clock later = in(OVERLAP.plusSeconds(1));
            CurrentAuthority then = CurrentAuthority.open(folder("a").resolve("authority.pem"), later);
            Trust trust = new Trust(then, a.roster(), later);
            assertThat(trust.standing(peer)).contains(CertificateFault.EXPIRED);
            assertThat(then.hasSigned(old)).isFalse();
            assertThat(then.hasSigned(next.signJob(JOB))).isTrue();
            assertThat(then.hasSigned(b.roster().signed()))
                    .as("the roster of before")
                    .isFalse();
            assertThat(then.hasSigned(a.roster().signed())).isTrue();
            refuses(IdentityFault.CERTIFICATE_EXPIRED, () -> Identity.load(folder("a"), later));
        }
    }

    @Test
    void aRenewalByTheNewKeyIsTakenUpThoughTheOldCertificateWouldHaveEndedLater() throws Exception {
        try (FederationAuthority next = succeeded(federation.authority(), second(), NOW);
                Identity a = Identity.load(folder("a"), NOW);
                Identity b = Identity.load(folder("b"), NOW)) {
            CertifiedParty before = b.trust(NOW).authenticate(a.certificate(), Role.PLATFORM);
            Enrolment answer = next.renew(List.of(a.renewalRequest()), OVERLAP.plusDays(5), random)
                    .get(0);
            assertThat(answer.certificate().orElseThrow().getNotAfter())
                    .isBefore(a.certificate().getNotAfter());
            a.renew(answer, NOW);
            assertThat(a.certificate()).isEqualTo(answer.certificate().orElseThrow());
            assertThat(a.certificateEnds()).isAfter(in(OVERLAP).instant());
            b.adopt(answer);
            assertThat(b.trust(NOW).renewed(before, a.certificate()).certificate())
                    .isEqualTo(a.certificate());
            try (Identity later = Identity.load(folder("a"), in(OVERLAP.plusDays(1)))) {
                assertThat(later.roster().get().version()).isEqualTo(3);
            }
        }
    }

    @Test
    void bad_aRosterOfAKeyWhoseOverlapHasEndedCountsAsExpired() throws Exception {
        Path roster = folder("a").resolve("roster.pem");
        byte[] old = Files.readAllBytes(roster);
        try (FederationAuthority next = succeeded(federation.authority(), second(), NOW);
                Identity a = Identity.load(folder("a"), NOW)) {
            a.renew(
                    next.renew(List.of(a.renewalRequest()), FederationAuthority.VALIDITY, random)
                            .get(0),
                    NOW);
            Clock later = in(OVERLAP.plusSeconds(1));
            Files.write(roster, old);
            refuses(IdentityFault.ROSTER_EXPIRED, () -> Identity.load(folder("a"), later));
            CurrentAuthority then = CurrentAuthority.open(folder("a").resolve("authority.pem"), later);
            Trust trust = new Trust(then, CurrentRoster.open(roster, then), later);
            CurrentRoster held = CurrentRoster.open(roster, then);
            try (FederationAuthority retired = FederationAuthority.open(federation.authority(), later)) {
                SignedRoster newer = retired.takeOver(a.roster().signed());
                refuses(IdentityFault.WRONG_AUTHORITY, () -> held.offer(newer));
                CurrentRoster.write(roster, newer);
                assertThat(held.get().version()).isEqualTo(1);
            }
            assertThat(trust.standing(trust.authenticate(a.certificate(), Role.PLATFORM)))
                    .contains(CertificateFault.ROSTER_EXPIRED);
        }
    }

    @Test
    void twoSuccessionsAreTakenUpAtOnceAndANewcomerPinsTheNewest() throws Exception {
        Clock later = in(Duration.ofDays(10));
        try (FederationAuthority next = succeeded(federation.authority(), second(), NOW);
                FederationAuthority last = succeeded(second(), root.resolve("third"), later)) {
            Identity.install(folder("a"), paper(last), later);
            Path d = root.resolve("d");
            EnrolmentRequest request = Identity.request(d, "d", Role.PLATFORM, List.of(), random);
            Enrolment answer = last.approve(List.of(request), random).get(0);
            assertThat(answer.isOf(last.fingerprint())).isTrue();
            assertThat(answer.isOf(next.fingerprint())).isFalse();
            Identity.install(d, answer, later);
            try (Identity a = Identity.load(folder("a"), later);
                    Identity newcomer = Identity.load(d, later)) {
                assertThat(a.authority().get().lineage().sequence()).isEqualTo(2);
                assertThat(newcomer.federation()).isEqualTo(a.federation());
                assertThat(newcomer.trust(later)
                                .authenticate(a.certificate(), Role.PLATFORM)
                                .name())
                        .isEqualTo("a");
                a.adopt(paper(next)); // an older paper brings nothing back
                assertThat(a.authority().get().fingerprint()).isEqualTo(last.fingerprint());
                refuses(IdentityFault.ROSTER_STALE, () -> a.roster()
                        .offer(paper(next).roster()));
                assertThat(a.authority().keys()).hasSize(3);
                assertThat(CurrentAuthority.open(folder("a").resolve("authority.pem"), in(OVERLAP.plusDays(1)))
                                .keys())
                        .as("the founder's key does not count any more, the second does")
                        .hasSize(2);
            }
        }
    }

    @Test
    void bad_anOlderSuccessionThatIsPutBackChangesNothing() throws Exception {
        Clock later = in(Duration.ofDays(10));
        try (FederationAuthority next = succeeded(federation.authority(), second(), NOW);
                FederationAuthority last = succeeded(second(), root.resolve("third"), later);
                Identity a = Identity.load(folder("a"), later)) {
            a.adopt(paper(last));
            next.paper().write(folder("a").resolve("authority.pem"));
            assertThat(a.authority().get().fingerprint()).isEqualTo(last.fingerprint());
            assertThat(a.authority().offer(next.paper())).isFalse();
            assertThat(a.authority().get().fingerprint()).isEqualTo(last.fingerprint());
        }
    }

    @Test
    void bad_whoComesAfterTheOverlapIsRefusedUnlessAPersonHasCompared() throws Exception {
        Clock later = in(OVERLAP.plusSeconds(1));
        try (FederationAuthority next = succeeded(federation.authority(), second(), NOW);
                Identity a = Identity.load(folder("a"), later)) {
            refuses(IdentityFault.SUCCESSION_REFUSED, () -> a.adopt(paper(next)));
            refuses(IdentityFault.SUCCESSION_REFUSED, () -> Identity.install(folder("a"), paper(next), later));
            assertThat(AuthorityPaper.read(folder("a").resolve("authority.pem"))
                            .lineage()
                            .sequence())
                    .isZero();
            Identity.install(folder("a"), paper(next), true, later);
            assertThat(a.authority().get().fingerprint()).isEqualTo(next.fingerprint());
            Clock early = in(Duration.ofMinutes(-6));
            CurrentAuthority before = CurrentAuthority.open(folder("b").resolve("authority.pem"), early);
            refuses(IdentityFault.SUCCESSION_REFUSED, () -> before.offer(next.paper()));
        }
    }

    @Test
    void bad_aForgedSuccessionIsRefusedAndNothingOfItIsInstalled() throws Exception {
        SigningKey thief = SigningKey.generate(random);
        try (FederationAuthority ours = FederationAuthority.load(federation.authority(), NOW)) {
            Enrolment good = paper(ours);
            long now = NOW.instant().getEpochSecond();
            Succession statement = new Succession(
                    ours.federation(), 1, ours.verifyingKey(), thief.verifyingKey(), now - 60, now + 86_400);
            X509Certificate certificate = new Issuer(
                            FederationAuthority.subject(ours.paper().certificate()), thief, random, NOW)
                    .selfSigned(FederationAuthority.AUTHORITY_VALIDITY);
            SignedRoster roster = SignedRoster.sign(good.roster().roster(), thief);
            for (SignedSuccession forged : List.of(
                    SignedSuccession.sign(statement, thief, thief), // without the old key
                    SignedSuccession.sign(statement, ours.key(), ours.key()))) { // without the new one
                String text = new Pem(Enrolment.AUTHORITY, Certificates.encoded(certificate)).text()
                        + new Pem(AuthorityPaper.SUCCESSION, forged.encode()).text()
                        + new Pem(Enrolment.ROSTER, roster.encode()).text();
                refuses(IdentityFault.SUCCESSION_REFUSED, () -> Enrolment.parse(text, "The file"));
                Path file = folder("a").resolve("authority.pem");
                try (Identity a = Identity.load(folder("a"), NOW)) {
                    OwnFiles.write(file, text);
                    assertThat(a.authority().get()).isEqualTo(ours.paper());
                }
                ours.paper().write(file);
            }
            String noStatement = new Pem(Enrolment.AUTHORITY, Certificates.encoded(certificate)).text()
                    + new Pem(Enrolment.ROSTER, roster.encode()).text();
            refuses(IdentityFault.WRONG_AUTHORITY, () -> Enrolment.parse(noStatement, "The file"));
            SigningKey named = SigningKey.generate(random);
            Succession toAnother = new Succession(
                    ours.federation(), 1, ours.verifyingKey(), named.verifyingKey(), now - 60, now + 86_400);
            String anothersStatement = noStatement
                    + new Pem(
                                    AuthorityPaper.SUCCESSION,
                                    SignedSuccession.sign(toAnother, ours.key(), named)
                                            .encode())
                            .text();
            refuses(IdentityFault.WRONG_AUTHORITY, () -> Enrolment.parse(anothersStatement, "The file"));
            String brokenStatement = new Pem(AuthorityPaper.SUCCESSION, new byte[255]).text() + good.text();
            refuses(IdentityFault.MALFORMED, () -> Enrolment.parse(brokenStatement, "The file"));
        }
    }

    @Test
    void bad_anotherSuccessorOfTheSameKeyIsRefused() throws Exception {
        Path copy = root.resolve("copy");
        Files.createDirectories(copy);
        Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(federation.authority()));
        for (String name : List.of("authority-key.pem", "authority.pem", "roster.pem")) {
            Files.copy(federation.authority().resolve(name), copy.resolve(name));
        }
        try (FederationAuthority next = succeeded(federation.authority(), second(), NOW);
                FederationAuthority other = succeeded(copy, root.resolve("other"), NOW);
                Identity a = Identity.load(folder("a"), NOW)) {
            a.adopt(paper(next));
            refuses(IdentityFault.WRONG_AUTHORITY, () -> a.authority().offer(other.paper()));
            refuses(IdentityFault.WRONG_AUTHORITY, () -> a.adopt(paper(other)));
            refuses(IdentityFault.WRONG_AUTHORITY, () -> Identity.install(folder("a"), paper(other), true, NOW));
            X509Certificate theirs = other.approve(
                            List.of(Identity.request(root.resolve("x"), "x", Role.PLATFORM, List.of(), random)), random)
                    .get(0)
                    .certificate()
                    .orElseThrow();
            assertThat(catchThrowableOfType(CertificateRefusedException.class, () -> a.trust(NOW)
                                    .authenticate(theirs, Role.PLATFORM))
                            .fault())
                    .isEqualTo(CertificateFault.UNKNOWN_AUTHORITY);
        }
    }

    @Test
    void theOldFolderSignsNothingMoreAndNamesNobodyElse() throws Exception {
        try (FederationAuthority next = succeeded(federation.authority(), second(), NOW)) {
            refuses(IdentityFault.REQUEST_REFUSED, () -> FederationAuthority.load(federation.authority(), NOW));
            refuses(IdentityFault.REQUEST_REFUSED, () -> succeeded(federation.authority(), root.resolve("other"), NOW));
            assertThat(Files.exists(root.resolve("other/authority-key.pem"))).isFalse();
            FederationAuthority.init(root.resolve("another"), "another", random, NOW)
                    .close();
            refuses(
                    IdentityFault.REQUEST_REFUSED,
                    () -> succeeded(federation.authority(), root.resolve("another"), NOW));
            try (FederationAuthority again = succeeded(federation.authority(), second(), in(Duration.ofDays(1)))) {
                assertThat(again.paper()).as("typed again").isEqualTo(next.paper());
                assertThat(again.roster()).isEqualTo(next.roster());
            }
        }
    }

    @Test
    void whateverIsInterruptedIsFinishedByDoingItAgain() throws Exception {
        try (FederationAuthority ours = FederationAuthority.load(federation.authority(), NOW)) {
            ours.revoke("c");
        }
        byte[] whole;
        try (FederationAuthority next = succeeded(federation.authority(), second(), NOW)) {
            whole = next.verifyingKey().spki();
        }
        for (String lost : List.of("roster.pem", "revoked.txt", "authority.pem")) {
            Files.delete(second().resolve(lost));
            try (FederationAuthority again = succeeded(federation.authority(), second(), NOW)) {
                assertThat(again.verifyingKey().spki()).isEqualTo(whole);
                assertThat(again.roster().orElseThrow().roster().version()).isEqualTo(3);
                assertThat(Files.readString(second().resolve("revoked.txt")))
                        .isEqualTo(Files.readString(federation.authority().resolve("revoked.txt")));
            }
        }
        Files.delete(second().resolve("authority-key.pem"));
        refuses(IdentityFault.REQUEST_REFUSED, () -> succeeded(federation.authority(), second(), NOW));
    }

    @Test
    void bad_overlapsOfNothingAndAbove90DaysAndAnEmptyFederationAreRefused() throws Exception {
        for (Duration overlap : List.of(Duration.ZERO, FederationAuthority.VALIDITY.plusSeconds(1))) {
            refuses(
                    IdentityFault.REQUEST_REFUSED,
                    () -> Handover.carryOut(federation.authority(), second(), overlap, random, NOW));
        }
        FederationAuthority.init(root.resolve("empty"), "empty", random, NOW).close();
        refuses(IdentityFault.REQUEST_REFUSED, () -> succeeded(root.resolve("empty"), second(), NOW));
        assertThat(Optional.of(second()).filter(Files::exists)).isEmpty();
    }
}
