package org.fedner.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.fedner.audit.event.Admin;
import org.fedner.audit.event.CheckpointCosigned;
import org.fedner.audit.event.DatasetBind;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.log.LogLeaves;
import org.fedner.node.CommandRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What persons do to a log after a run: decide, erase, rotate, delete. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditAdministrationTest {
    private static final String ACTOR = "Zenobia Quastmeyer";
    private static final String SECOND = "Ottokar Vrbnik";

    private TinyFederation federation;
    private Path log;
    private Path openings;

    @BeforeAll
    void run(@TempDir Path root) throws IOException {
        federation = new TinyFederation(root, 2);
        assertThat(federation.runAll(federation.server()).exit()).isZero();
        log = federation.at("work/platforms/north/audit");
        openings = federation.at("work/platforms/north/audit-openings");
    }

    private CommandRun audit(String command, Object... more) {
        List<Object> line = new ArrayList<>(List.of("audit", command));
        line.addAll(List.of(more));
        return CommandRun.of(line.toArray());
    }

    private CommandRun admin(Path of, String identity, String... more) {
        List<Object> line = new ArrayList<>(List.of(of, "--identity", federation.at(identity)));
        line.addAll(List.of(more));
        return audit("admin", line.toArray());
    }

    private CommandRun verify(Path... logs) {
        List<Object> line = new ArrayList<>(List.of(logs));
        line.addAll(List.of("--policy", federation.at("trusted-keys")));
        return audit("verify", line.toArray());
    }

    private List<Long> entries(Class<?> type) throws Exception {
        List<Long> found = new ArrayList<>();
        for (Leaf leaf : LogLeaves.read(log)) {
            if (type.isInstance(leaf.event())) {
                found.add(leaf.seq());
            }
        }
        return found;
    }

    @Test
    void aRunSaysWhoStartedItAndOnWhichDataAndAnyOfItCanBeErased() throws Exception {
        assertThat(entries(Admin.class)).isNotEmpty();
        List<Long> bound = entries(DatasetBind.class);
        assertThat(bound).hasSize(1);
        String opening = Files.readString(openings.resolve(bound.get(0) + ".json"));
        assertThat(opening).contains("manifest_c", "train", "dev", "test", "salt");
        CommandRun erased = audit(
                "erase",
                log,
                "--identity",
                federation.at("north"),
                "--entry",
                bound.get(0),
                "--basis",
                "request",
                "--actor",
                ACTOR);
        assertThat(erased.exit()).as(erased.err()).isZero();
        assertThat(openings.resolve(bound.get(0) + ".json")).doesNotExist();
        assertThat(verify(log).exit()).isZero();
        assertThat(verify(log).out()).contains("1 redacted");
        CommandRun nothing = audit(
                "erase", log, "--identity", federation.at("north"), "--entry", 0, "--basis", "request", "--actor", "x");
        assertThat(nothing.exit()).isEqualTo(ExitCode.BAD_DATA.number());
        assertThat(nothing.err()).contains("commits to no value");
    }

    @Test
    void whoDecidedIsCommittedToAndABudgetTakesTwo() throws Exception {
        CommandRun alone = admin(log, "north", "--action", "budget-change", "--actor", ACTOR);
        assertThat(alone.exit()).isEqualTo(ExitCode.USAGE.number());
        CommandRun same = admin(log, "north", "--action", "budget-change", "--actor", ACTOR, "--approver", ACTOR);
        assertThat(same.exit()).isEqualTo(ExitCode.USAGE.number());
        CommandRun both = admin(log, "north", "--action", "budget-change", "--actor", ACTOR, "--approver", SECOND);
        assertThat(both.exit()).as(both.err()).isZero();
        String entry = both.out().strip().replace("entry ", "");
        assertThat(Files.readString(openings.resolve(entry + ".json"))).contains(ACTOR, SECOND);
        try (Stream<Path> files = Files.walk(log)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain(ACTOR, SECOND, "Quastmeyer");
            }
        }
        assertThat(verify(log).exit()).as(verify(log).out()).isZero();
    }

    @Test
    void aLogGoesOnUnderANewNameAndIsDeletedAfterItsTime() throws Exception {
        Path south = federation.at("work/platforms/south/audit");
        Path next = federation.at("work/platforms/south/audit-2027");
        enrol("south-2027");
        CommandRun alone = rotate(south, next, "south-2027", ACTOR);
        assertThat(alone.exit()).isEqualTo(ExitCode.USAGE.number());
        CommandRun itself = rotate(south, next, "south", SECOND);
        assertThat(itself.exit()).isEqualTo(ExitCode.BAD_CONFIGURATION.number());
        CommandRun rotated = rotate(south, next, "south-2027", SECOND);
        assertThat(rotated.exit()).as(rotated.err()).isZero();
        assertThat(rotate(south, next, "south-2027", SECOND).exit())
                .as("again, as after a crash")
                .isZero();
        assertThat(verify(south, next).exit()).as(verify(south, next).out()).isZero();
        assertThat(LogLeaves.read(next).stream().filter(leaf -> leaf.event() instanceof CheckpointCosigned))
                .as("a witness takes its memory along")
                .hasSizeGreaterThanOrEqualTo(2);
        CommandRun late = admin(south, "south", "--action", "consent", "--actor", ACTOR);
        assertThat(late.exit()).isEqualTo(ExitCode.BAD_CONFIGURATION.number());
        assertThat(late.err()).contains("goes on as", "south-2027");

        CommandRun early = prune(south, next, "6");
        assertThat(early.exit()).isEqualTo(ExitCode.CHECK_FAILED.number());
        assertThat(early.err()).contains("kept until 6 years after");
        assertThat(prune(federation.at("work/platforms/west/audit"), next, "0").err())
                .contains("only ended logs are deleted");
        assertThat(south).exists();
        CommandRun deleted = prune(south, next, "0");
        assertThat(deleted.exit()).as(deleted.err()).isZero();
        assertThat(south).doesNotExist();
        assertThat(federation.at("work/platforms/south/audit-openings")).doesNotExist();
        assertThat(verify(next).exit()).as(verify(next).out()).isZero();
        assertThat(verify(next).out()).contains("was deleted after its time");
    }

    private void enrol(String name) {
        Path request = federation.at(name + ".request");
        List<List<Object>> commands = List.of(
                List.of(
                        "provision",
                        "request",
                        name,
                        "--role",
                        "platform",
                        "--identity",
                        federation.at(name),
                        "--out",
                        request),
                List.of(
                        "provision",
                        "approve",
                        request,
                        "--authority",
                        federation.at("authority"),
                        "--out",
                        federation.at("more")),
                List.of(
                        "provision",
                        "install",
                        federation.at("more/" + name + ".enrolment"),
                        "--identity",
                        federation.at(name)),
                List.of("provision", "show", federation.at(name), "--audit-policy", federation.at("trusted-keys")));
        for (List<Object> command : commands) {
            CommandRun run = CommandRun.of(command.toArray());
            assertThat(run.exit()).as(run.err()).isZero();
        }
    }

    private CommandRun rotate(Path old, Path next, String identity, String approver) {
        return audit(
                "rotate",
                old,
                "--identity",
                federation.at("south"),
                "--next",
                next,
                "--next-identity",
                federation.at(identity),
                "--actor",
                ACTOR,
                "--approver",
                approver);
    }

    private CommandRun prune(Path old, Path present, String years) {
        return audit(
                "prune",
                old,
                "--log",
                present,
                "--identity",
                federation.at("south-2027"),
                "--policy",
                federation.at("trusted-keys"),
                "--years",
                years,
                "--actor",
                ACTOR,
                "--approver",
                SECOND);
    }
}
