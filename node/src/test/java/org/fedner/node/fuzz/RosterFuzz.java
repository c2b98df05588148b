package org.fedner.node.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.FederationId;
import org.fedner.aggregation.message.MalformedMessageException;
import org.fedner.aggregation.message.Role;
import org.fedner.aggregation.message.Roster;
import org.fedner.aggregation.message.RosterEntry;
import org.fedner.aggregation.message.SignedRoster;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.signing.SigningKey;
import org.junit.jupiter.params.provider.MethodSource;

/** The roster that the authority signed, as it lies in files and travels in ROSTER. */
public class RosterFuzz {

    /** A server alone, and one with two platforms, of which one names a certificate. */
    public static Stream<byte[]> seeds() {
        return Stream.of(0, 2).map(RosterFuzz::roster);
    }

    @MethodSource("seeds")
    @FuzzTest
    public void aRosterIsRefusedOrComesBack(byte[] input) {
        try {
            ComesBack.require(input, SignedRoster.decode(input).encode());
        } catch (MalformedMessageException e) {
            // refused, as declared
        }
    }

    static byte[] roster(int platforms) {
        SigningKey authority = key(100);
        List<RosterEntry> entries = IntStream.rangeClosed(0, platforms)
                .mapToObj(i -> new RosterEntry(
                        i == 0 ? Role.SERVER : Role.PLATFORM,
                        "party " + i,
                        key(i).verifyingKey(),
                        ByteString.of(new byte[32]),
                        i == 1 ? List.of(Digest.of()) : List.of()))
                .sorted(Comparator.comparing(RosterEntry::id))
                .toList();
        FederationId federation =
                FederationId.ofAuthority(authority.verifyingKey().spki());
        return SignedRoster.sign(new Roster(federation, 3, 1_700_000_000, 1_800_000_000, entries), authority)
                .encode();
    }

    static SigningKey key(int number) {
        byte[] seed = new byte[SigningKey.SEED_BYTES];
        seed[0] = (byte) number;
        return SigningKey.of(SecretBytes.owning(seed));
    }
}
