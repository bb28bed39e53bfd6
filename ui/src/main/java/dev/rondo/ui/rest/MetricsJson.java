package dev.rondo.ui.rest;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.GateDefinition;
import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.engine.history.MetricSeries;
import dev.rondo.engine.history.MetricSeries.Point;
import dev.rondo.partition.PartitionKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What steps measured, as lines over partitions: first the metrics that a gate compares, and of each first its lines. */
final class MetricsJson {
    private static final int LONGEST_LABEL = 48;

    private final PipelineDefinition pipeline;
    private final Comparator<PartitionKey> order;

    MetricsJson(PipelineDefinition pipeline) {
        this.pipeline = pipeline;
        this.order = order(pipeline);
    }

    /** By place; partitions that the pipeline had before its partitioning changed come first, by name. */
    static Comparator<PartitionKey> order(PipelineDefinition pipeline) {
        return (a, b) -> {
            boolean knowsA = pipeline.partitioning().contains(a);
            boolean knowsB = pipeline.partitioning().contains(b);
            return knowsA && knowsB
                    ? pipeline.partitioning().compare(a, b)
                    : knowsA != knowsB
                            ? Boolean.compare(knowsA, knowsB)
                            : a.value().compareTo(b.value());
        };
    }

    JsonObject json(List<MetricSeries> series) {
        Map<String, List<MetricSeries>> byMetric = new LinkedHashMap<>();
        series.stream()
                .sorted(Comparator.comparingInt((MetricSeries s) -> compared(s.metric()) ? 0 : 1)
                        .thenComparing(MetricSeries::metric)
                        .thenComparingInt(s -> rank(s.step())))
                .forEach(s -> byMetric.computeIfAbsent(s.metric(), m -> new ArrayList<>())
                        .add(s));
        JsonArray items = new JsonArray();
        byMetric.forEach((metric, lines) -> items.add(metric(metric, lines)));
        return new JsonObject()
                .put("pipeline", pipeline.name().value())
                .put("items", items)
                .put("next", null);
    }

    private JsonObject metric(String metric, List<MetricSeries> lines) {
        TreeSet<PartitionKey> partitions = new TreeSet<>(order);
        lines.forEach(line -> line.points().forEach(point -> partitions.add(point.partition())));
        JsonArray names = new JsonArray();
        partitions.forEach(key -> names.add(RunJson.partition(key)));
        JsonArray series = new JsonArray();
        lines.forEach(line -> series.add(line(line, partitions)));
        return new JsonObject().put("metric", metric).put("partitions", names).put("series", series);
    }

    private JsonObject line(MetricSeries line, Iterable<PartitionKey> partitions) {
        Map<PartitionKey, Point> points = new HashMap<>();
        line.points().forEach(point -> points.put(point.partition(), point));
        JsonArray values = new JsonArray();
        JsonArray runs = new JsonArray();
        for (PartitionKey key : partitions) {
            Optional<Point> point = Optional.ofNullable(points.get(key));
            values.add(point.map(Point::value).orElse(null));
            runs.add(point.map(p -> p.run().toString()).orElse(null));
        }
        double mean = line.points().stream().mapToDouble(Point::value).average().orElse(0);
        return new JsonObject()
                .put("step", line.step().value())
                .put("label", label(line.step()))
                .put("mean", mean)
                .put("values", values)
                .put("runs", runs);
    }

    private String label(StepName step) {
        return pipeline.step(step)
                .map(StepDefinition::description)
                .filter(words -> !words.isBlank() && words.length() <= LONGEST_LABEL)
                .orElse(step.value());
    }

    private boolean compared(String metric) {
        return gates().stream()
                .anyMatch(gate ->
                        gate.gate().filter(g -> g.metric().equals(metric)).isPresent());
    }

    /** The challenger's score first, then the champion's, the baseline's, and the others in the pipeline's order. */
    private int rank(StepName step) {
        List<String> roles = List.of(
                GateDefinition.CHALLENGER_METRICS, GateDefinition.CHAMPION_METRICS, GateDefinition.BASELINE_METRICS);
        for (StepDefinition gate : gates()) {
            for (InputDefinition input : gate.inputs()) {
                if (input instanceof InputDefinition.OfDataset read
                        && roles.contains(read.name())
                        && writer(read.dataset()).filter(step::equals).isPresent()) {
                    return roles.indexOf(read.name());
                }
            }
        }
        List<StepName> names =
                pipeline.steps().stream().map(StepDefinition::name).toList();
        int place = names.indexOf(step);
        return roles.size() + (place < 0 ? names.size() : place);
    }

    private List<StepDefinition> gates() {
        return pipeline.steps().stream().filter(StepDefinition::isGate).toList();
    }

    private Optional<StepName> writer(DatasetName dataset) {
        return pipeline.steps().stream()
                .filter(step -> step.outputs().stream()
                        .anyMatch(output -> output.dataset().equals(dataset)))
                .map(StepDefinition::name)
                .findFirst();
    }
}
