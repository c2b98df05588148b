package org.fedner.aggregation.message;

import org.fedner.crypto.expansion.Digest;

/** Where a platform stands when it connects: what it still remembers of an epoch whose secrets it holds. */
public sealed interface Standing {

    /** It holds no epoch's secrets: a new platform, or a restarted one. Byte 0. */
    record Outside() implements Standing {}

    /** It is setting up the epoch. Byte 1, E. */
    record SettingUp(Digest epoch) implements Standing {}

    /**
     * It is in this attempt of this round, or waits for it to open. Byte 2, E, round (8), attempt (4).
     *
     * @param round tau, from 0 (the size round) up
     */
    record InRound(Digest epoch, long round, int attempt) implements Standing {}

    private static int tag(Standing standing) {
        return standing instanceof Outside ? 0 : standing instanceof SettingUp ? 1 : 2;
    }

    static void encode(WireWriter out, Standing standing) {
        out.uint(1, tag(standing));
        if (standing instanceof SettingUp settingUp) {
            out.digest(settingUp.epoch());
        } else if (standing instanceof InRound inRound) {
            out.digest(inRound.epoch()).uint(8, inRound.round()).uint(4, inRound.attempt());
        }
    }

    static Standing decode(WireReader in) throws MalformedMessageException {
        return switch (in.choice(3)) {
            case 0 -> new Outside();
            case 1 -> new SettingUp(in.digest());
            default -> new InRound(in.digest(), in.uint(8), in.uint31());
        };
    }
}
