package org.fedner.node.transport.http;

/** What an {@link HttpsPort} serves. All calls come on the port's one thread. */
public interface Site {
    /** The answer to one request whose body is complete. */
    Answer answer(Request request);

    /** Most bytes of a body that this request may have, judged by its head; a larger one is refused unread. */
    int mostBodyBytes(Request head);

    /** What a reader of the event stream needs to begin with, or to go on with after it was too slow: complete events. */
    String everything();
}
