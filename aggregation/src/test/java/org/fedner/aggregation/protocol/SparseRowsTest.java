package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.function.Consumer;
import org.fedner.aggregation.encoding.JointVector;
import org.fedner.aggregation.encoding.Ring32Vector;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.encoding.RowSet;
import org.fedner.aggregation.encoding.RowTable;
import org.fedner.aggregation.masking.Tag;
import org.fedner.aggregation.message.AbortReason;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.Result;
import org.fedner.aggregation.message.Upload;
import org.fedner.aggregation.message.WireMessage;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.field.Mersenne61;
import org.junit.jupiter.api.Test;

/**
 * Rounds of a job with a table by rows. The simulation checks after every event that a verified sum is the plain sum over the
 * members, and that the rows found are exactly the union of those the members asked for.
 */
class SparseRowsTest extends LyingServerCase {

    private static final RowTable TABLE = new RowTable(12, 3);

    private static Simulation simulation(int platforms, long rounds, long seed) {
        return Simulation.withTable(platforms, rounds, seed, TABLE);
    }

    @Test
    void aRoundThatFindsRowsComesFirstAndThenEveryRoundTrains() {
        for (int n : new int[] {3, 4, 7}) {
            Simulation simulation = simulation(n, 4, n).begin().run();
            simulation.assertFinishedInOneState();
            assertThat(kinds(simulation))
                    .containsExactly(
                            RoundKind.SIZE,
                            RoundKind.ROWS,
                            RoundKind.TRAINING,
                            RoundKind.TRAINING,
                            RoundKind.TRAINING,
                            RoundKind.TRAINING);
            assertThat(simulation.hospitals).allSatisfy(hospital -> {
                assertThat(hospital.sums).hasSize(4);
                assertThat(hospital.rowsVerified).hasSize(5);
                assertThat(hospital.rowsVerified)
                        .anySatisfy(rows -> assertThat(rows.next().size()).isPositive());
            });
        }
    }

    @Test
    void onlyTheRowsOfTheUnionAreUploaded() {
        Simulation simulation = simulation(3, 5, 2).begin().run();
        List<ServerNotice.SumReady> sums = sums(simulation);
        for (int i = 2; i < sums.size(); i++) {
            RowSet union = RowSet.announcedIn(
                    JointVector.split(sums.get(i - 1).result().message().sum(), TABLE.rows())
                            .announced());
            assertThat(sums.get(i).rows()).isEqualTo(union);
            assertThat(sums.get(i).sum().size()).isEqualTo(Simulation.INPUT_WORDS + union.size() * TABLE.width());
        }
    }

    @Test
    void afterAVoidARoundThatFindsRowsComesAgain() {
        Simulation simulation = simulation(4, 3, 11).begin();
        while (kinds(simulation).size() < 3) { // sizes, rows, one round of training
            simulation.deliverNext();
        }
        simulation.serve(simulation.phase.on(new ServerEvent.DeadlinePassed()));
        simulation.run();
        simulation.assertFinishedInOneState();
        assertThat(kinds(simulation))
                .containsExactly(
                        RoundKind.SIZE,
                        RoundKind.ROWS,
                        RoundKind.TRAINING,
                        RoundKind.ROWS,
                        RoundKind.TRAINING,
                        RoundKind.TRAINING);
        assertThat(simulation.hospitals)
                .allSatisfy(hospital -> assertThat(hospital.voids).hasSize(1));
    }

    @Test
    void aVoidedRoundThatFindsRowsIsTriedAgainAsOne() {
        Simulation simulation = simulation(4, 2, 12).begin();
        while (kinds(simulation).isEmpty()) {
            simulation.deliverNext();
        }
        for (int i = 0; i < 3; i++) {
            simulation.serve(simulation.phase.on(new ServerEvent.DeadlinePassed()));
            simulation.runFor(5);
        }
        simulation.run();
        simulation.assertFinishedInOneState();
        assertThat(kinds(simulation))
                .containsExactly(RoundKind.SIZE, RoundKind.ROWS, RoundKind.TRAINING, RoundKind.TRAINING);
    }

    @Test
    @LongRun
    void whoeverDiesOrRestartsWheneverTheOthersFinish() {
        int moments = simulation(4, 2, 5).begin().run().delivered;
        for (int moment = 0; moment <= moments; moment += 3) {
            Simulation killed = simulation(4, 2, 5).begin().runFor(moment);
            killed.kill(killed.hospitals.get(moment % 4));
            killed.run();
            killed.assertFinishedInOneState();

            Simulation restarted = simulation(4, 2, 5).begin().runFor(moment);
            Hospital victim = restarted.hospitals.get(moment % 4);
            if (!victim.isFinished) {
                restarted.restart(victim);
                restarted.run();
                assertThat(restarted.serverState.modelRound()).isEqualTo(2);
            }
        }
    }

