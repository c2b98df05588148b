package org.fedner.aggregation.message;

/**
 * The server's answer to a {@link Hello} it accepts.
 *
 * <pre>
 * uint16 version             the one both speak from now on
 * opaque job&lt;1..2^20-1&gt;      as the coordinator signed it; opaque to this codec
 * opaque jobSignature[64]
 * </pre>
 */
public record Welcome(int version, ByteString job, Signature jobSignature) implements SessionMessage {

    private static final int MAX_JOB_BYTES = (1 << 20) - 1;

    @Override
    public MessageType type() {
        return MessageType.WELCOME;
    }

    @Override
    public void encodeFields(WireWriter out) {
        out.uint(2, version).opaque(job.shared(), 1, MAX_JOB_BYTES).fixed(jobSignature.bytes());
    }

    static Welcome decode(WireReader in) throws MalformedMessageException {
        return new Welcome(
                (int) in.uint(2),
                ByteString.owning(in.opaque(1, MAX_JOB_BYTES)),
                Signature.ofBytes(in.fixed(Signature.BYTES)));
    }
}
