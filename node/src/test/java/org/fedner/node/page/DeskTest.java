package org.fedner.node.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.fedner.aggregation.message.Role;
import org.fedner.node.identity.Enrolment;
import org.fedner.node.identity.EnrolmentRequest;
import org.fedner.node.identity.FederationAuthority;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.IdentityException;
import org.fedner.node.identity.IdentityFault;
import org.fedner.node.identity.LoopbackFederation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server's page takes in, and what it does not. */
class DeskTest {
    @TempDir
    Path out;

    private LoopbackFederation federation;
    private Identity server;
    private Desk desk;

    @BeforeEach
    void enrol() throws Exception {
        federation = LoopbackFederation.create(
                out.resolve("ours"), "paged", List.of("north", "east", "south"), Clock.systemUTC());
        server = Identity.load(federation.server(), Clock.systemUTC());
        desk = new Desk(out.resolve("box"), server, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static byte[] bytes(Enrolment answer) {
        return answer.text().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Enrolment rosterOf(Enrolment answer) {
        return new Enrolment(Optional.empty(), answer.authority(), answer.roster());
    }

    private EnrolmentRequest request(String name, String folder) throws IdentityException {
        return Identity.request(out.resolve(folder), name, Role.PLATFORM, List.of(), new SecureRandom());
    }

    private FederationAuthority authority(LoopbackFederation of) throws IdentityException {
        return FederationAuthority.load(of.authority(), Clock.systemUTC());
    }

    private long version() {
        return server.roster().get().version();
    }

    private void refuses(byte[] file, IdentityFault fault) {
        long before = version();
        assertThatThrownBy(() -> desk.check(file))
                .isInstanceOfSatisfying(
                        IdentityException.class, e -> assertThat(e.fault()).isEqualTo(fault));
        assertThat(version()).isEqualTo(before);
    }

    @Test
    void aRosterOfAnotherAuthorityOrAnOldOneOrOneThatEndsIsRefused() throws Exception {
        LoopbackFederation foreign =
                LoopbackFederation.create(out.resolve("foreign"), "paged", List.of("a", "b", "c"), Clock.systemUTC());
        try (FederationAuthority stranger = authority(foreign)) {
            refuses(bytes(stranger.revoke("a")), IdentityFault.WRONG_AUTHORITY);
        }
        Enrolment now = new Enrolment(
                Optional.empty(), server.authority().get(), server.roster().signed());
        refuses(bytes(now), IdentityFault.ROSTER_STALE);
        refuses("no roster at all".getBytes(StandardCharsets.US_ASCII), IdentityFault.MALFORMED);
        refuses(new byte[0], IdentityFault.MALFORMED);
        Enrolment newer;
        try (FederationAuthority ours = authority(federation)) {
            newer = ours.revoke("south");
        }
        Desk later = new Desk(out.resolve("box"), server, Clock.offset(Clock.systemUTC(), Duration.ofDays(91)));
        assertThatThrownBy(() -> later.check(bytes(newer)))
                .isInstanceOfSatisfying(
                        IdentityException.class, e -> assertThat(e.fault()).isEqualTo(IdentityFault.ROSTER_EXPIRED));
        byte[] changed = bytes(newer);
        int inRoster = newer.text().lastIndexOf("-----END") - 30;
        changed[inRoster] = (byte) (changed[inRoster] == 'A' ? 'B' : 'A');
        assertThatThrownBy(() -> desk.check(changed)).isInstanceOf(IdentityException.class);
        assertThat(version()).isEqualTo(1);
    }

    @Test
    void aCheckedRosterIsInForceOnlyWhenTheFormMeansTheSame() throws Exception {
        Enrolment newer;
        try (FederationAuthority ours = authority(federation)) {
            newer = ours.revoke("south");
        }
        Desk.Offer offer = desk.check(bytes(newer));
        assertThat(version()).as("looking changes nothing").isEqualTo(1);
        assertThat(offer.removed()).containsExactly("south");
        assertThat(desk.offer("another")).isEmpty();
        desk.install(desk.offer(offer.digest()).orElseThrow());
        assertThat(version()).isEqualTo(2);
        assertThat(desk.offer(offer.digest())).as("once").isEmpty();
        try (Identity restarted = Identity.load(federation.server(), Clock.systemUTC())) {
            assertThat(restarted.roster().get().version()).isEqualTo(2);
        }
    }

    @Test
    void aNewcomersRequestIsForwardedAndForgottenWhenItIsAnswered() throws Exception {
        EnrolmentRequest west = request("west", "west");
        desk.add(west.text().getBytes(StandardCharsets.US_ASCII));
        assertThat(desk.requests()).singleElement().satisfies(matter -> {
            assertThat(matter.kind()).isEqualTo(Desk.Kind.ENROLMENT);
            assertThat(matter.isForwarded()).isFalse();
            assertThat(matter.fingerprint()).isEqualTo(west.fingerprint());
        });
        desk.forwarded(desk.requests().get(0));
        assertThat(desk.requests().get(0).isForwarded()).isTrue();
        assertThat(desk.requestText(desk.requests().get(0))).isEqualTo(west.text());
        try (FederationAuthority ours = authority(federation)) {
            Enrolment answer = ours.approve(List.of(west), new SecureRandom()).get(0);
            desk.install(desk.check(bytes(rosterOf(answer))));
        }
        assertThat(desk.requests()).isEmpty();
    }

    @Test
    void whoeverIsEnrolledAsksForARenewalAndItsAnswerGoesToTheLetterBox() throws Exception {
        EnrolmentRequest again;
        try (Identity north = Identity.load(federation.platforms().get("north"), Clock.systemUTC())) {
            again = north.renewalRequest();
        }
        desk.add(again.text().getBytes(StandardCharsets.US_ASCII));
        assertThat(desk.requests()).singleElement().satisfies(matter -> assertThat(matter.kind())
                .isEqualTo(Desk.Kind.RENEWAL));
        Enrolment answer;
        try (FederationAuthority ours = authority(federation)) {
            answer = ours.renew(List.of(again), Duration.ofDays(90), new SecureRandom())
                    .get(0);
        }
        Desk.Offer offer = desk.check(bytes(answer));
        assertThat(offer.party().orElseThrow().name()).isEqualTo("north");
        desk.install(offer);
        assertThat(Files.readString(out.resolve("box/answers/north.enrolment"))).isEqualTo(answer.text());
        desk.install(desk.check(bytes(answer))); // a second answer of one decision has the roster that is in force
    }

    @Test
    void aFileThatIsNoRequestOrTakesAnothersNameIsNotKept() throws Exception {
        assertThatThrownBy(() -> desk.add("hello".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(IdentityException.class);
        String text = request("west", "first").text();
        desk.add(text.getBytes(StandardCharsets.US_ASCII));
        byte[] imposter = request("west", "second").text().getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> desk.add(imposter)).isInstanceOf(IdentityException.class);
        assertThat(desk.requestText(desk.requests().get(0))).isEqualTo(text);
    }

    @Test
    void aRevocationIsANoteToTheHolderOfTheKeyAndNothingMore() throws Exception {
        var south = server.roster().get().entries().stream()
                .filter(entry -> entry.name().equals("south"))
                .findFirst()
                .orElseThrow();
        desk.askRevocation(south);
        assertThat(version()).isEqualTo(1);
        assertThat(desk.revocations()).singleElement().satisfies(matter -> assertThat(matter.name())
                .isEqualTo("south"));
        assertThat(desk.revocationText(south.id().toString()).orElseThrow())
                .contains("fedner provision revoke south --authority");
        for (String bad : List.of("..", "../../box", "", "00", "g".repeat(32))) {
            assertThat(desk.revocationText(bad)).as(bad).isEmpty();
            assertThat(desk.member(bad)).as(bad).isEmpty();
        }
    }
}
