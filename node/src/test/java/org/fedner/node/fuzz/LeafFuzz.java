package org.fedner.node.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.fedner.audit.event.CanonicalJson;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.MalformedLeafException;
import org.junit.jupiter.params.provider.MethodSource;

/** Entries of an audit log, and the canonical JSON they are written in. */
public class LeafFuzz {

    /** One leaf of each type of event. */
    public static Stream<byte[]> seeds() throws IOException {
        try (InputStream in = LeafFuzz.class.getResourceAsStream("leaves.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().map(line -> line.getBytes(StandardCharsets.UTF_8));
        }
    }

    @MethodSource("seeds")
    @FuzzTest
    public void aLeafIsRefusedOrComesBack(byte[] input) {
        try {
            ComesBack.require(input, CanonicalJson.encode(CanonicalJson.decode(input)));
            ComesBack.require(input, Leaf.decode(input).encode());
        } catch (MalformedLeafException e) {
            // refused, as declared
        }
    }
}
