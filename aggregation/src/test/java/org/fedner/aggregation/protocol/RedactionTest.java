package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.sharing.Limbs;
import org.fedner.crypto.sharing.Share;
import org.junit.jupiter.api.Test;

/** What holds secrets prints its name and public facts. */
class RedactionTest {

    private static final PlatformId ONE = new PlatformId(0, 1);
    private static final PlatformId TWO = new PlatformId(0, 2);

    @Test
    void keysAndChannelsPrintTheirNames() {
        assertThat(OwnKeys.generate(new SeededRandom(1), true)).hasToString("OwnKeys[redacted]");
        assertThat(LinkSeal.of(key(), Digest.of(), ONE, TWO, new byte[1])).hasToString("LinkSeal[redacted]");
        assertThat(new AckChannel(ONE, TWO, (from, to) -> key())).hasToString("AckChannel[redacted]");
        assertThat(new ShareChannel(ONE, TWO, Digest.of(), (from, to) -> key())).hasToString("ShareChannel[redacted]");
    }

    @Test
    void sharesPrintHowManyTheyAre() {
        HeldShare held = HeldShare.of(
                new Share(1, Limbs.owning(new long[] {1, 2, 3, 4, 5})),
                new Share(1, Limbs.owning(new long[] {6, 7, 8, 9, 10})));
        assertThat(held).hasToString("HeldShare[redacted]");
        TreeMap<PlatformId, HeldShare> shares = new TreeMap<>();
        shares.put(ONE, held);
        assertThat(new HeldShares(shares)).hasToString("HeldShares[1, redacted]");
    }

    @Test
    void whatAMemberOfARoundHoldsPrintsCountsAndNumbers() {
        RoundByHand round = new RoundByHand(new Simulation(3, 2, 77).recoverable(3, 1));
        EpochSecrets secrets = round.between(0).at().keyed().secrets();
        assertThat(secrets).hasToString("EpochSecrets[redacted]");
        assertThat(secrets.dealer()).hasToString("Dealer[1 rounds, redacted]");
        assertThat(secrets.dealer().dealing(1)).get().hasToString("Dealing[round 1, redacted]");
        CollectingCalledInputs called = (CollectingCalledInputs) round.simulation.phase;
        assertThat(called.hosting().deposits()).hasToString("Deposits[3 for the round called, 0 for round 2]");
        assertThat(ShareCount.of(called.round())).hasToString("ShareCount[3 secrets short of 3 shares]");
        assertThat(round.between(0).membership().epoch()).hasToString("Epoch[1, 3 members]");
        assertThat(round.between(0).at().keyed().graph())
                .asString()
                .startsWith("EpochGraph[")
                .contains("3");
    }

    @Test
    void partiesPrintTheirIds() {
        Simulation simulation = new Simulation(3, 1, 1);
        assertThat(simulation.server).hasToString("ServerParty[" + simulation.server.id() + "]");
        Hospital hospital = simulation.hospitals.get(0);
        PlatformParty party =
                new PlatformParty(simulation.authority.verifyingKey(), hospital.key, hospital, new SeededRandom(1));
        assertThat(party).hasToString("PlatformParty[" + hospital.id + "]");
    }

    private static SecretBytes key() {
        return SecretBytes.owning(new byte[32]);
    }
}
