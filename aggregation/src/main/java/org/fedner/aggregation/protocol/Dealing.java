package org.fedner.aggregation.protocol;

import java.util.Optional;
import org.fedner.aggregation.masking.SelfSecret;
import org.fedner.aggregation.message.Shares;
import org.fedner.aggregation.message.WireMessage;

/**
 * What a member dealt for one round: the bytes that go out, as often as they are asked for, and what it keeps.
 *
 * @param selfSecret b, until the input is masked
 * @param own this member's own shares of its two secrets; none on a drawn graph
 */
record Dealing(WireMessage<Shares> shares, SelfSecret selfSecret, Optional<HeldShare> own) implements AutoCloseable {

    @Override
    public void close() {
        selfSecret.close();
        own.ifPresent(HeldShare::close);
    }

    @Override
    public String toString() {
        return "Dealing[round " + shares.message().round() + ", redacted]";
    }
}
