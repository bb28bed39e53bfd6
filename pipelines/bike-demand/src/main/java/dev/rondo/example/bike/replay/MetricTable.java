package dev.rondo.example.bike.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** One metric over partitions, by the step that recorded it, as the server tells of it and its page shows it. */
record MetricTable(List<String> partitions, Map<String, Series> byStep) {
    static final MetricTable EMPTY = new MetricTable(List.of(), Map.of());

    /** What one step recorded: a value or none for each partition, and the mean of those there are. */
    record Series(List<OptionalDouble> values, double mean) {}

    static MetricTable of(JsonNode json) {
        List<String> partitions = new ArrayList<>();
        json.path("partitions").forEach(partition -> partitions.add(partition.asText()));
        Map<String, Series> byStep = new HashMap<>();
        for (JsonNode series : json.path("series")) {
            List<OptionalDouble> values = new ArrayList<>();
            series.path("values")
                    .forEach(v -> values.add(v.isNumber() ? OptionalDouble.of(v.asDouble()) : OptionalDouble.empty()));
            byStep.put(
                    series.path("step").asText(),
                    new Series(values, series.path("mean").asDouble()));
        }
        return new MetricTable(partitions, byStep);
    }

    OptionalDouble value(String step, int partition) {
        Series series = byStep.get(step);
        return series == null ? OptionalDouble.empty() : series.values().get(partition);
    }

    OptionalDouble mean(String step) {
        Series series = byStep.get(step);
        return series == null ? OptionalDouble.empty() : OptionalDouble.of(series.mean());
    }
}
