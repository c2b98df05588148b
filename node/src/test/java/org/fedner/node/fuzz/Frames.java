package org.fedner.node.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** The frames that docs/protocol.md refers to, as they lie beside the tests of the codec. */
public final class Frames {
    private static final Path FOLDER =
            Path.of("..", "aggregation", "src", "test", "resources", "org", "fedner", "aggregation", "message");

    private Frames() {}

    /** Every frame that must be read. */
    public static Map<String, byte[]> good() throws IOException {
        return named("frames.txt");
    }

    /** Every frame that must be refused. */
    public static Map<String, byte[]> bad() throws IOException {
        return named("bad_frames.txt");
    }

    private static Map<String, byte[]> named(String file) throws IOException {
        Map<String, byte[]> frames = new LinkedHashMap<>();
        for (String line : Files.readAllLines(FOLDER.resolve(file))) {
            if (!line.startsWith("#")) {
                int blank = line.indexOf(' ');
                frames.put(line.substring(0, blank), HexFormat.of().parseHex(line, blank + 1, line.length()));
            }
        }
        return frames;
    }
}
