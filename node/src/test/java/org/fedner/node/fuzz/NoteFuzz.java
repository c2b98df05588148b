package org.fedner.node.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.fedner.audit.note.Checkpoint;
import org.fedner.audit.note.Cosignature;
import org.fedner.audit.note.KeyType;
import org.fedner.audit.note.MalformedNoteException;
import org.fedner.audit.note.NoteSigner;
import org.fedner.audit.note.SignatureLine;
import org.fedner.audit.note.SignedNote;
import org.fedner.audit.note.TrustPolicy;
import org.fedner.audit.note.UntrustedNoteException;
import org.fedner.audit.note.Vkey;
import org.junit.jupiter.params.provider.MethodSource;

/** Signed notes, the checkpoints in them, verifier keys and trust files. */
public class NoteFuzz {
    private static final NoteSigner LOG = new NoteSigner("fedner.example/dep1/server", RosterFuzz.key(1));
    private static final Vkey WITNESS = Vkey.of(
            "hospital-a.example/w", KeyType.COSIGNATURE, RosterFuzz.key(2).verifyingKey());

    /** A cosigned checkpoint, its text, both keys, and a trust file of them. */
    public static Stream<byte[]> seeds() {
        String checkpoint = new Checkpoint("fedner.example/dep1/server", 8, new byte[32]).text();
        SignedNote signed = LOG.sign(checkpoint);
        SignatureLine cosigned = Cosignature.sign(WITNESS.name(), RosterFuzz.key(2), 1_700_000_000, checkpoint);
        SignedNote both = new SignedNote(checkpoint, List.of(signed.signatures().get(0), cosigned));
        String policy = "# who\nlog %s\nwitness a %s\ngroup g any a\nquorum g\n".formatted(LOG.vkey(), WITNESS);
        return Stream.concat(
                Stream.of(both.encode(), signed.encode()),
                Stream.of(checkpoint, LOG.vkey().toString(), WITNESS.toString(), policy)
                        .map(text -> text.getBytes(StandardCharsets.UTF_8)));
    }

    @MethodSource("seeds")
    @FuzzTest
    public void notesCheckpointsKeysAndPoliciesAreRefusedOrComeBack(byte[] input) {
        note(input);
        String text = new String(input, StandardCharsets.UTF_8);
        try {
            ComesBack.require(text, Checkpoint.parse(text).text());
        } catch (MalformedNoteException e) {
            // refused, as declared
        }
        try {
            ComesBack.require(text, Vkey.parse(text).toString());
        } catch (MalformedNoteException e) {
            // refused, as declared
        }
        try {
            TrustPolicy policy = TrustPolicy.parse(input);
            policy.accepts(LOG.vkey().name(), policy.logs());
        } catch (MalformedNoteException e) {
            // refused, as declared
        }
        Cosignature.parse(input).ifPresent(Cosignature::timeSeconds);
    }

    private static void note(byte[] input) {
        try {
            SignedNote note = SignedNote.parse(input);
            ComesBack.require(input, note.encode());
            note.verify(List.of(LOG.vkey(), WITNESS));
        } catch (MalformedNoteException | UntrustedNoteException e) {
            // refused, as declared
        }
    }
}
