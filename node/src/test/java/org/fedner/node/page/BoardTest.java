package org.fedner.node.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.audit.event.BootId;
import org.fedner.audit.event.Content;
import org.fedner.audit.event.Counterpart;
import org.fedner.audit.event.DpTerms;
import org.fedner.audit.event.DropCode;
import org.fedner.audit.event.Egress;
import org.fedner.audit.event.EpochOpen;
import org.fedner.audit.event.Event;
import org.fedner.audit.event.Ingress;
import org.fedner.audit.event.JobId;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.Member;
import org.fedner.audit.event.MemberExcluded;
import org.fedner.audit.event.MemberId;
import org.fedner.audit.event.Origin;
import org.fedner.audit.event.Phase;
import org.fedner.audit.event.RoundClose;
import org.fedner.audit.event.RoundOpen;
import org.fedner.audit.event.RoundSurvivors;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.node.loop.RunEvent;
import org.fedner.node.page.RunView.Stage;
import org.junit.jupiter.api.Test;

/** What a page says about a run, from the leaves of its log. */
class BoardTest {
    private static final JobId JOB = JobId.of(new byte[16]);
    private static final Sha256Hex DIGEST = Sha256Hex.over(new byte[0]);
    private static final MemberId A = member(1);
    private static final MemberId B = member(2);
    private static final MemberId C = member(3);

    private final List<Leaf> leaves = new ArrayList<>();
    private final Board board = new Board();

    private static MemberId member(long number) {
        return MemberId.of(new PlatformId(0, number).bytes());
    }

    private void log(Event event) {
        Leaf leaf = new Leaf(
                leaves.size(),
                Instant.ofEpochSecond(1_800_000_000L + leaves.size()),
                new Origin("paged/server"),
                BootId.of(new byte[8]),
                event);
        leaves.add(leaf);
        board.logged(leaf);
    }

    private RunView view() {
        return board.view(0);
    }

    private void sends(MemberId to, Phase phase, Content content, int bytes) {
        log(new Egress(JOB, 1, 1, 0, phase, Counterpart.of(to), DIGEST, bytes, DIGEST, content));
    }

    private void comes(MemberId from, Phase phase, Content content, int bytes) {
        log(new Ingress(JOB, 1, 1, 0, phase, Counterpart.of(from), DIGEST, bytes, DIGEST, content));
    }

    private void epoch(long number, MemberId... members) {
        EpochOpen.of(
                        JOB,
                        number,
                        DIGEST,
                        List.of(members).stream()
                                .map(id -> new Member(id, DIGEST))
                                .toList())
                .forEach(this::log);
    }

    private void round(long number, long attempt) {
        log(new RoundOpen(JOB, 1, number, attempt, DIGEST, DIGEST, 3, 32, DpTerms.OFF));
    }

    @Test
    void inSetUpAndInARoundThoseAreAwaitedWhoHaveNotAnswered() {
        epoch(1, A, B, C);
        sends(A, Phase.SETUP, Content.ROSTER, 10);
        sends(B, Phase.SETUP, Content.ROSTER, 10);
        comes(A, Phase.SETUP, Content.KEYS, 20);
        assertThat(view().stage()).isEqualTo(Stage.SETTING_UP);
        assertThat(view().awaited()).containsExactly(B.hex());

        round(1, 0);
        assertThat(view().stage()).isEqualTo(Stage.TRAINING);
        comes(B, Phase.TRAIN, Content.COSIGNATURE, 5);
        assertThat(view().awaited()).containsExactly(A.hex(), B.hex(), C.hex());
        comes(B, Phase.TRAIN, Content.MASKED_VECTOR, 100);
        sends(A, Phase.SETUP, Content.ROSTER, 10); // keys of a later epoch, agreed beside this round
        comes(A, Phase.SETUP, Content.KEYS, 20);
        assertThat(view().awaited()).containsExactly(A.hex(), C.hex());
    }

