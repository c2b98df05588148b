package org.fedner.node.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** What the configurations of a server and of a platform have in common. */
public sealed interface PartyFile permits ServerFile, PlatformFile {
    /** Folder made by {@code provision request} and {@code install}. */
    String identity();

    /** Folder of the run. */
    String work();

    /** Folder of the party's one audit log; null for {@code audit} in the work folder. */
    String audit();

    /** Where its page is shown; null for nowhere. */
    PageSection page();

    /** {@link #page}, if there is one. */
    default Optional<PageSection> shown() {
        return Optional.ofNullable(page());
    }

    /** Where the audit log is: what the file says, or in the work folder. */
    default Path audit(Function<String, Path> resolve) {
        return audit() == null ? resolve.apply(work()).resolve("audit") : resolve.apply(audit());
    }
}
