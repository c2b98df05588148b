package org.fedner.audit.event;

import java.util.Optional;

/**
 * A process begins to write.
 *
 * @param sw             what is running
 * @param cfgSha256      the configuration file
 * @param policySha256   the policy file; of the empty string where a party has none
 * @param prevCheckpoint the last checkpoint of the log this one continues under another name
 */
public record LogOpen(Software sw, Sha256Hex cfgSha256, Sha256Hex policySha256, Optional<CheckpointRef> prevCheckpoint)
        implements Event {

    /** The first log of a party. */
    public LogOpen(Software sw, Sha256Hex cfgSha256, Sha256Hex policySha256) {
        this(sw, cfgSha256, policySha256, Optional.empty());
    }
}
