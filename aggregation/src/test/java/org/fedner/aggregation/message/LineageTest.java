package org.fedner.aggregation.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.signing.SigningKey;
import org.fedner.crypto.signing.VerifyingKey;
import org.junit.jupiter.api.Test;

/** Which keys of an authority count, and every way in which a succession does not hold. */
class LineageTest {
    private static final long DAY = 86_400;

    /** A succession from day 10 to day 40 of 1970; the seeds of the keys are zero, and one and zeros. */
    private static final String VECTOR =
            "339e2ff917630507b6a423b5ce084e280000000000000001302a300506032b65700321003b6a27bcceb6a42d62a3a8d02a6f"
                    + "0d73653215771de243a63ac048a18b59da29302a300506032b6570032100cecc1507dc1ddd7295951c290888f095adb9044d"
                    + "1b73d696e6df065d683bd4fc00000000000d2f00000000000034bc00e901fc0d96c0ce34efce92116d2fb56c92e5dd4016b5"
                    + "99305974254a4481c805c74c26ec2dd9e79c472b8321a5ed6699ac650e7d4b9b35b1b62b8efbfb68870121bc972414c9855b"
                    + "1fa73893ce806e0b6a0b62dd724e639cd32528058187bb96bb88618e7b7f607eee0e5583988b4d24511397046f245b33bf2f"
                    + "f105974c2f0f";

    private final SigningKey first = key(0);
    private final SigningKey second = key(1);
    private final SigningKey third = key(2);
    private final SigningKey stranger = key(9);
    private final FederationId federation =
            FederationId.ofAuthority(first.verifyingKey().spki());
    private final SignedSuccession one = SignedSuccession.sign(
            new Succession(federation, 1, first.verifyingKey(), second.verifyingKey(), 10 * DAY, 40 * DAY),
            first,
            second);
    private final SignedSuccession two = SignedSuccession.sign(
            new Succession(federation, 2, second.verifyingKey(), third.verifyingKey(), 20 * DAY, 50 * DAY),
            second,
            third);
    private final Lineage founded = Lineage.of(first.verifyingKey());
    private final Lineage succeeded = new Lineage(first.verifyingKey(), List.of(one));
    private final Lineage twice = new Lineage(first.verifyingKey(), List.of(one, two));

    /** The example of docs/protocol.md, made by another language and library. */
    @Test
    void theBytesAndBothSignaturesAreThoseOfTheVector() throws MalformedMessageException {
        byte[] vector = HexFormat.of().parseHex(VECTOR);
        assertThat(HexFormat.of().formatHex(one.encode())).isEqualTo(VECTOR);
        assertThat(SignedSuccession.decode(vector)).isEqualTo(one);
    }

    @Test
    void aSuccessorCountsAtOnceAndEveryPredecessorUntilItsOverlapEnds() {
        VerifyingKey a = first.verifyingKey();
        VerifyingKey b = second.verifyingKey();
        VerifyingKey c = third.verifyingKey();
        assertThat(founded.keysAt(99 * DAY)).containsExactly(a);
        assertThat(succeeded.keysAt(40 * DAY - 1)).containsExactly(b, a);
        assertThat(succeeded.keysAt(40 * DAY)).containsExactly(b);
        assertThat(twice.keysAt(40 * DAY - 1)).containsExactly(c, b, a);
        assertThat(twice.keysAt(40 * DAY)).containsExactly(c, b);
        assertThat(twice.keysAt(50 * DAY)).containsExactly(c);
        assertThat(twice.newest()).isEqualTo(c);
        assertThat(twice.federation()).isEqualTo(federation);
        assertThat(twice.endOf(b)).hasValue(50 * DAY);
        assertThat(twice.endOf(c)).isEmpty();
    }

    @Test
    void isTakenUpByWhoeverKnowsItsBeginningAndWhileAllThatIsNewIsInItsOverlap() {
        assertThat(succeeded.extendsAt(founded, 10 * DAY)).isTrue();
        assertThat(twice.extendsAt(founded, 20 * DAY)).isTrue();
        assertThat(twice.extendsAt(succeeded, 45 * DAY)).isTrue();
        assertThat(twice.extendsAt(founded, 45 * DAY))
                .as("the first overlap is over")
                .isFalse();
        assertThat(succeeded.extendsAt(founded, 40 * DAY)).as("too late").isFalse();
        assertThat(succeeded.extendsAt(founded, 10 * DAY - 1)).as("too early").isFalse();
    }

