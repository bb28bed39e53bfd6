package dev.rondo.engine.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.store.GateDecisionTable.GateDecisionRow;
import dev.rondo.engine.store.ModelVersionTable.ModelVersionRow;
import dev.rondo.engine.store.StoreException;
import dev.rondo.step.Metrics;
import java.util.Map;

/** Versions and decisions as rows and back. */
final class ModelText {
    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<Map<String, Double>> NUMBERS = new TypeReference<>() {};

    private ModelText() {}

    static ModelVersionRow row(ModelVersion version) {
        return new ModelVersionRow(
                version.model(),
                version.version(),
                version.digest().hex(),
                version.sizeBytes(),
                version.run(),
                version.pipeline(),
                version.step(),
                version.partition(),
                version.state().name(),
                json(version.metrics()),
                version.createdAt());
    }

    static ModelVersion version(ModelVersionRow row) {
        return new ModelVersion(
                row.model(),
                row.version(),
                new Digest(row.digest()),
                row.sizeBytes(),
                row.run(),
                row.pipeline(),
                row.step(),
                row.partition(),
                ModelVersionState.valueOf(row.state()),
                metrics(row),
                row.createdAt());
    }

    static GateDecision decision(long id, GateDecisionRow row) {
        return new GateDecision(
                id,
                row.model(),
                row.version(),
                row.run(),
                row.pipeline(),
                row.step(),
                row.partition(),
                row.metric(),
                row.challenger(),
                row.champion(),
                row.baseline(),
                row.championVersion(),
                row.promoted(),
                row.reason(),
                row.decidedAt());
    }

    private static String json(Metrics metrics) {
        try {
            return JSON.writeValueAsString(metrics.values());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Metrics cannot be written as JSON: " + metrics, e);
        }
    }

    private static Metrics metrics(ModelVersionRow row) {
        try {
            return new Metrics(JSON.readValue(row.metrics(), NUMBERS));
        } catch (JsonProcessingException e) {
            throw new StoreException(
                    StoreException.Kind.DAMAGED,
                    "The metrics of " + row.model() + " v" + row.version() + " cannot be read: " + row.metrics(),
                    e);
        }
    }
}
