package org.fedner.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fedner.audit.EventSamples;
import org.fedner.audit.SampleLog;
import org.fedner.audit.event.BootId;
import org.fedner.audit.event.CheckpointCosigned;
import org.fedner.audit.event.ClockStep;
import org.fedner.audit.event.DropCode;
import org.fedner.audit.event.DroppedMember;
import org.fedner.audit.event.EgressCap;
import org.fedner.audit.event.EpochOpen;
import org.fedner.audit.event.EpochWitnesses;
import org.fedner.audit.event.Event;
import org.fedner.audit.event.IdentityEvent;
import org.fedner.audit.event.LogClose;
import org.fedner.audit.event.Member;
import org.fedner.audit.event.Phase;
import org.fedner.audit.event.RoundClose;
import org.fedner.audit.event.RoundSurvivors;
import org.fedner.audit.event.VkeyText;
import org.fedner.audit.log.AuditLog;
import org.fedner.audit.note.Checkpoint;
import org.fedner.audit.note.NoteSigner;
import org.fedner.audit.note.TrustPolicy;
import org.fedner.audit.note.Vkey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules about what others vouch for, about time, and about how much leaves: intact logs that break one. */
class WitnessRulesTest {
    private static final NoteSigner SERVER = SampleLog.SIGNER;
    private static final NoteSigner PLATFORM = new NoteSigner("fedner.example/dep1/a", EventSamples.key(2));
    private static final NoteSigner THIRD = new NoteSigner("fedner.example/dep1/third", EventSamples.key(9));

    @TempDir
    Path directory;

    private final List<Event> server =
            new ArrayList<>(List.of(IdentityEvent.ofThisServer(EventSamples.digest(77), VkeyText.of(SERVER.vkey()))));
    private final List<Event> platform = new ArrayList<>(List.of(
            IdentityEvent.ofThisPlatform(EventSamples.digest(20), EventSamples.A, VkeyText.of(PLATFORM.vkey()))));

    private List<String> rules() throws Exception {
        List<Vkey> witnesses = List.of(
                Vkey.witnessOf(SERVER.vkey().name(), EventSamples.key(31).verifyingKey()),
                Vkey.witnessOf(PLATFORM.vkey().name(), EventSamples.key(32).verifyingKey()));
        TrustPolicy policy = TrustPolicy.parse(TrustPolicy.format(List.of(SERVER.vkey(), PLATFORM.vkey()), witnesses)
                .getBytes(StandardCharsets.ISO_8859_1));
        List<Path> logs = List.of(write("server", SERVER, server), write("platform", PLATFORM, platform));
        return new LogVerifier(policy)
                .verify(logs).findings().stream().map(Finding::rule).toList();
    }

    private Path write(String name, NoteSigner signer, List<Event> events) throws Exception {
        Path log = directory.resolve(name);
        AuditLog writer = AuditLog.open(
                log, signer, new SampleLog.TickingClock(), new BootId("0000000000000001"), EventSamples.logOpen());
        writer.append(events.toArray(Event[]::new));
        writer.close(LogClose.because(LogClose.Reason.FINISHED));
        return log;
    }

