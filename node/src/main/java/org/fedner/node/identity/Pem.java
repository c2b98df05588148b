package org.fedner.node.identity;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Labelled bytes in a text file (RFC 7468): the file may hold several blocks, and text between them is ignored.
 *
 * @param label for example {@code CERTIFICATE}
 */
@SuppressWarnings("ArrayRecordComponent")
record Pem(String label, byte[] bytes) {
    private static final int LINE_CHARACTERS = 64;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----\\R([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    /** All blocks in order; a block whose text is not base64 does not count as one. */
    static List<Pem> parse(String text) {
        List<Pem> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            try {
                String base64 = matcher.group(2).replaceAll("\\s", "");
                blocks.add(new Pem(matcher.group(1), Base64.getDecoder().decode(base64)));
            } catch (IllegalArgumentException e) {
                // whoever looks for this label will miss it and say so
            }
        }
        return blocks;
    }

    /** The bytes of the only block with this label; empty when there is none or more than one. */
    static Optional<byte[]> only(List<Pem> blocks, String label) {
        List<Pem> found =
                blocks.stream().filter(block -> block.label.equals(label)).toList();
        return found.size() == 1 ? Optional.of(found.get(0).bytes) : Optional.empty();
    }

    String text() {
        String base64 =
                Base64.getMimeEncoder(LINE_CHARACTERS, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, base64, label);
    }

    @Override
    public String toString() {
        return "Pem[" + label + ", " + bytes.length + " bytes]"; // the bytes may be a private key
    }
}
