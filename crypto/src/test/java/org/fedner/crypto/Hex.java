package org.fedner.crypto;

import java.util.HexFormat;

/** Vectors are written in hexadecimal; spaces are for the eye. */
public final class Hex {

    private Hex() {}

    public static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }

    public static SecretBytes secret(String hex) {
        return SecretBytes.owning(bytes(hex));
    }

    public static String text(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    public static String text(SecretBytes secret) {
        return text(secret.exposeSecret());
    }
}
