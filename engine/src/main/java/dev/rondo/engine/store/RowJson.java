package dev.rondo.engine.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.rondo.definition.DatasetName;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.attempt.OutputArtifact;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The small JSON texts inside rows: settings, outputs, metrics, names. */
public final class RowJson {
    private static final JsonMapper JSON = new JsonMapper();
    private static final ObjectWriter ANY = JSON.writer();
    private static final ObjectWriter OUTPUTS = JSON.writerFor(new TypeReference<List<OutputText>>() {});
    private static final String NO_METRICS = "{}";

    private RowJson() {}

    /** How an output stands in a row; the names are part of the stored format. */
    private record OutputText(String name, String dataset, String digest, long sizeBytes) {}

    public static String write(Object value) {
        return write(ANY, value);
    }

    /** How numbers stand in a row by their names. */
    public static String write(Map<String, Double> metrics) {
        return metrics.isEmpty() ? NO_METRICS : write((Object) metrics);
    }

    private static String write(ObjectWriter how, Object value) {
        try {
            return how.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("A value cannot be written as JSON: " + value, e);
        }
    }

    public static String write(List<OutputArtifact> outputs) {
        List<OutputText> texts = new ArrayList<>();
        for (OutputArtifact output : outputs) {
            texts.add(new OutputText(
                    output.name(), output.dataset().value(), output.digest().hex(), output.sizeBytes()));
        }
        return write(OUTPUTS, texts);
    }

    public static List<OutputArtifact> outputs(String json) {
        return read(json, new TypeReference<List<OutputText>>() {}).stream()
                .map(o -> new OutputArtifact(
                        o.name(), DatasetName.of(o.dataset()), new Digest(o.digest()), o.sizeBytes()))
                .toList();
    }

    public static Map<String, Double> metrics(String json) {
        return json.equals(NO_METRICS)
                ? Map.of()
                : Collections.unmodifiableMap(new TreeMap<>(read(json, new TypeReference<Map<String, Double>>() {})));
    }

    public static Map<String, Object> object(String json) {
        return read(json, new TypeReference<Map<String, Object>>() {});
    }

    public static List<String> names(String json) {
        return read(json, new TypeReference<List<String>>() {});
    }

    private static <T> T read(String json, TypeReference<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new StoreException(StoreException.Kind.DAMAGED, "A row holds JSON that cannot be read: " + json, e);
        }
    }
}
