package org.fedner.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.Locale;
import org.fedner.node.loop.RunEvent;

/** A run's events as JSON, one object a line, for other programs: {@code {"event":"roundDone","round":12,...}}. */
final class EventLines implements RunEvent.Watcher {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintStream out;

    EventLines(PrintStream out) {
        this.out = out;
    }

    @Override
    public synchronized void heard(RunEvent event) {
        String name = event.getClass().getSimpleName();
        ObjectNode line = JSON.createObjectNode();
        line.put("event", name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1));
        line.setAll((ObjectNode) JSON.valueToTree(event));
        try {
            out.println(JSON.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event is always writable", e);
        }
        out.flush();
    }
}
