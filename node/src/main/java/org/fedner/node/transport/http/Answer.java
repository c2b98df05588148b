package org.fedner.node.transport.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer to a request. The connection adds what protects every answer: content security policy, no sniffing, no caching
 * unless a header here says otherwise.
 *
 * @param isStream the answer is the stream of events; it has no body, and its connection stays open
 */
@SuppressWarnings("ArrayRecordComponent")
public record Answer(int status, String type, Map<String, String> headers, byte[] body, boolean isStream) {
    private static final String PLAIN = "text/plain; charset=utf-8";

    public Answer {
        headers = Map.copyOf(headers);
    }

    public static Answer html(int status, String page) {
        return of(status, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
    }

    public static Answer text(int status, String sentence) {
        return of(status, PLAIN, (sentence + "\n").getBytes(StandardCharsets.UTF_8));
    }

    public static Answer of(int status, String type, byte[] body) {
        return new Answer(status, type, Map.of(), body, false);
    }

    /** After a form was taken: the browser gets another page, so that reloading sends nothing again. */
    public static Answer seeOther(String path) {
        return text(303, "see " + path).with("Location", path);
    }

    /** From here on the visitor reads events. */
    public static Answer stream() {
        return new Answer(200, "text/event-stream; charset=utf-8", Map.of(), new byte[0], true);
    }

    /** The same with one more header. */
    public Answer with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, type, more, body, isStream);
    }
}
