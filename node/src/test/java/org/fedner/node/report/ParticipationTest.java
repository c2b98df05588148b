package org.fedner.node.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.fedner.audit.event.BootId;
import org.fedner.audit.event.DpTerms;
import org.fedner.audit.event.DropCode;
import org.fedner.audit.event.EpochOpen;
import org.fedner.audit.event.Event;
import org.fedner.audit.event.JobId;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.Member;
import org.fedner.audit.event.MemberExcluded;
import org.fedner.audit.event.MemberId;
import org.fedner.audit.event.Origin;
import org.fedner.audit.event.Phase;
import org.fedner.audit.event.RoundClose;
import org.fedner.audit.event.RoundOpen;
import org.fedner.audit.event.RoundRollback;
import org.fedner.audit.event.RoundSurvivors;
import org.fedner.audit.event.Sha256Hex;
import org.junit.jupiter.api.Test;

/** Shares and exclusions as the leaves give them. */
class ParticipationTest {
    private static final JobId JOB = JobId.of(new byte[16]);
    private static final Sha256Hex DIGEST = Sha256Hex.over(new byte[0]);
    private static final MemberId A = MemberId.of(bytes(1));
    private static final MemberId B = MemberId.of(bytes(2));
    private static final MemberId C = MemberId.of(bytes(3));
    private static final MemberId D = MemberId.of(bytes(4));

    private final Participation read = new Participation();
    private long seq;

    private static byte[] bytes(int value) {
        byte[] bytes = new byte[16];
        bytes[15] = (byte) value;
        return bytes;
    }

    private void log(Event event) {
        read.take(new Leaf(seq++, Instant.EPOCH, new Origin("f/server"), BootId.of(new byte[8]), event));
    }

    private void epoch(long number, MemberId... members) {
        List<Member> listed =
                List.of(members).stream().map(id -> new Member(id, DIGEST)).toList();
        EpochOpen.of(JOB, number, DIGEST, listed).forEach(this::log);
    }

    private void verified(long epoch, long round, int platforms) {
        log(RoundClose.verified(JOB, epoch, round, 0, DIGEST, platforms));
    }

