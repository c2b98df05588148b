package org.fedner.aggregation.message;

import java.util.List;
import org.fedner.crypto.expansion.Digest;

/** Lists of platforms: always in increasing order, each once. */
public final class PlatformIds {

    private static final int MAX_BYTES = 0xffff;

    private PlatformIds() {}

    /** A copy of {@code ids}, refused unless strictly increasing. */
    public static List<PlatformId> increasing(List<PlatformId> ids) {
        for (int i = 1; i < ids.size(); i++) {
            if (ids.get(i - 1).compareTo(ids.get(i)) >= 0) {
                throw new IllegalArgumentException("ids do not increase at index " + i);
            }
        }
        return List.copyOf(ids);
    }

    /** SHA-256(id_1 ‖ id_2 ‖ …). */
    public static Digest digest(List<PlatformId> ids) {
        return Digest.of(ids.stream().map(PlatformId::bytes).toArray(byte[][]::new));
    }

    static void encode(WireWriter out, List<PlatformId> ids) {
        out.list(ids, MAX_BYTES, WireWriter::platform);
    }

    static List<PlatformId> decode(WireReader in) throws MalformedMessageException {
        return increasing(in.list(MAX_BYTES, WireReader::platform));
    }
}
