package org.fedner.audit.event;

/** Something a log may hold. The permitted records are the whole schema; each lists its fields and their bounds. */
public sealed interface Event
        permits LogOpen,
                LogClose,
                LogRecover,
                IdentityEvent,
                DatasetBind,
                JobAccept,
                JobReject,
                EpochOpen,
                MemberExcluded,
                RoundOpen,
                DpReserve,
                DpBlock,
                Egress,
                Ingress,
                EgressBlock,
                RoundSurvivors,
                Aggregate,
                RoundClose,
                DummyRoundJudged,
                DummyFaultFound,
                Admin,
                CheckpointSigned,
                ClockStep,
                ErrorEvent {}
