package org.fedner.node.server;

import org.fedner.aggregation.message.MessageType;

/** What the server waits for in an attempt, one after the other; the last two only where sums are recovered. */
enum Flight {
    INPUTS(MessageType.UPLOAD),
    ACKNOWLEDGEMENTS(MessageType.ACK),
    ANSWERS(MessageType.ANSWER);

    private final MessageType answer;

    Flight(MessageType answer) {
        this.answer = answer;
    }

    /** The message with which a member is done. */
    MessageType answer() {
        return answer;
    }
}
