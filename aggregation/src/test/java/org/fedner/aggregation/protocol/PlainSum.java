package org.fedner.aggregation.protocol;

import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.aggregation.message.PlatformId;

/** What a secure sum must be: computed from everyone's input, with big integers. */
final class PlainSum {

    private PlainSum() {}

    static RingVector of(Ring ring, Map<PlatformId, RingVector> inputs, Collection<PlatformId> contributors) {
        RingVector sum = ring.zero(inputs.values().iterator().next().size());
        for (int j = 0; j < sum.size(); j++) {
            BigInteger total = BigInteger.ZERO;
            for (PlatformId contributor : contributors) {
                total = total.add(BigInteger.valueOf(inputs.get(contributor).word(j)));
            }
            sum.set(j, total.longValueExact());
        }
        return sum;
    }
}
