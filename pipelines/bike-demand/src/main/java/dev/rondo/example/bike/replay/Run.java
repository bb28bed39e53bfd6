package dev.rondo.example.bike.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * A run, as the server tells of it.
 *
 * @param executed steps whose code ran
 * @param cached steps whose outputs came from the cache
 * @param error the first failure in words; empty without one
 */
record Run(
        String id,
        String pipeline,
        String partition,
        String state,
        Instant createdAt,
        Optional<Instant> finishedAt,
        int executed,
        int cached,
        String error) {

    static Run of(JsonNode json) {
        JsonNode steps = json.path("steps");
        int cached = steps.path("cached").asInt();
        int executed = steps.path("succeeded").asInt() + steps.path("failed").asInt() - cached;
        JsonNode error = json.path("error");
        return new Run(
                json.path("id").asText(),
                json.path("pipeline").asText(),
                json.path("partition").asText(""),
                json.path("state").asText(),
                Instant.parse(json.path("createdAt").asText()),
                Times.instant(json.path("finishedAt")),
                executed,
                cached,
                error.isObject()
                        ? error.path("step").asText() + ": "
                                + error.path("message").asText()
                        : "");
    }

    boolean ended() {
        return succeeded() || state.equals("FAILED") || state.equals("CANCELLED");
    }

    boolean succeeded() {
        return state.equals("SUCCEEDED");
    }
}
