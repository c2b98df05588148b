package org.fedner.audit.note;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.fedner.audit.EventSamples;
import org.fedner.audit.SharedVectors;
import org.junit.jupiter.api.Test;

/** Vectors of golang.org/x/mod/sumdb/note, C2SP and others. */
class NoteVectorsTest {

    @Test
    void notesAreAcceptedAndRefusedAsTheirAuthorsSay() throws Exception {
        JsonNode notes = SharedVectors.read("signed_note.json").get("notes");
        assertThat(notes.size()).isGreaterThan(15);
        for (JsonNode vector : notes) {
            List<String> signers = signers(vector);
            List<String> expected = new ArrayList<>();
            vector.get("verified_signers").forEach(name -> expected.add(name.asText()));
            assertThat(signers).as(vector.get("name").asText()).isEqualTo(expected);
        }
    }

    private static List<String> signers(JsonNode vector) throws MalformedNoteException {
        List<Vkey> keys = new ArrayList<>();
        for (JsonNode key : vector.get("vkeys")) {
            keys.add(Vkey.parse(key.asText()));
        }
        byte[] bytes = Base64.getDecoder().decode(vector.get("note_b64").asText());
        try {
            SignedNote note = SignedNote.parse(bytes);
            assertThat(note.encode()).isEqualTo(bytes);
            return note.verify(keys).stream().map(Vkey::name).toList();
        } catch (MalformedNoteException | UntrustedNoteException e) {
            return List.of();
        }
    }

    @Test
    void verifierKeysAreAcceptedAndRefusedAsTheirAuthorsSay() throws Exception {
        for (JsonNode vector : SharedVectors.read("signed_note.json").get("vkeys")) {
            boolean accepted;
            try {
                Vkey.parse(vector.get("vkey").asText());
                accepted = true;
            } catch (MalformedNoteException e) {
                accepted = false;
            }
            assertThat(accepted)
                    .as(vector.get("vkey").asText())
                    .isEqualTo(vector.get("valid").asBoolean());
        }
    }

    @Test
    void ourOwnSignaturesAreThoseOfTheVector() throws Exception {
        for (JsonNode vector : SharedVectors.read("signed_note.json").get("notes")) {
            if (vector.has("witness_times")) {
                String text = vector.get("text").asText();
                SignedNote note = new NoteSigner("fedner.example/dep1/server", EventSamples.key(1)).sign(text);
                List<SignatureLine> lines = List.of(
                        note.signatures().get(0),
                        Cosignature.sign("hospital-a.example/w", EventSamples.key(2), 1_700_000_000L, text),
                        Cosignature.sign("hospital-b.example/w", EventSamples.key(3), 1_700_000_001L, text));
                assertThat(Base64.getEncoder().encodeToString(new SignedNote(text, lines).encode()))
                        .isEqualTo(vector.get("note_b64").asText());
            }
        }
    }
}
