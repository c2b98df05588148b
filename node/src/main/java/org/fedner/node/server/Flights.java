package org.fedner.node.server;

import org.fedner.aggregation.message.Call;
import org.fedner.aggregation.message.Message;
import org.fedner.aggregation.message.Open;
import org.fedner.aggregation.message.Quorum;
import org.fedner.aggregation.message.Survivors;
import org.fedner.crypto.expansion.Digest;

/**
 * Which flight of which attempt the server began last, so that each gets its deadline once: what one member hears again
 * begins nothing.
 */
final class Flights {
    private static final int NONE = -1;

    private long round = NONE;
    private long attempt;
    private Flight flight = Flight.INPUTS;
    private Digest state = Digest.of();

    /** Before an epoch's first attempt. */
    void reset() {
        round = NONE;
    }

    /** A resumed server's platforms are in that attempt. */
    void resumed(long openRound, long openAttempt) {
        round = openRound;
        attempt = openAttempt;
        flight = Flight.INPUTS;
    }

    /** Whether this message opens an attempt that was not open. */
    boolean opens(Message message) {
        if (message instanceof Open open) {
            return opens(open.round(), open.attempt(), open.state());
        }
        return message instanceof Call call && opens(call.round(), 0, call.state());
    }

    private boolean opens(long openRound, long openAttempt, Digest openState) {
        if (round == openRound && attempt == openAttempt) {
            return false;
        }
        resumed(openRound, openAttempt);
        state = openState;
        return true;
    }

    /** Whether this message begins the second or third flight of a round in which sums are recovered. */
    boolean proceeds(Message message) {
        Flight begun = message instanceof Survivors
                ? Flight.ACKNOWLEDGEMENTS
                : message instanceof Quorum ? Flight.ANSWERS : Flight.INPUTS;
        if (begun.compareTo(flight) <= 0) {
            return false;
        }
        flight = begun;
        return true;
    }

    /** The flight that runs. */
    Flight flight() {
        return flight;
    }

    /** The state that the attempt opened last is bound to. */
    Digest state() {
        return state;
    }

    long round() {
        return round;
    }

    long attempt() {
        return attempt;
    }
}
