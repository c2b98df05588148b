package org.fedner.node.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.MessageType;
import org.fedner.audit.event.EventType;
import org.fedner.node.config.JobFuzz;
import org.fedner.node.identity.EnrolmentFuzz;
import org.fedner.node.platform.CheckpointFuzz;
import org.fedner.node.server.EpochFuzz;
import org.fedner.node.server.JournalFuzz;
import org.fedner.node.transport.FrameFuzz;
import org.fedner.node.transport.InboxFuzz;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The fuzz targets in every build: their seeds, and a thousand inputs near these for each. */
class DecodersTest {
    private static final int MUTATIONS = 1000;

    /** What a fuzzer would run. */
    interface Target {
        void run(byte[] input) throws IOException;
    }

    static Stream<Arguments> targets() throws IOException, MalformedMessageException {
        return Stream.of(
                target("messages", MessageFuzz.seeds(), new MessageFuzz()::everyDecoderRefusesOrComesBack),
                target("rosters", RosterFuzz.seeds(), new RosterFuzz()::aRosterIsRefusedOrComesBack),
                target("epochs", EpochFuzz.seeds(), new EpochFuzz()::epochParametersAndExponentsAreRefusedOrComeBack),
                target("keys", KeyFuzz.seeds(), new KeyFuzz()::aKeyOrShareIsRefusedOrComesBack),
                target("evidence", EvidenceFuzz.seeds(), new EvidenceFuzz()::evidenceIsRefusedOrComesBack),
                target("frames", FrameFuzz.seeds(), new FrameFuzz()::framesAreRefusedOrComeBack),
                target("chunks", InboxFuzz.seeds(), new InboxFuzz()::whatArrivesIsWhatWasAnnounced),
                target("leaves", LeafFuzz.seeds(), new LeafFuzz()::aLeafIsRefusedOrComesBack),
                target("notes", NoteFuzz.seeds(), new NoteFuzz()::notesCheckpointsKeysAndPoliciesAreRefusedOrComeBack),
                target("log files", LogFileFuzz.seeds(), new LogFileFuzz()::bundlesAndPathsAreRefusedOrComeBack),
                target("modules", ModuleFuzz.seeds(), new ModuleFuzz()::networksStatesAndModulesAreRefusedOrComeBack),
                target("corpora", CorpusFuzz.seeds(), new CorpusFuzz()::aCorpusIsRefusedOrItsSentencesComeBack),
                target("checkpoints", CheckpointFuzz.seeds(), new CheckpointFuzz()::aCheckpointIsRefusedOrComesBack),
                target("journals", JournalFuzz.seeds(), new JournalFuzz()::aJournalIsRefusedOrComesBack),
                target(
                        "enrolments",
                        EnrolmentFuzz.seeds(),
                        new EnrolmentFuzz()::requestsEnrolmentsAndJobsAreRefusedOrComeBack),
                target("jobs", JobFuzz.seeds(), new JobFuzz()::jobsAndPoliciesAreRefusedOrComeBack));
    }

    private static Arguments target(String name, Stream<byte[]> seeds, Target target) {
        return Arguments.of(name, seeds.toList(), target);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("targets")
    void whatIsNotRefusedAsDeclaredComesBack(String name, List<byte[]> seeds, Target target) {
        Stream<byte[]> near = Mutations.of(seeds, MUTATIONS, name.hashCode());
        Stream.of(Stream.of(new byte[0]), seeds.stream(), near)
                .flatMap(inputs -> inputs)
                .forEach(input -> {
                    try {
                        target.run(input.clone());
                    } catch (Exception | Error e) {
                        throw new AssertionError(
                                name + ": " + e + ", from the input "
                                        + HexFormat.of().formatHex(input),
                                e);
                    }
                });
    }

    @Test
    void everyTypeOfMessageAndEventHasASeed() throws IOException {
        assertThat(Frames.good().values().stream().map(frame -> (int) frame[0]).distinct())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(MessageType.values())
                        .map(MessageType::code)
                        .toList());
        String leaves = LeafFuzz.seeds()
                .map(leaf -> new String(leaf, StandardCharsets.UTF_8))
                .collect(Collectors.joining());
        assertThat(EventType.values())
                .allSatisfy(type -> assertThat(leaves).contains("\"type\":\"" + type.typeName() + "\""));
    }
}