    @Test
    void bad_anOlderOneTheSameAndAnotherSuccessorOfOneKeyAreNotTakenUp() {
        Lineage other = new Lineage(
                first.verifyingKey(),
                List.of(SignedSuccession.sign(
                        new Succession(
                                federation, 1, first.verifyingKey(), stranger.verifyingKey(), 10 * DAY, 40 * DAY),
                        first,
                        stranger)));
        assertThat(succeeded.extendsAt(twice, 20 * DAY)).as("replayed").isFalse();
        assertThat(succeeded.extendsAt(succeeded, 20 * DAY)).isFalse();
        assertThat(other.extendsAt(succeeded, 20 * DAY)).isFalse();
        assertThat(twice.extendsAt(other, 20 * DAY)).isFalse();
        assertThat(Lineage.of(stranger.verifyingKey()).follows(founded)).isFalse();
    }

    @Test
    void bad_onlyOneSignatureASignatureInTheOthersPlaceAndAForgedOneAreRefused() {
        Succession statement = one.succession();
        SignedSuccession byOldOnly = SignedSuccession.sign(statement, first, stranger);
        SignedSuccession byNewOnly = SignedSuccession.sign(statement, stranger, second);
        refused("both keys", byOldOnly);
        refused("both keys", byNewOnly);
        refused("both keys", new SignedSuccession(statement, one.acceptance(), one.handover()));
        refused("both keys", new SignedSuccession(statement, one.handover(), one.handover()));
        refused("both keys", new SignedSuccession(statement, two.handover(), two.acceptance()));
    }

    @Test
    void bad_aGapAWrongNumberAnotherFederationAndACircleAreRefused() {
        refused("out of its place", two);
        refused("out of its place", signed(federation, 2, first, second, 10, 40));
        refused(
                "another federation",
                signed(FederationId.ofAuthority(stranger.verifyingKey().spki()), 1, first, second, 10, 40));
        refused("another key", signed(federation, 1, stranger, second, 10, 40));
        refused("another key", one, signed(federation, 2, first, third, 20, 50));
        refused("a key of before", one, signed(federation, 2, second, first, 20, 50));
        refused("before the one it follows", one, signed(federation, 2, second, third, 9, 50));
        assertThatThrownBy(() -> signed(federation, 0, first, second, 10, 40))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> signed(federation, 1, first, first, 10, 40))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> signed(federation, 1, first, second, 10, 10))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bad_moreThan64SuccessionsAreRefused() {
        List<SignedSuccession> many = new ArrayList<>();
        for (int i = 0; i < 65; i++) {
            many.add(signed(federation, i + 1, key(i == 0 ? 0 : 100 + i), key(101 + i), 10, 40));
        }
        assertThat(new Lineage(first.verifyingKey(), many.subList(0, 64)).sequence())
                .isEqualTo(64);
        refused("up to 64", many.toArray(SignedSuccession[]::new));
    }

    @Test
    void anyFlippedByteIsRefusedOrUnsigned() {
        byte[] encoded = one.encode();
        for (int i = 0; i < encoded.length; i++) {
            byte[] flipped = encoded.clone();
            flipped[i] ^= 1;
            try {
                SignedSuccession read = SignedSuccession.decode(flipped);
                assertThat(read.isSignedByBoth()).as("byte %d", i).isFalse();
            } catch (MalformedMessageException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
    }

    @Test
    void aRosterIsOfTheKeyThatCountedWhenItWasIssued() {
        RosterEntry server =
                new RosterEntry(Role.SERVER, "server", stranger.verifyingKey(), ByteString.of(new byte[32]), List.of());
        assertThat(succeeded.signed(roster(federation, server, 39 * DAY, first)))
                .isTrue();
        assertThat(succeeded.signed(roster(federation, server, 40 * DAY, first)))
                .isFalse();
        assertThat(succeeded.signed(roster(federation, server, 99 * DAY, second)))
                .isTrue();
        assertThat(founded.signed(roster(federation, server, 20 * DAY, second))).isFalse();
        FederationId other = FederationId.ofAuthority(second.verifyingKey().spki());
        assertThat(succeeded.signed(roster(other, server, 20 * DAY, second))).isFalse();
    }

    private static SignedRoster roster(FederationId federation, RosterEntry server, long issued, SigningKey by) {
        return SignedRoster.sign(new Roster(federation, 1, issued, issued + DAY, List.of(server)), by);
    }

    private SignedSuccession signed(
            FederationId of, long sequence, SigningKey from, SigningKey to, long issuedDay, long endDay) {
        return SignedSuccession.sign(
                new Succession(of, sequence, from.verifyingKey(), to.verifyingKey(), issuedDay * DAY, endDay * DAY),
                from,
                to);
    }

    private void refused(String rule, SignedSuccession... successions) {
        assertThatThrownBy(() -> new Lineage(first.verifyingKey(), List.of(successions)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(rule);
    }

    private static SigningKey key(int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        return SigningKey.of(SecretBytes.owning(bytes));
    }
}
