package dev.rondo.ui.rest;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.PoolClaim;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.graph.GraphText;
import dev.rondo.partition.FixedKeys;
import dev.rondo.partition.PartitionKey;
import dev.rondo.partition.Partitioning;
import dev.rondo.partition.TimeWindows;
import dev.rondo.partition.Whole;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a pipeline is made of, as JSON. */
final class DefinitionJson {
    private DefinitionJson() {}

    static boolean partitioned(PipelineDefinition pipeline) {
        return !(pipeline.partitioning() instanceof Whole);
    }

    /** Null for a pipeline without partitions. */
    static @Nullable JsonObject partitions(PipelineDefinition pipeline, List<PartitionKey> suggestions, Instant now) {
        Partitioning partitioning = pipeline.partitioning();
        if (partitioning instanceof Whole) {
            return null;
        }
        Optional<PartitionKey> newest = partitioning.newestAt(now);
        JsonObject json = new JsonObject();
        if (partitioning instanceof TimeWindows windows) {
            json.put("kind", windows.unit().name().toLowerCase(Locale.ROOT))
                    .put("zone", windows.zone().getId())
                    .put(
                            "first",
                            newest.map(key -> oldest(windows, key))
                                    .map(PartitionKey::value)
                                    .orElse(null))
                    .put("count", newest.map(key -> count(windows, key)).orElse(0L));
        } else if (partitioning instanceof FixedKeys fixed) {
            json.put("kind", "fixed")
                    .put("zone", null)
                    .put("first", fixed.keys().get(0).value())
                    .put("count", (long) fixed.keys().size());
        }
        return json.put("last", newest.map(PartitionKey::value).orElse(null))
                .put(
                        "suggestions",
                        new JsonArray(
                                suggestions.stream().map(PartitionKey::value).toList()));
    }

    static JsonArray steps(PipelineDefinition pipeline) {
        JsonArray steps = new JsonArray();
        for (StepDefinition step : pipeline.steps()) {
            steps.add(new JsonObject()
                    .put("step", step.name().value())
                    .put("kind", step.isGate() ? "GATE" : "STEP")
                    .put("description", step.description())
                    .put(
                            "inputs",
                            new JsonArray(step.inputs().stream()
                                    .map(input -> input(pipeline, input))
                                    .toList()))
                    .put(
                            "outputs",
                            new JsonArray(step.outputs().stream()
                                    .map(output -> shortName(pipeline, output.dataset()))
                                    .toList()))
                    .put(
                            "after",
                            new JsonArray(
                                    step.after().stream().map(StepName::value).toList()))
                    .put("cache", step.isGate() ? "" : step.cache().words())
                    .put("attempts", step.retry().maxAttempts())
                    .put("timeout", step.timeout().map(Duration::toString).orElse(null))
                    .put(
                            "queueTimeout",
                            step.queueTimeout().map(Duration::toString).orElse(null))
                    .put("pool", step.pool().map(claim -> claim.pool().value()).orElse(null))
                    .put("poolUnits", step.pool().map(PoolClaim::units).orElse(0)));
        }
        return steps;
    }

    static JsonArray sources(PipelineDefinition pipeline) {
        JsonArray sources = new JsonArray();
        pipeline.sources()
                .forEach(source -> sources.add(new JsonObject()
                        .put("dataset", shortName(pipeline, source.dataset()))
                        .put("pattern", source.pattern())
                        .put("pollEvery", source.pollEvery().toString())));
        return sources;
    }

    /** A dataset of the pipeline's own without the pipeline's name before it. */
    static String shortName(PipelineDefinition pipeline, DatasetName dataset) {
        String prefix = pipeline.name() + ".";
        return dataset.value().startsWith(prefix) ? dataset.value().substring(prefix.length()) : dataset.value();
    }

    private static String input(PipelineDefinition pipeline, InputDefinition input) {
        if (input.isFile()) {
            return input.name();
        }
        if (input instanceof InputDefinition.OfDataset read) {
            String which = GraphText.text(read.selection());
            String name = shortName(pipeline, read.dataset());
            return which.isEmpty() ? name : name + " (" + which + ")";
        }
        if (input instanceof InputDefinition.OfChampion champion) {
            return "champion of " + champion.model();
        }
        return input.name();
    }

    /** The window that begins with the first; any key of the partitioning leads to it. */
    private static PartitionKey oldest(TimeWindows windows, PartitionKey any) {
        List<PartitionKey> first = windows.keysAt(
                windows.first().plus(2, windows.unit()).atZone(windows.zone()).toInstant());
        return first.isEmpty() ? any : first.get(0);
    }

    private static long count(TimeWindows windows, PartitionKey newest) {
        LocalDateTime begin = LocalDateTime.ofInstant(windows.startOf(newest), windows.zone());
        return windows.unit().between(windows.first(), begin) + 1;
    }
}
