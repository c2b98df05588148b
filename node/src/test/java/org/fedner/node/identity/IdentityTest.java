package org.fedner.node.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.Role;
import org.fedner.aggregation.message.Roster;
import org.fedner.aggregation.message.SignedRoster;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys, enrolment and loading; each fault by its name and with a sentence. */
class IdentityTest {
    private static final Clock NOW = Clock.systemUTC();
    private static final Duration EXPIRED = FederationAuthority.VALIDITY.plusDays(1);

    @TempDir
    private Path root;

    private LoopbackFederation federation;
    private final SecureRandom random = new SecureRandom();

    @BeforeEach
    void found() throws IdentityException {
        federation = LoopbackFederation.create(root.resolve("f"), "test", List.of("a", "b", "c"), NOW);
    }

    private Path folder(String name) {
        return federation.platforms().get(name);
    }

    private static void assertFault(IdentityFault fault, ThrowingCallable call) {
        IdentityException thrown = catchThrowableOfType(IdentityException.class, call);
        assertThat(thrown).isNotNull();
        assertThat(thrown.fault()).isEqualTo(fault);
        assertThat(thrown.sentence()).matches("(?s)[A-Z/].{20,400}");
    }

    @Test
    void anEnrolledPartyKnowsItselfAndEverybodyElse() throws Exception {
        Identity a = Identity.load(folder("a"), NOW);
        assertThat(a.name()).isEqualTo("a");
        assertThat(a.role()).isEqualTo(Role.PLATFORM);
        assertThat(a.id())
                .isEqualTo(PlatformId.ofKey(a.signingKey().verifyingKey().spki()));
        assertThat(a.fingerprint().hex()).startsWith(a.id().toString());
        assertThat(a.auditKey().verifyingKey()).isNotEqualTo(a.signingKey().verifyingKey());
        Roster roster = a.roster().get();
        assertThat(roster.entries()).hasSize(4);
        assertThat(roster.federation()).isEqualTo(a.federation());
        assertThat(roster.platform(a.id()).orElseThrow().auditKey().toBytes())
                .isEqualTo(a.auditKey().verifyingKey().bytes());
        assertThat(a.signingKey().verifyingKey().spki())
                .isEqualTo(a.certificate().getPublicKey().getEncoded());
    }

    @Test
    void theServersCertificateNamesItsHostsAndLoopback() throws Exception {
        try (FederationAuthority authority = FederationAuthority.init(root.resolve("x"), "other", random, NOW)) {
            EnrolmentRequest request = Identity.request(
                    root.resolve("hub"), "hub", Role.SERVER, List.of("fed.example.org", "10.1.2.3"), random);
            var certificate = authority
                    .approve(List.of(EnrolmentRequest.parse(request.text(), "test")), random)
                    .get(0)
                    .certificate()
                    .orElseThrow();
            for (String host : List.of("fed.example.org", "FED.example.org", "10.1.2.3", "localhost", "127.0.0.1")) {
                assertThat(Trust.names(certificate, host)).isTrue();
            }
            assertThat(Trust.names(certificate, "example.org")).isFalse();
        }
    }

