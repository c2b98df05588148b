package org.fedner.aggregation.message;

import java.util.List;

/**
 * The server turns a connection away.
 *
 * <pre>
 * uint8 reason
 * uint16 versions&lt;2..32&gt;   that the server speaks, best first; or nothing
 * </pre>
 *
 * @param versions named with {@link RefusalReason#VERSION} to a platform that speaks {@link #VERSIONS_NAMED_FROM} or newer, each
 *     once; else empty, and then not a byte of it is there
 */
public record Refused(RefusalReason reason, List<Integer> versions) implements SessionMessage {
    /** Platforms of older versions of the protocol know REFUSED as its reason alone. */
    public static final int VERSIONS_NAMED_FROM = 5;

    public Refused {
        versions = List.copyOf(versions);
        if (versions.size() != versions.stream().distinct().count()
                || !versions.isEmpty() && reason != RefusalReason.VERSION) {
            throw new IllegalArgumentException("versions are named once, where they are the reason");
        }
    }

    /** For the reason alone. */
    public Refused(RefusalReason reason) {
        this(reason, List.of());
    }

    @Override
    public MessageType type() {
        return MessageType.REFUSED;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.uint(1, reason.code());
        if (!versions.isEmpty()) {
            out.list(versions, Hello.MAX_VERSION_BYTES, (w, version) -> w.uint(2, version));
        }
    }

    static Refused decode(WireReader in) throws MalformedMessageException {
        RefusalReason reason = RefusalReason.ofCode(in.uint(1));
        if (in.isAtEnd()) {
            return new Refused(reason);
        }
        List<Integer> versions = in.list(Hello.MAX_VERSION_BYTES, r -> (int) r.uint(2));
        if (versions.isEmpty()) {
            throw new MalformedMessageException("versions are to be named, and none is");
        }
        return new Refused(reason, versions);
    }
}