    private static CheckpointCosigned seen(NoteSigner log, long size, int root) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) root);
        Checkpoint checkpoint = new Checkpoint(log.vkey().name(), size, bytes);
        return CheckpointCosigned.of(
                checkpoint, log.sign(checkpoint.text()).signatures().get(0));
    }

    private static EpochOpen epoch() {
        return new EpochOpen(
                EventSamples.JOB,
                1,
                EventSamples.digest(9),
                2,
                0,
                List.of(
                        new Member(EventSamples.A, EventSamples.digest(10)),
                        new Member(EventSamples.B, EventSamples.digest(11))));
    }

    @Test
    void nothingIsWrongWithoutReason() throws Exception {
        server.addAll(List.of(epoch(), new EpochWitnesses(EventSamples.JOB, 1, 2, 2, 0)));
        platform.add(new EgressCap(4096, 8192));
        assertThat(rules()).isEmpty();
    }

    @Test
    void r2FindsAPlatformThatIsUnmaskedInBothWays() throws Exception {
        server.add(new RoundSurvivors(EventSamples.JOB, 1, 1, 0, Phase.UNMASK, List.of(EventSamples.A), List.of()));
        platform.add(new RoundSurvivors(
                EventSamples.JOB,
                1,
                1,
                0,
                Phase.UNMASK,
                List.of(),
                List.of(new DroppedMember(EventSamples.A, DropCode.DEADLINE))));
        assertThat(rules()).containsExactly("R2");
    }

    @Test
    void r8FindsRoundsThatNobodyVouchesFor() throws Exception {
        server.addAll(List.of(epoch(), new EpochWitnesses(EventSamples.JOB, 1, 2, 2, 0)));
        for (int round = 1; round <= 4; round++) {
            server.add(EventSamples.roundOpen(round, round));
            server.add(RoundClose.verified(EventSamples.JOB, 1, round, 0, EventSamples.digest(round + 1), 3));
        }
        assertThat(rules()).containsExactly("R8");
    }

    @Test
    void r8FindsAQuorumThatDoesNotFollowFromTheMembers() throws Exception {
        server.addAll(List.of(epoch(), new EpochWitnesses(EventSamples.JOB, 1, 2, 1, 0)));
        assertThat(rules()).containsExactly("R8");
    }

    @Test
    void r9FindsAClockStepThatIsNotTheDifference() throws Exception {
        server.add(new ClockStep(-1500));
        assertThat(rules()).containsExactly("R9");
    }

    @Test
    void r10FindsMoreBytesThanWereDeclared() throws Exception {
        platform.addAll(List.of(
                new EgressCap(4096, 4096),
                EventSamples.egress(1, 1),
                EventSamples.egress(1, 2),
                RoundClose.voided(EventSamples.JOB, 1, 1, 0, List.of(EventSamples.A))));
        server.add(RoundClose.voided(EventSamples.JOB, 1, 1, 0, List.of(EventSamples.A)));
        assertThat(rules()).contains("R10");
    }

    @Test
    void r10CountsAMessageThatWasSentAgainOnce() throws Exception {
        platform.add(new EgressCap(4096, 4096));
        for (int i = 0; i < 5; i++) {
            platform.add(EventSamples.egress(1, 1));
        }
        platform.add(RoundClose.voided(EventSamples.JOB, 1, 1, 0, List.of(EventSamples.A)));
        server.add(RoundClose.voided(EventSamples.JOB, 1, 1, 0, List.of(EventSamples.A)));
        assertThat(rules()).doesNotContain("R10");
    }

    @Test
    void splitFindsTwoRootsOfOneLogAtOneSize() throws Exception {
        platform.addAll(List.of(seen(THIRD, 5, 1), seen(THIRD, 5, 2)));
        assertThat(split()).containsExactly("split");
    }

    @Test
    void splitFindsACheckpointThatTheLogItselfDoesNotHave() throws Exception {
        platform.add(seen(SERVER, 2, 1));
        assertThat(rules()).containsExactly("split");
    }

    @Test
    void splitFindsACheckpointThatItsLogDidNotSign() throws Exception {
        CheckpointCosigned good = seen(SERVER, 2, 1);
        platform.add(new CheckpointCosigned(good.origin(), 3, good.root(), good.signature()));
        assertThat(rules()).containsExactly("split");
    }

    @Test
    void splitFindsOtherWitnessesInAnotherLog() throws Exception {
        server.add(new EpochWitnesses(EventSamples.JOB, 1, 3, 3, 1));
        platform.add(new EpochWitnesses(EventSamples.JOB, 1, 3, 2, 0));
        assertThat(rules()).containsExactly("split");
    }

    /** With a log that is not given, so that only what others hold of it can be compared. */
    private List<String> split() throws Exception {
        LogVerifier verifier = LogVerifier.trusting(List.of(PLATFORM.vkey(), THIRD.vkey()));
        return verifier.verify(write("platform", PLATFORM, platform)).findings().stream()
                .map(Finding::rule)
                .toList();
    }
}
