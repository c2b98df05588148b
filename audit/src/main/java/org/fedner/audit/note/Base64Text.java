package org.fedner.audit.note;

import java.util.Base64;

/** Standard Base64 with padding, and only the one spelling of each byte string (the JDK accepts stray final bits). */
final class Base64Text {

    private Base64Text() {}

    static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    static byte[] decode(String text) throws MalformedNoteException {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (encode(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw new MalformedNoteException("not Base64");
        }
        throw new MalformedNoteException("Base64 with stray bits");
    }
}
