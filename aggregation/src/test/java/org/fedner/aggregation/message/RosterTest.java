package org.fedner.aggregation.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.signing.SigningKey;
import org.junit.jupiter.api.Test;

class RosterTest {

    private final SigningKey authority = key(0);
    private final FederationId federation =
            FederationId.ofAuthority(authority.verifyingKey().spki());

    @Test
    void comesBackAsItWasUnderTheAuthoritysSignature() throws MalformedMessageException {
        SignedRoster signed = SignedRoster.sign(roster(entries()), authority);
        SignedRoster read = SignedRoster.decode(signed.encode());
        assertThat(read).isEqualTo(signed);
        assertThat(read.encode()).isEqualTo(signed.encode());
        assertThat(read.isSignedBy(authority.verifyingKey())).isTrue();
        assertThat(read.isSignedBy(key(1).verifyingKey())).isFalse();
    }

    @Test
    void anyFlippedByteIsRefusedOrUnsigned() {
        byte[] encoded = SignedRoster.sign(roster(entries()), authority).encode();
        for (int i = 0; i < encoded.length; i++) {
            byte[] flipped = encoded.clone();
            flipped[i] ^= 1;
            try {
                assertThat(SignedRoster.decode(flipped).isSignedBy(authority.verifyingKey()))
                        .isFalse();
            } catch (MalformedMessageException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
    }

    @Test
    void refusesNoServerTwoServersTwiceTheSameAndOldOrders() {
        List<RosterEntry> entries = entries();
        List<RosterEntry> platformsOnly =
                entries.stream().filter(entry -> entry.role() == Role.PLATFORM).toList();
        assertThatThrownBy(() -> roster(platformsOnly)).isInstanceOf(IllegalArgumentException.class);
        List<RosterEntry> reversed = new ArrayList<>(entries);
        Collections.reverse(reversed);
        assertThatThrownBy(() -> roster(reversed)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> entry(Role.SERVER, "tab\tin name", 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Roster(federation, 1, 10, 10, entries))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void holdsFromItsIssueUntilItExpires() {
        Roster roster = roster(entries());
        assertThat(roster.isValidAt(9)).isFalse();
        assertThat(roster.isValidAt(10)).isTrue();
        assertThat(roster.isValidAt(20)).isFalse();
    }

    private Roster roster(List<RosterEntry> entries) {
        return new Roster(federation, 1, 10, 20, entries);
    }

    private static List<RosterEntry> entries() {
        List<RosterEntry> entries = new ArrayList<>(
                List.of(entry(Role.SERVER, "server", 1), entry(Role.PLATFORM, "a", 2), entry(Role.PLATFORM, "b", 3)));
        entries.sort(Comparator.comparing(RosterEntry::id));
        return entries;
    }

    private static RosterEntry entry(Role role, String name, int seed) {
        return new RosterEntry(
                role, name, key(seed).verifyingKey(), ByteString.of(new byte[32]), List.of(Digest.of(new byte[] {1})));
    }

    private static SigningKey key(int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        return SigningKey.of(SecretBytes.owning(bytes));
    }
}
