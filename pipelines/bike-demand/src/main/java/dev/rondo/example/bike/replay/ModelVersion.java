package dev.rondo.example.bike.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalDouble;

/**
 * A challenger and what became of it, as the server tells of it.
 *
 * @param champion the score of the champion of that time on the same month; empty while there was none
 */
record ModelVersion(
        int version, String partition, boolean promoted, double challenger, OptionalDouble champion, double baseline) {

    static ModelVersion of(JsonNode json) {
        String state = json.path("state").asText();
        JsonNode champion = json.path("champion");
        return new ModelVersion(
                json.path("version").asInt(),
                json.path("partition").asText(),
                state.equals("CHAMPION") || state.equals("RETIRED"),
                json.path("challenger").asDouble(),
                champion.isNumber() ? OptionalDouble.of(champion.asDouble()) : OptionalDouble.empty(),
                json.path("baseline").asDouble());
    }
}
