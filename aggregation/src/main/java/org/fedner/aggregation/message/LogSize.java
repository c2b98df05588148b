package org.fedner.aggregation.message;

/**
 * Where a witness stands with a log.
 *
 * <pre>
 * opaque origin&lt;1..255&gt;   the log's name, printable US-ASCII
 * uint64 size             leaves of the checkpoint that was cosigned last
 * </pre>
 */
public record LogSize(String origin, long size) {

    private static final int MAX_ORIGIN_BYTES = 0xff;

    public LogSize {
        if (!origin.matches("[ -~]{1,255}")) {
            throw new IllegalArgumentException("a log's name has 1 to 255 printable ASCII characters");
        }
    }

    static void encode(WireWriter out, LogSize stand) {
        out.ascii(stand.origin, 1, MAX_ORIGIN_BYTES).uint(Long.BYTES, stand.size);
    }

    static LogSize decode(WireReader in) throws MalformedMessageException {
        return new LogSize(in.ascii(1, MAX_ORIGIN_BYTES), in.uint(Long.BYTES));
    }
}
