package dev.rondo.example.bike.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A step of a run, as the server tells of it. */
record Step(
        String name, String state, int attempts, boolean fromCache, Optional<Instant> finishedAt, Duration duration) {

    static Step of(JsonNode json) {
        return new Step(
                json.path("step").asText(),
                json.path("state").asText(),
                json.path("attempts").asInt(),
                json.path("cache").asText().equals("HIT"),
                Times.instant(json.path("finishedAt")),
                Times.duration(json.path("duration")));
    }

    boolean succeeded() {
        return state.equals("SUCCEEDED");
    }

    /** Whether its code ran to an end. */
    boolean executed() {
        return !fromCache && (succeeded() || state.equals("FAILED"));
    }
}
