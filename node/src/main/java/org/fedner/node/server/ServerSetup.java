package org.fedner.node.server;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.fedner.audit.event.Sha256Hex;
import org.fedner.node.config.ServerFile;
import org.fedner.node.identity.Identity;
import org.fedner.node.identity.SignedJob;
import org.fedner.node.loop.RunEvent;

/**
 * Everything a server brings to a run.
 *
 * @param work folder of the outcome and the evidence
 * @param audit folder of the audit log, which outlives jobs
 * @param checkpoints folder of what a restart needs
 * @param platforms how many platforms the first epoch waits for
 * @param configuration SHA-256 of the configuration file
 */
public record ServerSetup(
        Identity identity,
        SignedJob job,
        InetSocketAddress listen,
        Path work,
        Path audit,
        Path checkpoints,
        int platforms,
        ServerFile.Timing timing,
        Sha256Hex configuration,
        Clock clock,
        RunEvent.Watcher watcher) {

    Duration gather() {
        return Duration.ofSeconds(timing.gatherSeconds());
    }

    Duration epochSetup() {
        return Duration.ofSeconds(timing.setupSeconds());
    }

    Duration round() {
        return Duration.ofSeconds(timing.roundSeconds());
    }

    Duration reconnect() {
        return Duration.ofSeconds(timing.reconnectSeconds());
    }
}