    @Test
    @LongRun
    void aServerThatRestartsGoesOnWithTheSameRows() {
        Simulation undisturbed = simulation(3, 3, 1).begin().run();
        for (int moment = 0; moment <= undisturbed.delivered; moment++) {
            Simulation simulation = simulation(3, 3, 1).begin().runFor(moment);
            boolean wasEstablished =
                    simulation.serverNotices.stream().anyMatch(ServerNotice.EpochEstablished.class::isInstance);
            if (simulation.finished().isEmpty()) {
                simulation.crashServer();
                simulation.run();
                simulation.assertFinishedInOneState();
            }
            if (wasEstablished) {
                assertThat(simulation.epochs).isEqualTo(1);
                assertThat(simulation.serverState).isEqualTo(undisturbed.serverState);
            }
        }
    }

    @Test
    void aRowTheServerLeavesOutOfTheUnionStopsEveryPlatform() {
        everyPlatformRefuses(31, announced -> {
            for (int row = 0; row < announced.length; row++) {
                if (announced[row] != 0) {
                    announced[row] = 0;
                    return;
                }
            }
        });
    }

    @Test
    void aRowTheServerAddsToTheUnionStopsEveryPlatform() {
        everyPlatformRefuses(32, announced -> {
            for (int row = 0; row < announced.length; row++) {
                if (announced[row] == 0) {
                    announced[row] = 1;
                    return;
                }
            }
        });
    }

    @Test
    void anotherElementForTheSameRowStopsEveryPlatform() {
        everyPlatformRefuses(33, announced -> {
            for (int row = 0; row < announced.length; row++) {
                announced[row] = announced[row] == 0 ? 0 : Mersenne61.add(announced[row], announced[row]);
            }
        });
    }

    @Test
    void wordsThatAreNoElementsStopEveryPlatform() {
        Simulation simulation = simulation(PLATFORMS, ROUNDS, 34);
        lie(simulation, Result.class, (to, result) -> {
            if (result.sum().size() == 1) {
                return result; // the sizes
            }
            int[] words = ((Ring32Vector) result.sum()).words().clone();
            words[words.length - 1] = -1;
            words[words.length - 2] = -1;
            return Result.of(result.context(), result.tag(), result.uploads(), RingVector.owning(words));
        });
        simulation.begin().run();
        everyoneStopped(simulation, AbortReason.TAG_WRONG);
        assertThat(simulation.hospitals)
                .allSatisfy(hospital -> assertThat(hospital.rowsVerified).isEmpty());
    }

    @Test
    void anOpenThatMeansOtherRowsStopsWhoeverGetsIt() {
        Simulation simulation = simulation(PLATFORMS, ROUNDS, 35);
        lie(simulation, Open.class, (to, open) -> {
            boolean trains = open.round() > 1;
            Digest other = simulation.phase instanceof HostPhase host
                    ? host.hosting()
                            .epoch()
                            .layoutOf(new Attempt(open.round(), open.attempt()), RowSet.of(TABLE.rows(), 0, 5, 11))
                    : open.layout();
            return trains
                    ? new Open(
                            open.epoch(),
                            open.round(),
                            open.attempt(),
                            open.state(),
                            other,
                            open.deadlineMillis(),
                            open.confirmations())
                    : open;
        });
        simulation.begin().run();
        everyoneStopped(simulation, AbortReason.CONTEXT_DIFFERS);
        assertThat(simulation.hospitals)
                .allSatisfy(hospital -> assertThat(hospital.sums).isEmpty());
    }

    /** The tag is the liar's own word for what it announced, so another announcement behind it shows. */
    @Test
    void aMemberThatAnnouncesOtherRowsThanItTaggedIsCaught() {
        Simulation simulation = simulation(PLATFORMS, ROUNDS, 36).begin();
        Hospital liar = simulation.hospitals.get(1);
        boolean hasLied = false;
        while (!hasLied && !simulation.packets.isEmpty()) {
            Simulation.Packet packet = simulation.packets.element();
            if (packet.toServer() && packet.platform().equals(liar.id) && liar.rowsVerified.size() == 1) {
                simulation.packets.remove();
                Upload upload = parsed(packet).as(Upload.class).orElseThrow().message();
                int[] words = ((Ring32Vector) upload.vector()).words().clone();
                words[words.length - 1] ^= 1;
                Upload lied = Upload.of(upload.context(), liar.id, upload.tag(), RingVector.owning(words));
                Digest epoch = ((MemberPhase) liar.phase).membership().epoch().digest();
                simulation.packets.add(new Simulation.Packet(
                        liar.id, true, WireMessage.sign(lied, epoch, liar.key).bytes()));
                hasLied = true;
            } else {
                simulation.deliverNext();
            }
        }
        assertThat(hasLied).isTrue();
        simulation.runFor(60);
        assertThat(simulation.hospitals)
                .anySatisfy(hospital -> assertThat(hospital.stopped).contains(AbortReason.TAG_WRONG));
        assertThat(simulation.hospitals)
                .allSatisfy(hospital -> assertThat(hospital.sums).isEmpty());
    }

