package org.fedner.audit.event;

import org.fedner.audit.note.MalformedNoteException;
import org.fedner.audit.note.Vkey;

/** A verifier key in its C2SP text form, {@code name+keyid+base64}. */
public record VkeyText(String text) {
    public VkeyText {
        try {
            Vkey.parse(text);
        } catch (MalformedNoteException e) {
            throw new IllegalArgumentException("not a verifier key", e);
        }
        if (text.length() > 512) {
            throw new IllegalArgumentException("a verifier key of more than 512 characters");
        }
    }

    /** The text of {@code key}. */
    public static VkeyText of(Vkey key) {
        return new VkeyText(key.toString());
    }
}