    private Participation.Taken of(MemberId id) {
        return read.platforms().stream()
                .filter(taken -> taken.member().equals(id.hex()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whoWasAwayForAnEpochHasTheRoundsOfTheOthers() {
        epoch(1, A, B, C, D);
        verified(1, 1, 4);
        log(new MemberExcluded(JOB, 1, 2, D, DropCode.DEADLINE));
        epoch(2, A, B, C);
        verified(2, 1, 3);
        verified(2, 2, 3);
        epoch(3, A, B, C, D);
        verified(3, 1, 4);
        assertThat(read.verified()).isEqualTo(4);
        assertThat(of(A)).isEqualTo(new Participation.Taken(A.hex(), 4, 0, List.of()));
        assertThat(of(D))
                .isEqualTo(
                        new Participation.Taken(D.hex(), 2, 0, List.of(new Participation.LeftOut(2, 1, "deadline"))));
    }

    @Test
    void aLogThatIsToldNoReasonStillKnowsWhoIsMissingFromTheNextEpoch() {
        epoch(1, A, B, C, D);
        verified(1, 1, 4);
        epoch(2, A, B, C);
        verified(2, 1, 3);
        assertThat(of(D).leftOut()).containsExactly(new Participation.LeftOut(2, 1, Participation.NOT_TOLD));
    }

    @Test
    void anExclusionAfterWhichNoEpochFollowsIsNotLost() {
        epoch(1, A, B, C);
        verified(1, 1, 3);
        log(new MemberExcluded(JOB, 1, 2, C, DropCode.DISCONNECTED));
        assertThat(of(C).leftOut()).containsExactly(new Participation.LeftOut(1, 1, "disconnected"));
    }

    @Test
    void whoDropsOutOfARecoveredRoundIsNotInItsSum() {
        epoch(1, A, B, C, D);
        log(new RoundSurvivors(JOB, 1, 1, 0, Phase.UNMASK, List.of(A, B, C), List.of()));
        verified(1, 1, 3);
        assertThat(of(D)).isEqualTo(new Participation.Taken(D.hex(), 0, 1, List.of()));
        assertThat(of(A).rounds()).isEqualTo(1);
    }

    @Test
    void aRoundWhoseMembersTheLogDoesNotNameCountsForNobody() {
        epoch(1, A, B, C, D);
        verified(1, 1, 3);
        assertThat(read.unnamed()).isEqualTo(1);
        assertThat(of(A).rounds()).isZero();
    }

    @Test
    void whatARestartedPartySaysAgainCountsOnce() {
        epoch(1, A, B, C);
        log(RoundClose.verified(JOB, 1, 1, 2, DIGEST, 3));
        log(RoundClose.verified(JOB, 1, 1, 0, DIGEST, 3));
        log(RoundClose.voided(JOB, 1, 2, 0, List.of(C)));
        log(RoundClose.voided(JOB, 1, 2, 0, List.of(C)));
        log(RoundClose.voided(JOB, 1, 2, 1, List.of(C)));
        assertThat(read.verified()).isEqualTo(1);
        assertThat(read.withoutSum()).isEqualTo(2);
        assertThat(of(B).rounds()).isEqualTo(1);
    }

    @Test
    void aRoundThatTheModelDoesNotGoOnFromCountsForNobody() {
        epoch(1, A, B, C);
        opened(1, 1, 0);
        closed(1, 1, 1);
        opened(1, 2, 1);
        closed(1, 2, 2);
        epoch(2, A, B, C);
        opened(2, 1, 1); // the second round was kept by nobody
        assertThat(read.verified()).isEqualTo(1);
        assertThat(of(A).rounds()).isEqualTo(1);
        closed(2, 1, 3);
        assertThat(read.verified()).isEqualTo(2);
        epoch(3, A, B, C);
        opened(3, 1, 0); // nor was any other
        assertThat(read.verified()).isZero();
        assertThat(of(C).rounds()).isZero();
    }

    @Test
    void aRoundOfAModelThatThisLogDidNotSeeComeAboutUndoesNothing() {
        epoch(1, A, B, C);
        opened(1, 1, 0);
        closed(1, 1, 1);
        epoch(3, A, B, C);
        opened(3, 1, 7); // taken over from the others
        closed(3, 1, 8);
        assertThat(read.verified()).isEqualTo(2);
    }

    @Test
    void aServerThatSeesNoModelSaysHowManyRoundsAreUndone() {
        epoch(1, A, B, C, D);
        opened(1, 1, 0);
        log(RoundClose.verified(JOB, 1, 1, 0, model(1), 4));
        log(new RoundSurvivors(JOB, 1, 2, 0, Phase.UNMASK, List.of(A, B, C), List.of()));
        closed(1, 2, 2);
        assertThat(of(D).droppedOut()).isEqualTo(1);
        log(new RoundRollback(JOB, 2, 1, 1, model(9)));
        log(new RoundRollback(JOB, 3, 1, 1, model(8))); // killed before it went on
        assertThat(read.verified()).isEqualTo(1);
        assertThat(of(A).rounds()).isEqualTo(1);
        assertThat(of(D)).isEqualTo(new Participation.Taken(D.hex(), 1, 0, List.of()));
    }

    /** It joined at round 97; the others had kept the 90th only. */
    @Test
    void whoGoesBackToBeforeItJoinedHasNoRoundsLeft() {
        epoch(4, A, B, C);
        opened(4, 1, 97);
        closed(4, 1, 98);
        closed(4, 2, 99);
        log(new RoundRollback(JOB, 5, 9, 90, model(90)));
        assertThat(read.verified()).isZero();
        assertThat(of(C).rounds()).isZero();
    }

    @Test
    void aRollbackThatIsSaidTwiceCountsOnce() {
        epoch(1, A, B, C);
        opened(1, 1, 0);
        closed(1, 1, 1);
        opened(1, 2, 1);
        closed(1, 2, 2);
        log(new RoundRollback(JOB, 2, 1, 1, model(1)));
        log(new RoundRollback(JOB, 3, 1, 1, model(1)));
        assertThat(read.verified()).isEqualTo(1);
        assertThat(of(A).rounds()).isEqualTo(1);
    }

    private void opened(long epoch, long round, int modelIn) {
        log(new RoundOpen(JOB, epoch, round, 0, model(modelIn), DIGEST, 3, 32, DpTerms.OFF));
    }

    private void closed(long epoch, long round, int modelOut) {
        log(RoundClose.verified(JOB, epoch, round, 0, model(modelOut), 3));
    }

    private static Sha256Hex model(int number) {
        return Sha256Hex.over(bytes(number));
    }

    @Test
    void theMembersOfAnEpochOfManyLeavesAreOneEpochs() {
        MemberId[] many = new MemberId[900];
        for (int i = 0; i < many.length; i++) {
            byte[] id = new byte[16];
            id[14] = (byte) (i >> 8);
            id[15] = (byte) i;
            many[i] = MemberId.of(id);
        }
        epoch(1, many);
        verified(1, 1, many.length);
        epoch(2, many);
        verified(2, 1, many.length);
        assertThat(read.platforms()).hasSize(many.length).allSatisfy(taken -> {
            assertThat(taken.rounds()).isEqualTo(2);
            assertThat(taken.leftOut()).isEmpty();
        });
    }
}
