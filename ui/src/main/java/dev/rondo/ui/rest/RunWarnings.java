package dev.rondo.ui.rest;

import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.Problem;
import dev.rondo.engine.Engine;
import dev.rondo.settings.SettingsException;
import dev.rondo.settings.SettingsSchema;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Says which of the settings that somebody gives to a run make no difference. */
final class RunWarnings {
    private final Engine engine;

    RunWarnings(Engine engine) {
        this.engine = engine;
    }

    /** One for each setting of {@code given} that is as it would be anyway, or that no step reads. */
    JsonArray of(PipelineDefinition pipeline, Map<String, Object> given) {
        return of(pipeline, given, engine.deployments().catalog().warnings());
    }

    /** The same for code that may not be deployed, of which {@code warnings} are known. */
    static JsonArray of(PipelineDefinition pipeline, Map<String, Object> given, List<Problem> warnings) {
        return json(about(pipeline, given, warnings));
    }

    /** The same, and all that is known of the pipeline in this code. */
    static JsonArray withCode(PipelineDefinition pipeline, Map<String, Object> given, List<Problem> warnings) {
        Set<Problem> all = new LinkedHashSet<>();
        warnings.stream()
                .filter(w ->
                        w.place().equals(pipeline.name().value()) || w.place().startsWith(pipeline.name() + "/"))
                .forEach(all::add);
        all.addAll(about(pipeline, given, warnings));
        return json(List.copyOf(all));
    }

    private static List<Problem> about(PipelineDefinition pipeline, Map<String, Object> given, List<Problem> warnings) {
        List<Problem> found = new ArrayList<>();
        for (String name : new TreeMap<>(given).keySet()) {
            String place = pipeline.name() + "/settings." + name;
            warnings.stream()
                    .filter(w -> w.code().equals("unused-setting") && w.place().equals(place))
                    .forEach(found::add);
            if (isDefault(pipeline.settings(), given, name)) {
                found.add(Problem.warning(
                        "setting-is-default",
                        place,
                        "The value given for this run is the one that it has anyway.",
                        "Leave it out, so that the run follows the default when that changes."));
            }
        }
        return found;
    }

    static JsonArray json(List<Problem> warnings) {
        JsonArray all = new JsonArray();
        warnings.forEach(w -> all.add(new JsonObject()
                .put("code", w.code())
                .put("place", w.place())
                .put("reason", w.reason())
                .put("remedy", w.remedy())));
        return all;
    }

    private static boolean isDefault(SettingsSchema schema, Map<String, Object> given, String name) {
        if (schema.setting(name).filter(s -> !s.required()).isEmpty()) {
            return false;
        }
        Map<String, Object> rest = new HashMap<>(given);
        rest.remove(name);
        try {
            Map<String, Object> with = schema.values(schema.bind(given));
            return Objects.equals(
                    with.get(name), schema.values(schema.bind(rest)).get(name));
        } catch (SettingsException e) {
            return false; // the default does not go with the others
        }
    }
}
