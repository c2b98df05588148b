package org.fedner.aggregation.protocol;

/**
 * One thing that goes wrong, in virtual time. What it does to whom depends on nothing else, so that a schedule stays the same
 * run when another fault is taken out of it.
 *
 * @param untilMillis end of its window; a lie is told once within it, to each of its victims
 * @param victims one bit for each platform, in the order of their ids
 */
record Fault(Kind kind, long atMillis, long untilMillis, long victims) {

    /** Who misbehaves. */
    enum By {
        NETWORK,
        SERVER,
        PLATFORM
    }

    enum Kind {
        DROP(By.NETWORK),
        DELAY(By.NETWORK),
        DUPLICATE(By.NETWORK),
        REORDER(By.NETWORK),
        CORRUPT(By.NETWORK),
        PARTITION(By.NETWORK),
        CUT(By.NETWORK),
        KILL(By.NETWORK),
        RESTART(By.NETWORK),
        CRASH_SERVER(By.NETWORK),

        OTHER_STATE(By.SERVER),
        OTHER_LAYOUT(By.SERVER),
        LATER_ATTEMPT(By.SERVER),
        LATER_ROUND(By.SERVER),
        OTHER_CONFIRMATION(By.SERVER),
        FORGED_WORD(By.SERVER),
        FORGED_TAG(By.SERVER),
        SUM_WITHOUT_ONE(By.SERVER),
        OLD_SUM(By.SERVER),
        VOID_FOR_RESULT(By.SERVER),
        EARLY_VOID(By.SERVER),
        SWAPPED_KEYS(By.SERVER),
        KEYS_LEFT_OUT(By.SERVER),
        SWAPPED_LINKS(By.SERVER),
        OTHER_MEMBERS(By.SERVER),
        OTHER_PARAMETERS(By.SERVER),
        OTHER_MODEL(By.SERVER),
        REPLAY(By.SERVER),
        ABORTED(By.SERVER),
        FINISHED_EARLY(By.SERVER),
        NEW_EPOCH(By.SERVER),
        ROLLED_BACK(By.SERVER),
        OTHER_SURVIVORS(By.SERVER),
        OTHER_PARTICIPANTS(By.SERVER),
        FORGED_QUORUM(By.SERVER),
        FORGED_RECOVERY(By.SERVER),

        WRONG_TAG(By.PLATFORM),
        SECOND_UPLOAD(By.PLATFORM),
        WRONG_SIZE(By.PLATFORM),
        ANOTHERS_NAME(By.PLATFORM),
        BROKEN_LINK(By.PLATFORM),
        WRONG_CONFIRMATION(By.PLATFORM),
        WRONG_SHARES(By.PLATFORM),
        WRONG_ACK_TAGS(By.PLATFORM);

        private final By by;

        Kind(By by) {
            this.by = by;
        }

        By by() {
            return by;
        }

        /** Whether TLS would have ended the connection instead: a party may stop over it, and nothing else may happen. */
        boolean breaksTls() {
            return this == CORRUPT || this == REORDER || this == DUPLICATE;
        }
    }

    boolean isActiveAt(long millis) {
        return atMillis <= millis && millis < untilMillis;
    }

    boolean concerns(int platform) {
        return (victims >> platform % Long.SIZE & 1) == 1;
    }

    @Override
    public String toString() {
        return "%s from %d to %d ms for platforms %s"
                .formatted(kind, atMillis, untilMillis, Long.toBinaryString(victims));
    }
}
