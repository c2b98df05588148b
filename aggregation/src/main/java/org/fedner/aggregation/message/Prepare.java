package org.fedner.aggregation.message;

/**
 * PREPARE: a ROSTER ahead of its time. Its members set that epoch's keys up beside the rounds of the present one, which ends
 * when the LINKSET of the new one comes.
 *
 * <pre>
 * the fields of ROSTER
 * sig by the server                  over the epoch it proposes
 * </pre>
 */
public record Prepare(EpochRoster proposal) implements SignedMessage {

    @Override
    public MessageType type() {
        return MessageType.PREPARE;
    }

    @Override
    public void encodeFields(WireWriter out) {
        proposal.encodeFields(out);
    }

    static Prepare decode(WireReader in) throws MalformedMessageException {
        return new Prepare(EpochRoster.decode(in));
    }
}
