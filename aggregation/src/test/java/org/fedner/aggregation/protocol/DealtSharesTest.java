package org.fedner.aggregation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import javax.crypto.AEADBadTagException;
import org.fedner.aggregation.message.AckTag;
import org.fedner.aggregation.message.Answer;
import org.fedner.aggregation.message.ByteString;
import org.fedner.aggregation.message.PlatformId;
import org.fedner.aggregation.message.RevealedShare;
import org.fedner.crypto.SecretBytes;
import org.fedner.crypto.expansion.Digest;
import org.fedner.crypto.expansion.Hkdf;
import org.fedner.crypto.expansion.Labels;
import org.fedner.crypto.sharing.Limbs;
import org.fedner.crypto.sharing.Share;
import org.junit.jupiter.api.Test;

/** What is dealt: sealed for one peer and round, revealed once and of one kind, and the vectors of docs/protocol.md. */
class DealtSharesTest {

    private static final PlatformId ONE = new PlatformId(0, 1);
    private static final PlatformId TWO = new PlatformId(0, 2);
    private static final Digest TRANSCRIPT = Digest.of("test transcript".getBytes());
    private static final byte[] PAIR_KEY =
            HexFormat.of().parseHex("833e27a2eca3430433c7756b622b0dfc88a2048ddbb79d4c7bf80b79bf18b936");

    @Test
    void sealedSharesAreThoseOfAnotherLanguage() throws Exception {
        try (ShareChannel sender = channel(ONE, TWO);
                ShareChannel recipient = channel(TWO, ONE)) {
            ByteString sealed = sender.seal(7, held());
            assertThat(HexFormat.of().formatHex(sealed.toBytes())).isEqualTo(SEALED);
            assertThat(recipient.open(7, sealed).revealSelf(ONE).share().toBytes())
                    .isEqualTo(Limbs.owning(new long[] {1, 2, 3, 4, 5}).encode().exposeSecret());
        }
    }

    @Test
    void sharesAreSealedOnceARoundAndOpenForTheirRoundAndRecipientOnly() throws Exception {
        try (ShareChannel sender = channel(ONE, TWO);
                ShareChannel recipient = channel(TWO, ONE)) {
            ByteString sealed = sender.seal(7, held());
            assertThatIllegalStateException().isThrownBy(() -> sender.seal(7, held()));
            assertThatIllegalStateException().isThrownBy(() -> sender.seal(6, held()));
            assertThatThrownBy(() -> recipient.open(8, sealed)).isInstanceOf(AEADBadTagException.class);
            assertThatThrownBy(() -> sender.open(7, sealed)).isInstanceOf(AEADBadTagException.class);
        }
    }

    @Test
    void whatIsRevealedIsOfOneKindAndOnce() {
        TreeMap<PlatformId, HeldShare> held = new TreeMap<>();
        held.put(ONE, held());
        held.put(TWO, held());
        HeldShares shares = new HeldShares(held);
        Answer answer = shares.answer(TRANSCRIPT, ONE, List.of(ONE));
        assertThat(answer.self()).singleElement().matches(share -> share.dealer()
                .equals(ONE));
        assertThat(answer.pairs()).singleElement().matches(share -> share.dealer()
                .equals(TWO));
        assertThatIllegalStateException().isThrownBy(() -> shares.answer(TRANSCRIPT, ONE, List.of(ONE, TWO)));
        assertThat(held.get(ONE).revealPairs(ONE).share()).isEqualTo(ByteString.of(new byte[40])); // erased
    }

    @Test
    void closedSharesRevealNothingOfEitherKindAndAnswerNothing() {
        for (Function<HeldShare, RevealedShare> kind : List.<Function<HeldShare, RevealedShare>>of(
                held -> held.revealSelf(ONE), held -> held.revealPairs(ONE))) {
            HeldShare single = held();
            single.close();
            assertThat(kind.apply(single).share()).isEqualTo(ByteString.of(new byte[40]));
            HeldShare among = held();
            TreeMap<PlatformId, HeldShare> byDealer = new TreeMap<>();
            byDealer.put(ONE, among);
            HeldShares all = new HeldShares(byDealer);
            all.close();
            assertThat(kind.apply(among).share()).isEqualTo(ByteString.of(new byte[40]));
            assertThatIllegalStateException().isThrownBy(() -> all.answer(TRANSCRIPT, ONE, List.of(ONE)));
        }
    }

    @Test
    void revealingEitherKindErasesBoth() {
        HeldShare self = held();
        assertThat(self.revealSelf(ONE).share()).isNotEqualTo(ByteString.of(new byte[40]));
        assertThat(self.revealSelf(ONE).share()).isEqualTo(ByteString.of(new byte[40]));
        HeldShare pairs = held();
        assertThat(pairs.revealPairs(ONE).share()).isNotEqualTo(ByteString.of(new byte[40]));
        assertThat(pairs.revealPairs(ONE).share()).isEqualTo(ByteString.of(new byte[40]));
    }

    @Test
    void closedChannelsSealOpenTagAndBelieveNothing() {
        ShareChannel sender = channel(ONE, TWO);
        ShareChannel recipient = channel(TWO, ONE);
        ByteString sealed = sender.seal(7, held());
        sender.close();
        recipient.close();
        assertThatIllegalStateException().isThrownBy(() -> sender.seal(8, held()));
        assertThatIllegalStateException().isThrownBy(() -> recipient.open(7, sealed));
        AckChannel acks = new AckChannel(ONE, TWO, (from, to) -> SecretBytes.copyOf(PAIR_KEY));
        AckTag tag = acks.tag(TRANSCRIPT, TRANSCRIPT);
        acks.close();
        assertThatIllegalStateException().isThrownBy(() -> acks.tag(TRANSCRIPT, TRANSCRIPT));
        assertThatIllegalStateException().isThrownBy(() -> acks.accepts(tag, TRANSCRIPT, TRANSCRIPT));
    }

    private static HeldShare held() {
        return HeldShare.of(
                new Share(2, Limbs.owning(new long[] {1, 2, 3, 4, 5})),
                new Share(2, Limbs.owning(new long[] {6, 7, 8, 9, (1L << 61) - 2})));
    }

    private static ShareChannel channel(PlatformId own, PlatformId peer) {
        return new ShareChannel(
                own,
                peer,
                TRANSCRIPT,
                (from, to) ->
                        Hkdf.expand(SecretBytes.copyOf(PAIR_KEY), Labels.label("deal", from.bytes(), to.bytes()), 32));
    }

    private static final String SEALED =
            "9e2ec42b63bb6c6efc21d030e7be6e82e0732eba5acbfa34630cbd9671508b635e79d911b9d9f34b56ed8516c3ac0f2e1fb01b26257d423b9701cde21072e60e5e9114f707eb09c7a82258ee0c67ae6bb8f414025725fe4bfc77f5fa32ce4ad5";
}
