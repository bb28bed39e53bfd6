package dev.rondo.ui.rest;

import dev.rondo.settings.Setting;
import dev.rondo.settings.SettingsException;
import dev.rondo.settings.SettingsSchema;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings as JSON, and what requests say about them. */
final class SettingsJson {
    private SettingsJson() {}

    static JsonArray schema(SettingsSchema schema) {
        JsonArray settings = new JsonArray();
        for (Setting setting : schema.settings()) {
            settings.add(new JsonObject()
                    .put("name", setting.name())
                    .put("type", type(setting))
                    .put("min", setting.min().orElse(null))
                    .put("max", setting.max().orElse(null))
                    .put("unit", setting.unit())
                    .put("default", setting.defaultText().orElse(null))
                    .put("required", setting.required())
                    .put("description", setting.description()));
        }
        return settings;
    }

    /** The names of the values that are not what they would be by default. */
    static List<String> changed(SettingsSchema schema, Map<String, Object> values) {
        return schema.settings().stream()
                .map(Setting::name)
                .filter(values::containsKey)
                .filter(name -> !isDefault(schema, values, name))
                .toList();
    }

    /** All values that a run with these would use. */
    static Map<String, Object> bound(SettingsSchema schema, Map<String, Object> given) {
        try {
            return schema.values(schema.bind(given));
        } catch (SettingsException e) {
            throw new Problem(
                    ProblemCode.BAD_SETTINGS,
                    e.problems().size() == 1
                            ? "A setting cannot be used."
                            : e.problems().size() + " things are wrong with the settings.",
                    "Correct what is named and send the request again.",
                    e.problems().stream()
                            .map(p -> new Problem.Part(
                                    p.setting().isEmpty() ? "settings" : "settings." + p.setting(),
                                    p.reason(),
                                    p.remedy()))
                            .toList());
        }
    }

    /** Whether values written as JSON are the same. */
    static boolean same(Object a, Object b) {
        return Json.encode(a).equals(Json.encode(b));
    }

    private static boolean isDefault(SettingsSchema schema, Map<String, Object> values, String name) {
        Map<String, Object> others = new HashMap<>(values);
        Object value = others.remove(name);
        try {
            Optional<Object> standard =
                    Optional.ofNullable(schema.values(schema.bind(others)).get(name));
            return value != null && standard.filter(s -> same(s, value)).isPresent();
        } catch (SettingsException e) {
            return false; // it has no default, or the others fit only together with it
        }
    }

    private static String type(Setting setting) {
        String name = setting.type().getTypeName();
        return name.replaceAll("[a-zA-Z_0-9]+[.$]", "");
    }
}
