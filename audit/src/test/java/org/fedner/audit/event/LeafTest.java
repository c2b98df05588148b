package org.fedner.audit.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.fedner.audit.EventSamples;
import org.junit.jupiter.api.Test;

class LeafTest {

    private static final Instant TIME = Instant.parse("2026-11-21T00:00:01.020Z");
    private static final String EGRESS = text(leaf(EventSamples.egress(7, 13)));

    private static Leaf leaf(Event event) {
        return new Leaf(2, TIME, new Origin("fedner.example/dep1/hospital-a"), new BootId("00000000000000b1"), event);
    }

    private static String text(Leaf leaf) {
        return new String(leaf.encode(), StandardCharsets.UTF_8);
    }

    @Test
    void aLeafHasTheseBytes() {
        assertThat(EGRESS)
                .isEqualTo("{\"attempt\":0,\"boot\":\"00000000000000b1\",\"bytes\":4096,\"content\":\"masked_vector\","
                        + "\"dst\":\"server\",\"epoch\":1,\"job\":\"00112233445566778899aabbccddeeff\","
                        + "\"log\":\"fedner.example/dep1/hospital-a\",\"peer_cert_sha256\":\"" + "4d".repeat(32)
                        + "\",\"phase\":\"train\",\"round\":7,\"seq\":2,\"sha256\":\"" + "0d".repeat(32)
                        + "\",\"ts\":\"2026-11-21T00:00:01.020Z\",\"type\":\"egress\",\"v\":1}");
    }

    @Test
    void everyEventReadsBackFromItsBytes() throws Exception {
        for (Event event : EventSamples.oneOfEach()) {
            assertThat(Leaf.decode(leaf(event).encode())).isEqualTo(leaf(event));
        }
    }

    @Test
    void theSamplesAndTheTypesCoverTheSealedList() {
        Set<Class<?>> permitted = Set.copyOf(Arrays.asList(Event.class.getPermittedSubclasses()));
        assertThat(Arrays.stream(EventType.values()).map(EventType::record).collect(Collectors.<Class<?>>toSet()))
                .isEqualTo(permitted);
        assertThat(EventSamples.oneOfEach().stream().map(Object::getClass).collect(Collectors.<Class<?>>toSet()))
                .isEqualTo(permitted);
    }

    @Test
    void noEventHasAFieldOfTheEnvelopeOrIsABareString() {
        for (EventType type : EventType.values()) {
            assertThat(type.schema().names())
                    .doesNotContain("v", "type", "seq", "ts", "log", "boot")
                    .doesNotHaveDuplicates();
            assertThat(type.schema().isToken()).isFalse();
        }
    }

