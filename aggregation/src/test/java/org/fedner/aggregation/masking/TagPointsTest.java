package org.fedner.aggregation.masking;

import static org.assertj.core.api.Assertions.assertThat;

import org.fedner.aggregation.encoding.Ring32Vector;
import org.fedner.aggregation.encoding.RingVector;
import org.junit.jupiter.api.Test;

/** Either of a tag's two points alone refuses: checking one of them would make a forgery 2^37 times likelier. */
class TagPointsTest {

    @Test
    void a_tag_wrong_at_one_point_is_refused_whichever_it_is() {
        Membership membership = new Membership(3, 5);
        Membership.Server server = new Membership.Server(4);
        var maskings = membership.maskings(membership.context());
        for (RoundMasking masking : maskings) {
            Ring32Vector input = RingVector.owning(new int[] {1, -2, 3, 4});
            server.receive(input, masking.mask(input));
        }
        for (RoundMasking masking : maskings) {
            assertThat(masking.accepts(server.sum, server.tag)).isTrue();
            assertThat(masking.accepts(server.sum, server.tag.plus(new Tag(1, 0))))
                    .isFalse();
            assertThat(masking.accepts(server.sum, server.tag.plus(new Tag(0, 1))))
                    .isFalse();
        }
    }
}
