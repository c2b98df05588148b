package org.fedner.audit.log;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Up to 256 leaves in one file: each a 16-bit big-endian length and its bytes (C2SP tlog-tiles). */
public final class EntryBundle {

    private EntryBundle() {}

    /** The bundle's bytes. */
    public static byte[] encode(List<byte[]> leaves) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] leaf : leaves) {
            out.write(leaf.length >> 8);
            out.write(leaf.length);
            out.writeBytes(leaf);
        }
        return out.toByteArray();
    }

    /** Reads exactly {@code tile.width()} leaves. */
    public static List<byte[]> decode(TilePath tile, byte[] bytes) throws AuditCorruptException {
        List<byte[]> leaves = new ArrayList<>();
        int at = 0;
        while (at < bytes.length && leaves.size() < tile.width()) {
            if (at + 2 > bytes.length) {
                throw new AuditCorruptException(tile.toString(), "ends inside a length at byte " + at);
            }
            int length = (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
            if (at + 2 + length > bytes.length) {
                throw new AuditCorruptException(tile.toString(), "ends inside the entry that begins at byte " + at);
            }
            leaves.add(Arrays.copyOfRange(bytes, at + 2, at + 2 + length));
            at += 2 + length;
        }
        if (at != bytes.length || leaves.size() != tile.width()) {
            throw new AuditCorruptException(
                    tile.toString(),
                    "holds %d entries in %d of %d bytes, not the %d of its name"
                            .formatted(leaves.size(), at, bytes.length, tile.width()));
        }
        return leaves;
    }
}