    @Test
    void sharesAreOfTheRoundsWhoseSumHoldsAPlatformsInput() {
        epoch(1, A, B, C);
        round(1, 0);
        log(RoundClose.verified(JOB, 1, 1, 0, DIGEST, 3));
        round(2, 0);
        log(RoundClose.voided(JOB, 1, 2, 0, List.of(C)));
        round(2, 1);
        log(new RoundSurvivors(JOB, 1, 2, 1, Phase.UNMASK, List.of(A, B), List.of()));
        assertThat(view().stage()).isEqualTo(Stage.UNMASKING);
        log(RoundClose.verified(JOB, 1, 2, 1, DIGEST, 2));
        log(new MemberExcluded(JOB, 1, 2, C, DropCode.DISCONNECTED));
        RunView view = view();
        assertThat(view.verified()).isEqualTo(2);
        assertThat(view.voided()).isEqualTo(1);
        assertThat(view.taken(A.hex())).isEqualTo(2);
        assertThat(view.taken(C.hex())).isEqualTo(1);
        assertThat(view.exclusions()).singleElement().satisfies(out -> {
            assertThat(out.platform()).isEqualTo(C.hex());
            assertThat(out.why()).isEqualTo(DropCode.DISCONNECTED);
        });
        assertThat(view.recent()).extracting(RunView.Attempt::verified).containsExactly(true, false, true);
        assertThat(view.recent().get(1).missing()).containsExactly(C.hex());
    }

    @Test
    void aRoundThatARestartedServerRestatesCountsOnce() {
        epoch(1, A, B, C);
        round(1, 0);
        log(RoundClose.verified(JOB, 1, 1, 0, DIGEST, 3));
        log(RoundClose.verified(JOB, 1, 1, 0, DIGEST, 3));
        assertThat(view().verified()).isEqualTo(1);
        assertThat(view().taken(B.hex())).isEqualTo(1);
    }

    @Test
    void theSameLeavesGiveTheSameBoardAndNoneCountsTwice() {
        epoch(1, A, B, C);
        round(1, 0);
        comes(A, Phase.TRAIN, Content.MASKED_VECTOR, 100);
        log(RoundClose.verified(JOB, 1, 1, 0, DIGEST, 3));
        Board again = new Board();
        leaves.forEach(again::logged);
        assertThat(again.view(0)).isEqualTo(view());
        leaves.forEach(board::logged);
        assertThat(again.view(0)).isEqualTo(view());
    }

    @Test
    void whatWasSentIsCountedByKind() {
        sends(A, Phase.JOIN, Content.JOB, 10);
        sends(B, Phase.JOIN, Content.JOB, 30);
        comes(A, Phase.JOIN, Content.HELLO, 7);
        assertThat(view().sent()).containsOnlyKeys(Content.JOB);
        assertThat(view().sent().get(Content.JOB)).isEqualTo(new RunView.Traffic(2, 40));
        assertThat(view().received().get(Content.HELLO)).isEqualTo(new RunView.Traffic(1, 7));
        assertThat(view().awaited()).as("nobody is a member yet").isEmpty();
    }

    @Test
    void aRenewedCertificateCountsAtOnce() {
        board.heard(new RunEvent.Connected("north", "2026-12-01T00:00:00Z"));
        board.heard(new RunEvent.Renewed("north", "2027-02-01T00:00:00Z"));
        board.heard(new RunEvent.Renewed("south", "2027-02-01T00:00:00Z"));
        assertThat(view().certificates())
                .containsOnlyKeys("north")
                .containsValue(Instant.parse("2027-02-01T00:00:00Z"));
        board.heard(new RunEvent.Disconnected("north"));
        assertThat(view().certificates()).isEmpty();
    }

    @Test
    void aLongCurveKeepsSomeHundredPointsFromTheFirstToTheLast() {
        for (int round = 1; round <= 20_000; round++) {
            board.heard(new RunEvent.RoundDone(round, 20_000, 1.0 / round));
        }
        List<RunView.Point> loss = view().loss();
        assertThat(loss).hasSizeBetween(200, 402).isSortedAccordingTo((a, b) -> Long.compare(a.round(), b.round()));
        assertThat(loss.get(0).round()).isEqualTo(1);
        assertThat(loss.get(loss.size() - 1).round()).isEqualTo(20_000);
    }

    @Test
    void aServerThatSeesNoLossSaysSo() {
        board.heard(new RunEvent.HiddenRoundDone(1, 5));
        assertThat(view().lossHidden()).isTrue();
        assertThat(view().loss()).isEmpty();
    }
}