    @Test
    void anUploadOfOtherRowsThanTheUnionIsRefused() {
        Simulation simulation = simulation(3, 2, 37).begin();
        while (!(simulation.phase instanceof CollectingInputs phase
                && phase.at().round() == 2)) {
            simulation.deliverNext();
        }
        CollectingInputs collecting = (CollectingInputs) simulation.phase;
        Hospital hospital = simulation.hospitals.get(0);
        int words = collecting.sum().joined().size();
        int[] noElements = new int[words];
        noElements[words - 1] = -1;
        noElements[words - 2] = -1;
        for (int[] vector : new int[][] {new int[words - TABLE.width()], new int[words + TABLE.width()], noElements}) {
            Upload upload = Upload.of(collecting.context(), hospital.id, Tag.ZERO, RingVector.owning(vector));
            ServerStep step = collecting.on(new ServerEvent.Received(
                    hospital.id,
                    WireMessage.sign(upload, collecting.hosting().epoch().digest(), hospital.key)));
            assertThat(step.next()).isSameAs(collecting);
            assertThat(step.notices())
                    .singleElement()
                    .isEqualTo(new ServerNotice.MessageRefused(hospital.id, upload.type(), RefusedMessage.WRONG_SIZE));
        }
    }

    @Test
    void aProcessThatAnswersWithAnotherKindOfInputIsToldSo() {
        Simulation simulation = simulation(3, 2, 38).begin();
        Hospital hospital = simulation.hospitals.get(0);
        AwaitingInput training = null;
        while (training == null) {
            Simulation.Packet packet = simulation.packets.element();
            if (packet.platform().equals(hospital.id)
                    && parsed(packet).message() instanceof Open open
                    && open.round() == 2
                    && hospital.phase instanceof BetweenRounds between) {
                training = (AwaitingInput)
                        between.on(new PlatformEvent.Received(parsed(packet))).next();
            } else {
                simulation.deliverNext();
            }
        }
        AwaitingInput waiting = training;
        Digest context = waiting.at().context().digest();
        RowSet none = RowSet.none(TABLE.rows());
        int words = Simulation.INPUT_WORDS + waiting.at().rows().size() * TABLE.width();
        assertThatIllegalArgumentException().isThrownBy(() -> waiting.on(new PlatformEvent.RowsReady(context, none)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> waiting.on(new PlatformEvent.InputReady(context, RingVector.owning(new int[words]))));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        waiting.on(new PlatformEvent.InputReady(context, RingVector.owning(new int[words + 1]), none)));
        assertThat(waiting.on(new PlatformEvent.InputReady(context, RingVector.owning(new int[words]), none))
                        .next())
                .isInstanceOf(AwaitingResult.class);
    }

    private void everyPlatformRefuses(long seed, Consumer<long[]> lie) {
        Simulation simulation = simulation(PLATFORMS, ROUNDS, seed);
        lie(simulation, Result.class, (to, result) -> {
            if (result.sum().size() < 2 * TABLE.rows()) {
                return result; // the sizes
            }
            JointVector sum = JointVector.split(result.sum(), TABLE.rows());
            lie.accept(sum.announced().words());
            return Result.of(result.context(), result.tag(), result.uploads(), sum.joined());
        });
        simulation.begin().run();
        everyoneStopped(simulation, AbortReason.TAG_WRONG);
        assertThat(simulation.hospitals)
                .allSatisfy(hospital -> assertThat(hospital.rowsVerified).isEmpty());
    }

    private static List<RoundKind> kinds(Simulation simulation) {
        return sums(simulation).stream().map(ServerNotice.SumReady::kind).toList();
    }

    private static List<ServerNotice.SumReady> sums(Simulation simulation) {
        return simulation.serverNotices.stream()
                .filter(ServerNotice.SumReady.class::isInstance)
                .map(ServerNotice.SumReady.class::cast)
                .toList();
    }
}
