package org.fedner.audit.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.fedner.audit.EventSamples;
import org.junit.jupiter.api.Test;

class SignedNoteTest {

    private static final String TEXT = new Checkpoint("dep/platform-a", 3, new byte[32]).text();
    private static final NoteSigner SIGNER = new NoteSigner("dep/platform-a", EventSamples.key(4));

    @Test
    void ownVectorIsStable() {
        assertThat(new String(SIGNER.sign(TEXT).encode(), StandardCharsets.UTF_8))
                .isEqualTo(OWN_VECTOR);
        assertThat(SIGNER.vkey().toString()).startsWith("dep/platform-a+0b05e0f7+");
    }

    @Test
    void everyChangedByteOfANoteIsRefusedOrChangesTheSigner() throws Exception {
        byte[] good = SIGNER.sign(TEXT).encode();
        for (int i = 0; i < good.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] bad = good.clone();
                bad[i] ^= (byte) (1 << bit);
                assertThatThrownBy(() -> SignedNote.parse(bad).verify(List.of(SIGNER.vkey())))
                        .isInstanceOfAny(MalformedNoteException.class, UntrustedNoteException.class);
            }
        }
    }

    @Test
    void everyChangedCharacterOfAVerifierKeyIsRefused() {
        String good = SIGNER.vkey().toString();
        for (int i = 0; i < good.length(); i++) {
            String bad = good.substring(0, i) + (char) (good.charAt(i) ^ 1) + good.substring(i + 1);
            assertThatThrownBy(() -> Vkey.parse(bad)).isInstanceOf(MalformedNoteException.class);
        }
        for (int length = 0; length < good.length(); length++) {
            String bad = good.substring(0, length);
            assertThatThrownBy(() -> Vkey.parse(bad)).isInstanceOf(MalformedNoteException.class);
        }
    }

    @Test
    void unknownKeysAreIgnoredAndAKnownOneWithABadSignatureRefusesTheNote() throws Exception {
        SignatureLine own = SIGNER.sign(TEXT).signatures().get(0);
        SignatureLine foreign =
                new NoteSigner("x", EventSamples.key(5)).sign(TEXT).signatures().get(0);
        SignatureLine forged = new SignatureLine("x", foreign.keyId(), own.signature());
        Vkey other = new NoteSigner("x", EventSamples.key(5)).vkey();
        assertThat(new SignedNote(TEXT, List.of(forged, own)).verify(List.of(SIGNER.vkey())))
                .containsExactly(SIGNER.vkey());
        assertThatThrownBy(() -> new SignedNote(TEXT, List.of(own, forged)).verify(List.of(SIGNER.vkey(), other)))
                .isInstanceOf(UntrustedNoteException.class);
    }

    @Test
    void checkpointsHaveOneSpelling() throws Exception {
        assertThat(Checkpoint.parse(TEXT).text()).isEqualTo(TEXT);
        for (String bad : List.of(
                TEXT + "\n",
                TEXT.replace("\n3\n", "\n03\n"),
                TEXT.replace("\n3\n", "\n+3\n"),
                TEXT.replace("\n3\n", "\n-3\n"),
                TEXT.replace("A=", "B="),
                TEXT.replace("AAAA", "AAA"),
                TEXT + "extension\n",
                TEXT.substring(1 + TEXT.indexOf('\n')),
                TEXT.stripTrailing())) {
            assertThatThrownBy(() -> Checkpoint.parse(bad)).isInstanceOf(MalformedNoteException.class);
        }
    }

    /** Seed 32 x 04; Ed25519 is deterministic. */
    private static final String OWN_VECTOR = TEXT
            + "\n\u2014 dep/platform-a CwXg97075rPk0FKpq13kR5ktjrRCpUeKUPp12vkIk5KBdSD0M11zrpQPNk/TuGkxyi8YVL1hVgFa8j/6Tcisdu63/wc=\n";
}
