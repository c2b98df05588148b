package org.fedner.node.cli.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.fedner.audit.log.AuditCorruptException;
import org.fedner.audit.note.TrustPolicy;
import org.fedner.node.auditing.RunLogs;
import org.fedner.node.cli.ExitCode;
import org.fedner.node.cli.FailureException;

/** What the commands have in common: the policy, and how a log that cannot be read ends them. */
final class Logs {
    private Logs() {}

    /** The policy that was named, or the one that a run left above the log. */
    static TrustPolicy policy(Optional<Path> named, Path log) {
        return RunLogs.readPolicy(named.or(() -> above(log))
                .orElseThrow(() -> new FailureException(
                        ExitCode.BAD_CONFIGURATION,
                        "no policy file above " + log + "; name the file with the logs' public keys with --policy")));
    }

    private static Optional<Path> above(Path log) {
        for (Path folder = log.toAbsolutePath().normalize(); folder != null; folder = folder.getParent()) {
            Path beside = folder.resolve(RunLogs.POLICY);
            if (Files.isRegularFile(beside)) {
                return Optional.of(beside);
            }
        }
        return Optional.empty();
    }

    /** The one log that a folder is or holds. */
    static Path only(Path folder) {
        var logs = RunLogs.below(folder);
        if (logs.size() != 1) {
            throw new FailureException(
                    ExitCode.BAD_DATA, "%s: holds %d logs; name one of them".formatted(folder, logs.size()));
        }
        return logs.get(0);
    }

    static FailureException corrupt(Path log, AuditCorruptException cause) {
        return new FailureException(
                ExitCode.INTEGRITY, "%s: %s; see 'fedner audit verify'".formatted(log, cause.getMessage()), cause);
    }

    static FailureException unreadable(Path path, IOException cause) {
        return new FailureException(ExitCode.BAD_DATA, path + ": cannot be read; check its permissions", cause);
    }

    static void write(Path file, byte[] content) {
        try {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            Files.write(file, content);
        } catch (IOException e) {
            throw new FailureException(
                    ExitCode.BAD_CONFIGURATION, file + ": cannot be written; check disk space and permissions", e);
        }
    }

    static void write(Path file, String content) {
        write(file, content.getBytes(StandardCharsets.UTF_8));
    }
}
