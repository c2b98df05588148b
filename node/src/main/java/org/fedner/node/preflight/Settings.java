package org.fedner.node.preflight;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.fedner.node.cli.FailureException;
import org.fedner.node.config.ConfigReader;

/** Configuration files. */
final class Settings {
    private Settings() {}

    /** The file as a record, if it is one; {@code remark} says something about a good one. */
    static <T> Optional<T> read(
            Path file, Class<T> type, String check, SiteFault fault, Function<T, String> remark, Checklist list) {
        try {
            T read = ConfigReader.read(file, type);
            list.add(Finding.ok(check, "%s: %s".formatted(file, remark.apply(read))));
            return Optional.of(read);
        } catch (FailureException e) {
            list.add(Finding.fault(check, fault, e.getMessage()));
            return Optional.empty();
        }
    }
}
