package dev.rondo.example.bike.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A step of a run, as the server tells of it.
 *
 * @param duration of its last try
 */
record Step(
        String name, String state, int attempts, boolean fromCache, Optional<Instant> finishedAt, Duration duration) {

    static Step of(JsonNode json) {
        return new Step(
                json.path("step").asText(),
                json.path("state").asText(),
                json.path("attempts").asInt(),
                json.path("cache").asText().equals("HIT"),
                Times.instant(json.path("finishedAt")),
                duration(json));
    }

    /** Of the last try alone: what a killed server cost before it is not the step's work. */
    private static Duration duration(JsonNode json) {
        JsonNode tries = json.path("tries");
        JsonNode last = tries.path(tries.size() - 1);
        return Times.duration(last.isMissingNode() ? json.path("duration") : last.path("duration"));
    }

    boolean succeeded() {
        return state.equals("SUCCEEDED");
    }

    /** Whether its code ran to an end. */
    boolean executed() {
        return !fromCache && (succeeded() || state.equals("FAILED"));
    }
}
