package org.fedner.node;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.fedner.crypto.expansion.Sha256;

/** Made-up identifiers that stand in the notes, the labels and the file names of {@link TinyNotes}, in every form to look for. */
public final class Canaries {
    private static final List<String> CANARIES = List.of(
            TinyNotes.CANARY_TOKEN,
            TinyNotes.CANARY_TYPE,
            TinyNotes.CANARY_TYPE + "north",
            "B-" + TinyNotes.CANARY_TYPE + "north",
            TinyNotes.CANARY_FOLDER,
            "north-" + TinyNotes.CANARY_FOLDER);

    private Canaries() {}

    /** A canary in every form in which it could have slipped through: name of the form, bytes. */
    public static Map<String, byte[]> forms(String canary) {
        Map<String, byte[]> forms = new LinkedHashMap<>();
        for (String text : List.of(canary, canary.toLowerCase(Locale.ROOT), canary.toUpperCase(Locale.ROOT))) {
            for (Charset charset :
                    List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE)) {
                byte[] bytes = text.getBytes(charset);
                byte[] digest = Sha256.of(bytes);
                String what = text + " " + charset;
                forms.put(what, bytes);
                forms.put(what + " in hex", ascii(HexFormat.of().formatHex(bytes)));
                forms.put(
                        what + " in upper-case hex",
                        ascii(HexFormat.of().withUpperCase().formatHex(bytes)));
                for (int offset = 0; offset < 3; offset++) {
                    forms.put(what + " in base64 at " + offset, base64(bytes, offset));
                }
                forms.put(what + " hashed", digest);
                forms.put(what + " hashed, in hex", ascii(HexFormat.of().formatHex(digest)));
                forms.put(
                        what + " hashed, cut to 16 bytes, in hex",
                        ascii(HexFormat.of().formatHex(digest, 0, 16)));
                forms.put(what + " hashed, in base64", ascii(Base64.getEncoder().encodeToString(digest)));
            }
        }
        return forms;
    }

    /** The part of the base64 text that does not depend on the neighbours, when the bytes begin at offset modulo 3. */
    private static byte[] base64(byte[] bytes, int offset) {
        byte[] shifted = new byte[offset + bytes.length];
        System.arraycopy(bytes, 0, shifted, offset, bytes.length);
        String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        return ascii(text.substring(offset == 0 ? 0 : offset + 1, 4 * (shifted.length / 3)));
    }

    /** The bytes of {@code text}. */
    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Where any file below these folders, which must be there, holds one, or has it in its name. */
    public static List<String> foundBelow(Path... folders) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.toList()) {
                    found.addAll(
                            found(file + " (its name)", ascii(file.getFileName().toString())));
                    if (Files.isRegularFile(file)) {
                        found.addAll(found(file.toString(), Files.readAllBytes(file)));
                    }
                }
            }
        }
        return found;
    }

    /** Where and in which form {@code content} holds one. */
    public static List<String> found(String where, byte[] content) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        List<String> found = new ArrayList<>();
        for (String canary : CANARIES) {
            forms(canary).forEach((form, bytes) -> {
                if (text.contains(new String(bytes, StandardCharsets.ISO_8859_1))) {
                    found.add(where + ": " + form);
                }
            });
        }
        return found;
    }
}