    @Test
    void freeTextHasNoPlace() {
        assertThatThrownBy(() -> FieldShape.of(String.class)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> FieldShape.of(byte[].class)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> FieldShape.of(double.class)).isInstanceOf(AssertionError.class);
        for (String note : List.of("Patient received 5 mg", "PATIENT", "a b", "ä", "", "../../etc", "x".repeat(400))) {
            assertThatThrownBy(() -> new Origin(note)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new Sha256Hex(note)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new JobId(note)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new Counterpart(note)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new Version(note)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new VkeyText(note)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void anythingOutsideTheSchemaIsRefused() {
        List<String> bad = new ArrayList<>(List.of(
                "{}",
                "[]",
                "7",
                EGRESS.replace("\"type\":\"egress\"", "\"type\":\"egres\""),
                EGRESS.replace("\"v\":1", "\"v\":2"),
                EGRESS.replace("\"attempt\":0,", ""),
                EGRESS.replace("\"attempt\":0,", "\"actor_c\":\"00\",\"attempt\":0,"),
                EGRESS.replace("\"attempt\":0", "\"attempt\":-1"),
                EGRESS.replace("\"attempt\":0", "\"attempt\":\"0\""),
                EGRESS.replace("masked_vector", "Masked_vector"),
                EGRESS.replace("\"dst\":\"server\"", "\"dst\":\"hospital\""),
                EGRESS.replace("0d0d", "0D0D"),
                EGRESS.replace("01.020Z", "01.02Z"),
                EGRESS.replace("01.020Z", "61.020Z"),
                EGRESS.replace("11-21T", "02-30T"),
                EGRESS.replace("01.020Z", "01.020+00:00"),
                EGRESS.replace("\"boot\":\"0", "\"boot\":\"")));
        for (String text : bad) {
            assertThatThrownBy(() -> Leaf.decode(text.getBytes(StandardCharsets.UTF_8)))
                    .as(text)
                    .isInstanceOfSatisfying(MalformedLeafException.class, e -> assertThat(e.isOutsideSchema())
                            .isTrue());
        }
    }

    @Test
    void canonicalBytesAreTheOnlyOnes() {
        for (String text : List.of(
                "",
                " " + EGRESS,
                EGRESS + "\n",
                EGRESS.replace(",\"bytes\"", ", \"bytes\""),
                EGRESS.replace("\"attempt\":0", "\"attempt\":0.0"),
                EGRESS.replace("\"attempt\":0", "\"attempt\":0e0"),
                EGRESS.replace("\"attempt\":0", "\"attempt\":-0"),
                EGRESS.replace("\"attempt\":0", "\"attempt\":00"),
                EGRESS.replace("\"attempt\":0", "\"attempt\":9007199254740992"),
                EGRESS.replace("\"attempt\":0", "\"attempt\":true"),
                EGRESS.replace("\"attempt\":0", "\"attempt\":null"),
                EGRESS.replace("\"attempt\":0", "\"attempt\":0,\"attempt\":0"),
                EGRESS.replace("server", "\\u0073erver"),
                EGRESS.replace("server", "\\ud800"),
                EGRESS.replace(
                        "\"attempt\":0,\"boot\":\"00000000000000b1\"", "\"boot\":\"00000000000000b1\",\"attempt\":0"),
                "[".repeat(5000))) {
            assertThatThrownBy(() -> Leaf.decode(text.getBytes(StandardCharsets.UTF_8)))
                    .as(text)
                    .isInstanceOfSatisfying(MalformedLeafException.class, e -> assertThat(e.isOutsideSchema())
                            .isFalse());
        }
        byte[] invalid = EGRESS.getBytes(StandardCharsets.UTF_8);
        invalid[EGRESS.indexOf("server")] = (byte) 0xff;
        assertThatThrownBy(() -> Leaf.decode(invalid)).isInstanceOf(MalformedLeafException.class);
    }

    @Test
    void eventsRefuseWhatCannotBe() {
        JobId job = EventSamples.JOB;
        assertThatThrownBy(
                        () -> new RoundClose(job, 1, 1, 0, RoundClose.Outcome.VERIFIED, Optional.empty(), 3, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RoundClose(
                        job, 1, 1, 0, RoundClose.Outcome.VOID, Optional.of(EventSamples.digest(1)), 3, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Admin(Admin.Action.KEY_CHANGE, EventSamples.commitment(1), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Admin(
                        Admin.Action.KEY_CHANGE, EventSamples.commitment(1), Optional.of(EventSamples.commitment(1))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LogClose(LogClose.Reason.ROTATED, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ClockStep(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLargeEpochTakesSeveralLeavesThatFit() {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < 1001; i++) {
            members.add(new Member(new MemberId("%032x".formatted(i)), EventSamples.digest(i)));
        }
        List<EpochOpen> leaves = EpochOpen.of(EventSamples.JOB, 1, EventSamples.digest(1), members);
        assertThat(leaves).hasSize(3);
        assertThat(leaves.stream().flatMap(part -> part.members().stream())).containsExactlyElementsOf(members);
        leaves.forEach(part -> assertThat(leaf(part).encode().length).isLessThan(Leaf.MAX_BYTES));
    }
}
