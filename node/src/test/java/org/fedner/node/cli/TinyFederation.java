package org.fedner.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fedner.node.CommandRun;
import org.fedner.node.TinyNotes;

/** A federation of three made with {@code fedner provision} alone, as three hospitals and a coordinator would. */
final class TinyFederation {
    final Path root;
    final Map<String, Path> notes;

    TinyFederation(Path root, int rounds) throws IOException {
        this.root = root;
        this.notes = TinyNotes.three(root.resolve("notes"));
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        ok("provision", "init", "tiny", "--authority", at("authority"));
        ok("provision", "request", "hub", "--role", "server", "--identity", at("hub"), "--out", at("hub.request"));
        List<Object> approve = new ArrayList<>(List.of("provision", "approve", at("hub.request")));
        for (String name : notes.keySet()) {
            Path request = at(name + ".request");
            ok("provision", "request", name, "--role", "platform", "--identity", at(name), "--out", request);
            approve.add(request);
        }
        approve.addAll(List.of("--authority", at("authority"), "--out", at("enrolments")));
        ok(approve.toArray());
        ok("provision", "install", at("enrolments/hub.enrolment"), "--identity", at("hub"));
        for (String name : notes.keySet()) {
            ok("provision", "install", at("enrolments/" + name + ".enrolment"), "--identity", at(name));
        }
        Files.writeString(at("federation.yaml"), "name: tiny-job\nrounds: " + rounds + "\n");
        ok("provision", "job", at("federation.yaml"), "--authority", at("authority"), "--out", at("job.signed"));
        ok("provision", "show", at("hub"), "--audit-policy", at("trusted-keys"));
        Files.writeString(at("policy.yaml"), "embeddings: [random]\n");
        Files.writeString(at("server.yaml"), """
                identity: hub
                job: job.signed
                listen: {host: 127.0.0.1, port: %d}
                platforms: 3
                work: work/server
                timing: {gatherSeconds: 5, reconnectSeconds: 1}
                """.formatted(port));
        for (Map.Entry<String, Path> platform : notes.entrySet()) {
            String name = platform.getKey();
            Files.writeString(at(name + ".yaml"), """
                    identity: %s
                    server: {host: 127.0.0.1, port: %d}
                    data: {folder: notes/%s}
                    policy: policy.yaml
                    work: work/platforms/%s
                    checkpointEvery: 1
                    timing: {connectSeconds: 5, silenceSeconds: 30}
                    """.formatted(
                            name, port, platform.getValue().getFileName(), name));
        }
    }

    private static void ok(Object... arguments) {
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.exit()).as(run.err()).isZero();
    }

    Path at(String name) {
        return root.resolve(name);
    }

    List<Object> server() {
        return List.of("server", "--config", at("server.yaml"));
    }

    List<Object> platform(String name) {
        return List.of("platform", "--config", at(name + ".yaml"));
    }

    CommandRun run(List<Object> command) {
        return CommandRun.of(command.toArray());
    }

    /** All four parties; the exit status is that of {@code first}. */
    CommandRun runAll(List<Object> first) {
        List<List<Object>> commands = new ArrayList<>(List.of(server()));
        notes.keySet().forEach(name -> commands.add(platform(name)));
        commands.remove(first);
        commands.add(0, first);
        return CommandRun.together(commands);
    }
}
