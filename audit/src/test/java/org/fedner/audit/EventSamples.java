package org.fedner.audit;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fedner.audit.event.*;
import org.fedner.audit.note.KeyType;
import org.fedner.audit.note.Vkey;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.signing.SigningKey;

/** One event of each type, and the pieces they are made of. */
public final class EventSamples {

    public static final JobId JOB = new JobId("00112233445566778899aabbccddeeff");
    public static final MemberId A = new MemberId("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    public static final MemberId B = new MemberId("bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb");

    private EventSamples() {}

    public static Sha256Hex digest(int fill) {
        return new Sha256Hex("%02x".formatted(fill & 0xff).repeat(32));
    }

    public static Commitment commitment(int fill) {
        return new Commitment("%02x".formatted(fill & 0xff).repeat(32));
    }

    public static SigningKey key(int fill) {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) fill);
        return SigningKey.of(SecretBytes.owning(seed));
    }

    public static LogOpen logOpen() {
        return new LogOpen(Software.running(new Version("0.1.0"), digest(1)), digest(2), digest(3));
    }

    public static RoundOpen roundOpen(long round, int modelIn) {
        return new RoundOpen(JOB, 1, round, 0, digest(modelIn), digest(9), 3, 32, DpTerms.OFF);
    }

    public static final DatasetId DATASET = new DatasetId("0f".repeat(16));

    public static DpReserve dpReserve(long round, long entry, long before, long after, long budget) {
        DpMechanism mechanism = new DpMechanism(
                DpTerms.Mode.DISTRIBUTED, DatasetBind.Unit.PATIENT, 4096, 2897, 3, 1, 4096, 1, 320_671, 10_000_000);
        return new DpReserve(
                JOB, 1, round, 0, DATASET, entry, digest(30), mechanism, 10_000_000_000L, before, after, budget);
    }

    public static Egress egress(long round, int payload) {
        return egress(round, payload, Content.MASKED_VECTOR);
    }

    public static Egress egress(long round, int payload, Content content) {
        return new Egress(
                JOB, 1, round, 0, Phase.TRAIN, Counterpart.SERVER, digest(77), 4096, digest(payload), content);
    }

    public static Ingress ingress(long round, int cert, int payload) {
        return new Ingress(
                JOB,
                1,
                round,
                0,
                Phase.TRAIN,
                Counterpart.of(A),
                digest(cert),
                4096,
                digest(payload),
                Content.MASKED_VECTOR);
    }

    public static List<Event> oneOfEach() {
        Vkey vkey = Vkey.of("dep/server", KeyType.ED25519, key(1).verifyingKey());
        CheckpointRef previous = new CheckpointRef(new Origin("dep/2025/server"), 7, digest(4));
        return List.of(
                new LogOpen(
                        new Software(new Version("1.2.3-SNAPSHOT"), digest(1), new Version("17.0.15")),
                        digest(2),
                        digest(3),
                        Optional.of(previous)),
                LogClose.because(LogClose.Reason.FINISHED),
                new LogRecover(17, 3),
                IdentityEvent.ofThisServer(digest(5), VkeyText.of(vkey)),
                new DatasetBind(
                        new DatasetId("0f".repeat(16)),
                        commitment(6),
                        DatasetBind.Unit.NOTE,
                        DatasetBind.Population.BELOW_10000),
                new JobAccept(JOB, digest(7), digest(8)),
                new JobReject(JOB, digest(7), JobReject.Code.POLICY),
                new EpochOpen(JOB, 1, digest(9), 2, 0, List.of(new Member(A, digest(10)), new Member(B, digest(11)))),
                new MemberExcluded(JOB, 1, 2, B, DropCode.DEADLINE),
                roundOpen(1, 12),
                dpReserve(1, 1, 0, 500, 8_000),
                new DpBlock(JOB, 1, 2, 0, DATASET, 10_000_000_000L, 7_900, 8_100, 8_000),
                egress(1, 13),
                new EgressBlock(
                        JOB,
                        1,
                        1,
                        0,
                        Phase.TRAIN,
                        Counterpart.SERVER,
                        digest(77),
                        1L << 40,
                        digest(14),
                        Optional.empty(),
                        EgressBlock.Rule.SIZE_CAP),
                ingress(1, 10, 13),
                new RoundSurvivors(JOB, 1, 1, 0, Phase.TRAIN, List.of(A), List.of(new DroppedMember(B, DropCode.LEFT))),
                new Aggregate(JOB, 1, 1, 0, digest(15), 3, 32, digest(16)),
                RoundClose.voided(JOB, 1, 1, 0, List.of(B)),
                new RoundRollback(JOB, 2, 1, 4, digest(16)),
                new DummyRoundJudged(JOB, 1, 1, 0, digest(20), digest(21), 3, 1),
                new DummyFaultFound(JOB, 1, 1, 0, DummyFaultFound.Fault.PAIR, List.of(A, B)),
                new Admin(Admin.Action.KEY_CHANGE, commitment(17), Optional.of(commitment(18))),
                new Erase(4, Erase.Basis.REQUEST),
                new KeyRotate(VkeyText.of(vkey)),
                new AuthoritySucceed(1, digest(20), digest(21), 1_774_000_000L),
                new LogPrune(new Origin("dep/2020/server"), 5, digest(19), new NoteSignature("5a".repeat(68))),
                new CheckpointSigned(5, digest(19)),
                new EgressCap(1 << 20, 1 << 22),
                new EpochWitnesses(JOB, 1, 3, 3, 1),
                new CheckpointCosigned(new Origin("dep/server"), 5, digest(19), new NoteSignature("5a".repeat(68))),
                new CheckpointWitnessed(
                        new Origin("dep/server"),
                        5,
                        digest(19),
                        new NoteSignature("5a".repeat(68)),
                        List.of(new NoteCosignature("c5".repeat(76)), new NoteCosignature("c6".repeat(76)))),
                new ClockStep(-1500),
                new ErrorEvent(ErrorEvent.Code.DISK_FULL, ErrorEvent.Component.STORAGE));
    }
}
