package org.fedner.node.identity;

import java.nio.file.Path;

/** A secret of one line that a person put into a file, such as a proxy's credentials. */
public final class SecretLine {
    private SecretLine() {}

    /**
     * Reads the line, without what ends it.
     *
     * @throws IdentityException {@code OPEN_TO_OTHERS} unless only the owner can read the file and its folder, {@code
     *     MALFORMED} unless it holds exactly one line
     */
    public static String read(Path file) throws IdentityException {
        String text = OwnFiles.readClosed(file);
        String line = text.strip();
        if (line.isEmpty() || line.lines().count() != 1) {
            throw new IdentityException(
                    IdentityFault.MALFORMED, "%s must hold one line and nothing else; write it again.".formatted(file));
        }
        return line;
    }
}
