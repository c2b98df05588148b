package org.fedner.aggregation.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.fedner.aggregation.encoding.Ring;
import org.fedner.aggregation.encoding.RingVector;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Hkdf;
import org.fedner.crypto.expansion.Keystream;
import org.fedner.crypto.expansion.Labels;

/** The mask that keeps the sum from the server: one stream, added by the lowest member, taken off by all. */
class BlindingTest {

    private final Membership membership = new Membership(3, 8);

    @Property(tries = 30)
    void what_is_added_is_the_stream_of_the_specification_and_taking_it_off_gives_the_vector_back(
            @ForAll @IntRange(max = 5000) int words) {
        for (Ring ring : Ring.values()) {
            RingVector expected = ring.zero(words);
            int bytes = words * ring.wordBytes();
            byte[] stream = new byte[bytes];
            byte[] label = Labels.label("blind", membership.context().digest().bytes());
            try (Keystream keystream = Keystream.consuming(Hkdf.expand(groupSecret(), label, Keystream.KEY_BYTES))) {
                keystream.next(stream, 0, bytes);
            }
            expected.addKeystream(stream, 0, words);

            RingVector vector = ring.zero(words);
            Blinding blinding = Blinding.of(groupSecret(), membership.context());
            blinding.addTo(vector);
            assertThat(vector.contentEquals(expected)).isTrue();
            blinding.takeOff(vector);
            assertThat(vector.contentEquals(ring.zero(words))).isTrue();
        }
    }

    @Example
    void the_member_with_the_lowest_identifier_adds_it_and_nobody_else() {
        byte[] low = new byte[RoundContext.ID_BYTES];
        byte[] middle = new byte[RoundContext.ID_BYTES];
        byte[] high = new byte[RoundContext.ID_BYTES];
        middle[0] = 0x7f;
        high[0] = (byte) 0x80; // the highest of the three only as an unsigned byte
        List<byte[]> members = List.of(high, low, middle);
        assertThat(Blinding.isAddedBy(low, members)).isTrue();
        assertThat(Blinding.isAddedBy(middle, members)).isFalse();
        assertThat(Blinding.isAddedBy(high, members)).isFalse();
        assertThat(Blinding.of(groupSecret(), membership.context())).hasToString("Blinding[redacted]");
    }

    @Example
    void a_tag_key_that_is_closed_tags_and_accepts_nothing() {
        RingVector vector = Ring.Z32.zero(2);
        byte[] id = new byte[RoundContext.ID_BYTES];
        TagKey key = TagKey.derive(groupSecret(), membership.context());
        Tag tag = key.tag(vector, id, List.of());
        assertThat(key.accepts(vector, tag, List.of(id))).isTrue();
        key.close();
        assertThatIllegalStateException().isThrownBy(() -> key.tag(vector, id, List.of()));
        assertThatIllegalStateException().isThrownBy(() -> key.accepts(vector, tag, List.of(id)));
    }

    private static SecretBytes groupSecret() {
        return SecretBytes.owning(new byte[32]);
    }
}