    @Test
    void keyFilesAndFoldersAreClosedToOthersAndRefusedWhenOpen() throws Exception {
        assumeTrue(
                Files.getFileStore(root).supportsFileAttributeView("posix"), "no POSIX permissions here: not tested");
        Path key = folder("a").resolve("key.pem");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder("a"))))
                .isEqualTo("rwx------");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        assertFault(IdentityFault.OPEN_TO_OTHERS, () -> Identity.load(folder("a"), NOW));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("r--------"));
        Identity.load(folder("a"), NOW);
        Files.setPosixFilePermissions(folder("a"), PosixFilePermissions.fromString("rwxr-xr-x"));
        assertFault(IdentityFault.OPEN_TO_OTHERS, () -> Identity.load(folder("a"), NOW));
    }

    @Test
    void everyMissingOrDamagedFileIsNamed() throws Exception {
        for (String name : List.of("key.pem", "audit-key.pem", "certificate.pem", "authority.pem", "roster.pem")) {
            Path file = folder("a").resolve(name);
            Path aside = root.resolve("aside");
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            assertFault(IdentityFault.MISSING_FILE, () -> Identity.load(folder("a"), NOW));
            assertThatThrownBy(() -> Identity.load(folder("a"), NOW)).hasMessageContaining(name);
            OwnFiles.write(file, Files.readString(aside).substring(0, 60));
            assertFault(IdentityFault.MALFORMED, () -> Identity.load(folder("a"), NOW));
            Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
        }
        Identity.load(folder("a"), NOW);
    }

    @Test
    void aCertificateForAnotherKeyOrOutOfItsDatesIsRefused() throws Exception {
        assertFault(IdentityFault.CERTIFICATE_EXPIRED, () -> Identity.load(folder("a"), Clock.offset(NOW, EXPIRED)));
        assertFault(
                IdentityFault.CERTIFICATE_NOT_YET_VALID,
                () -> Identity.load(folder("a"), Clock.offset(NOW, Duration.ofHours(-1))));
        Files.copy(
                folder("b").resolve("certificate.pem"),
                folder("a").resolve("certificate.pem"),
                StandardCopyOption.REPLACE_EXISTING);
        assertFault(IdentityFault.WRONG_KEY, () -> Identity.load(folder("a"), NOW));
    }

    @Test
    void anotherFederationsPapersAreRefused() throws Exception {
        LoopbackFederation other = LoopbackFederation.create(root.resolve("g"), "test", List.of("a"), NOW);
        Path theirs = other.platforms().get("a");
        for (String name : List.of("certificate.pem", "roster.pem")) {
            Path file = folder("a").resolve(name);
            byte[] own = Files.readAllBytes(file);
            Files.write(file, Files.readAllBytes(theirs.resolve(name)));
            assertFault(IdentityFault.WRONG_AUTHORITY, () -> Identity.load(folder("a"), NOW));
            Files.write(file, own);
        }
        Identity b = Identity.load(theirs, NOW);
        Enrolment foreign =
                new Enrolment(Optional.empty(), b.authority().get(), b.roster().signed());
        assertFault(IdentityFault.WRONG_AUTHORITY, () -> Identity.install(folder("a"), foreign, NOW));
        CurrentRoster roster = Identity.load(folder("a"), NOW).roster();
        assertFault(IdentityFault.WRONG_AUTHORITY, () -> roster.offer(foreign.roster()));
    }

    @Test
    void aJoiningPlatformRaisesTheRosterAndNobodyGoesBack() throws Exception {
        Identity a = Identity.load(folder("a"), NOW);
        SignedRoster before = a.roster().signed();
        Path d = root.resolve("d");
        EnrolmentRequest request = Identity.request(d, "d", Role.PLATFORM, List.of(), random);
        try (FederationAuthority authority = FederationAuthority.load(federation.authority(), NOW)) {
            Enrolment enrolment = authority.approve(List.of(request), random).get(0);
            Identity.install(d, enrolment, NOW);
            assertThat(enrolment.roster().roster().version())
                    .isEqualTo(before.roster().version() + 1);
            assertThat(a.roster().offer(enrolment.roster())).isTrue();
            assertThat(a.roster().offer(enrolment.roster())).isFalse();
            assertFault(IdentityFault.ROSTER_STALE, () -> a.roster().offer(before));
            assertThat(Identity.load(folder("a"), NOW).roster().get().entries()).hasSize(5);
            // A running process notices an installed roster.
            Identity b = Identity.load(folder("b"), NOW);
            Identity.install(folder("b"), authority.rosterOnly().orElseThrow(), NOW);
            assertThat(b.roster().get().entries()).hasSize(5);
        }
    }

    @Test
    void namesKeysAndServersDoNotClash() throws Exception {
        List<EnrolmentRequest> bad = new ArrayList<>();
        bad.add(Identity.request(root.resolve("p"), "a", Role.PLATFORM, List.of(), random));
        bad.add(Identity.request(root.resolve("q"), "hub2", Role.SERVER, List.of(), random));
        try (FederationAuthority authority = FederationAuthority.load(federation.authority(), NOW)) {
            for (EnrolmentRequest request : bad) {
                assertFault(IdentityFault.REQUEST_REFUSED, () -> authority.approve(List.of(request), random));
            }
            assertThat(authority.roster().orElseThrow().roster().version()).isEqualTo(1);
        }
    }

    @Test
    void aRequestThatWasChangedIsRefused() throws Exception {
        EnrolmentRequest request = Identity.request(root.resolve("p"), "p", Role.PLATFORM, List.of(), random);
        EnrolmentRequest other = Identity.request(root.resolve("q"), "q", Role.PLATFORM, List.of(), random);
        List<Pem> blocks = Pem.parse(request.text());
        for (int at = 0; at < blocks.get(0).bytes().length; at++) {
            byte[] changed = blocks.get(0).bytes().clone();
            changed[at] ^= 1;
            String text = new Pem(EnrolmentRequest.LABEL, changed).text()
                    + blocks.get(1).text();
            assertFault(IdentityFault.REQUEST_REFUSED, () -> EnrolmentRequest.parse(text, "The request"));
        }
        String swapped = blocks.get(0).text() + Pem.parse(other.text()).get(1).text();
        assertFault(IdentityFault.REQUEST_REFUSED, () -> EnrolmentRequest.parse(swapped, "The request"));
    }

    @Test
    void aSignedJobKeepsItsBytesAndAnyChangeBreaksIt() throws Exception {
        byte[] job = "name: oncology\nrounds: 5".getBytes(StandardCharsets.UTF_8);
        SignedJob signed = federation.signJob(job, NOW);
        Identity a = Identity.load(folder("a"), NOW);
        Path file = root.resolve("job.signed");
        signed.write(file);
        assertThat(SignedJob.read(file, a.authority()).job()).isEqualTo(job);
        byte[] bytes = signed.encode();
        for (int at = 0; at < bytes.length; at++) {
            byte[] changed = bytes.clone();
            changed[at] ^= 1;
            Files.write(file, changed);
            assertThatThrownBy(() -> SignedJob.read(file, a.authority())).isInstanceOf(IdentityException.class);
        }
    }

    @Test
    void fingerprintsAreReadInAnyGrouping() {
        Fingerprint fingerprint = new Fingerprint("0123456789abcdef".repeat(4));
        assertThat(fingerprint.grouped()).startsWith("0123 4567 89ab cdef 0123").hasSize(79);
        assertThat(Fingerprint.parse(fingerprint.grouped().toUpperCase(Locale.ROOT)))
                .isEqualTo(fingerprint);
        assertThatThrownBy(() -> Fingerprint.parse("01:23")).isInstanceOf(IllegalArgumentException.class);
    }
}
