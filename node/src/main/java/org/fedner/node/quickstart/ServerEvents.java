package org.fedner.node.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.fedner.node.loop.RunEvent;

/** Turns the server process's lines back into events for the person watching. */
final class ServerEvents implements Consumer<JsonNode> {
    private final RunEvent.Watcher watcher;
    private final CompletableFuture<Integer> port;
    private volatile long firstNanos;
    private volatile long lastNanos;

    ServerEvents(RunEvent.Watcher watcher, CompletableFuture<Integer> port) {
        this.watcher = watcher;
        this.port = port;
    }

    double seconds() {
        return (lastNanos - firstNanos) / 1e9;
    }

    @Override
    public void accept(JsonNode line) {
        switch (line.path("event").asText()) {
            case "listening" -> port.complete(line.path("port").asInt());
            case "epochOpened" -> {
                firstNanos = firstNanos == 0 ? System.nanoTime() : firstNanos;
                watcher.heard(new RunEvent.EpochOpened(line.path("epoch").asLong(), names(line.path("members"))));
            }
            case "roundDone" -> {
                lastNanos = System.nanoTime();
                watcher.heard(new RunEvent.RoundDone(
                        line.path("round").asLong(),
                        line.path("rounds").asInt(),
                        line.path("loss").asDouble()));
            }
            case "hiddenRoundDone" -> {
                lastNanos = System.nanoTime();
                watcher.heard(new RunEvent.HiddenRoundDone(
                        line.path("round").asLong(), line.path("rounds").asInt()));
            }
            case "roundVoided" ->
                watcher.heard(new RunEvent.RoundVoided(line.path("round").asLong(), names(line.path("missing"))));
            case "droppedOut" ->
                watcher.heard(new RunEvent.DroppedOut(line.path("round").asLong(), names(line.path("platforms"))));
            case "excluded" ->
                watcher.heard(new RunEvent.Excluded(
                        line.path("platform").asText(),
                        line.path("epoch").asLong(),
                        line.path("round").asLong(),
                        line.path("why").asText()));
            default -> {
                // connections come and go at start and end; the rounds tell enough
            }
        }
    }

    private static List<String> names(JsonNode array) {
        List<String> names = new ArrayList<>();
        array.forEach(name -> names.add(name.asText()));
        return names;
    }
}
