package org.fedner.aggregation.message;

import java.util.List;

/**
 * The first message of a connection, platform to server.
 *
 * <pre>
 * uint16 versions&lt;2..32&gt;   this platform speaks, best first
 * opaque federation[16]
 * opaque platform[16]
 * Standing standing
 * </pre>
 *
 * @param versions protocol versions, best first, each once
 */
public record Hello(List<Integer> versions, FederationId federation, PlatformId platform, Standing standing)
        implements SessionMessage {

    static final int MAX_VERSION_BYTES = 32;

    public Hello {
        versions = List.copyOf(versions);
        if (versions.isEmpty()
                || versions.size() != versions.stream().distinct().count()) {
            throw new IllegalArgumentException("versions must be named, each once");
        }
    }

    @Override
    public MessageType type() {
        return MessageType.HELLO;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.list(versions, MAX_VERSION_BYTES, (w, version) -> w.uint(2, version));
        out.fixed(federation.bytes()).platform(platform);
        Standing.encode(out, standing);
    }

    static Hello decode(WireReader in) throws MalformedMessageException {
        return new Hello(
                in.list(MAX_VERSION_BYTES, r -> (int) r.uint(2)),
                FederationId.ofBytes(in.fixed(FederationId.BYTES)),
                in.platform(),
                Standing.decode(in));
    }
}
