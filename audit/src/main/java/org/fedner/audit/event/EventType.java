package org.fedner.audit.event;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The closed list of events: the name in the leaf, and the record that is its schema. */
public enum EventType {
    LOG_OPEN("log.open", LogOpen.class),
    LOG_CLOSE("log.close", LogClose.class),
    LOG_RECOVER("log.recover", LogRecover.class),
    IDENTITY("identity", IdentityEvent.class),
    DATASET_BIND("dataset.bind", DatasetBind.class),
    JOB_ACCEPT("job.accept", JobAccept.class),
    JOB_REJECT("job.reject", JobReject.class),
    EPOCH_OPEN("epoch.open", EpochOpen.class),
    MEMBER_EXCLUDED("member.excluded", MemberExcluded.class),
    ROUND_OPEN("round.open", RoundOpen.class),
    DP_RESERVE("dp.reserve", DpReserve.class),
    DP_BLOCK("dp.block", DpBlock.class),
    EGRESS("egress", Egress.class),
    EGRESS_BLOCK("egress.block", EgressBlock.class),
    EGRESS_CAP("egress.cap", EgressCap.class),
    INGRESS("ingress", Ingress.class),
    ROUND_SURVIVORS("round.survivors", RoundSurvivors.class),
    AGGREGATE("aggregate", Aggregate.class),
    ROUND_CLOSE("round.close", RoundClose.class),
    ROUND_ROLLBACK("round.rollback", RoundRollback.class),
    DUMMY_JUDGED("dummy.judged", DummyRoundJudged.class),
    DUMMY_FAULT("dummy.fault", DummyFaultFound.class),
    ADMIN("admin", Admin.class),
    ERASE("erase", Erase.class),
    KEY_ROTATE("key.rotate", KeyRotate.class),
    AUTHORITY_SUCCEED("authority.succeed", AuthoritySucceed.class),
    LOG_PRUNE("log.prune", LogPrune.class),
    CHECKPOINT_SIGNED("checkpoint.signed", CheckpointSigned.class),
    CHECKPOINT_COSIGNED("checkpoint.cosigned", CheckpointCosigned.class),
    CHECKPOINT_WITNESSED("checkpoint.witnessed", CheckpointWitnessed.class),
    EPOCH_WITNESSES("epoch.witnesses", EpochWitnesses.class),
    CLOCK_STEP("clock.step", ClockStep.class),
    ERROR("error", ErrorEvent.class);

    private static final Map<String, EventType> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(type -> type.name, Function.identity()));
    private static final Map<Class<?>, EventType> BY_RECORD =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(type -> type.record, Function.identity()));

    private final String name;
    private final Class<? extends Event> record;
    private final RecordSchema schema;

    EventType(String name, Class<? extends Event> record) {
        this.name = name;
        this.record = record;
        this.schema = new RecordSchema(record);
    }

    /** The name in the leaf's {@code type}. */
    public String typeName() {
        return name;
    }

    /** The type of {@code event}. */
    public static EventType of(Event event) {
        return BY_RECORD.get(event.getClass());
    }

    Class<? extends Event> record() {
        return record;
    }

    RecordSchema schema() {
        return schema;
    }

    static EventType named(String name) throws MalformedLeafException {
        EventType type = BY_NAME.get(name);
        if (type == null) {
            throw MalformedLeafException.outsideSchema("unknown event type");
        }
        return type;
    }
}
