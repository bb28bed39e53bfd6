package dev.rondo.ui.rest;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Takes the fields of a body apart, and says which of them is wrong. */
final class Bodies {
    private static final Map<Class<?>, String> WORDS = Map.of(
            String.class, "a JSON string",
            Integer.class, "a whole number",
            Boolean.class, "true or false",
            JsonObject.class, "a JSON object",
            JsonArray.class, "a JSON array");

    private Bodies() {}

    /** A field that is not known is a mistake: ignoring it would do something else than what was asked for. */
    static void onlyFields(JsonObject body, Set<String> known) {
        for (String name : body.fieldNames()) {
            if (!known.contains(name)) {
                throw Problem.badParameter(
                        name,
                        String.valueOf(body.getValue(name)),
                        "There is no such field; " + thereAre(new TreeSet<>(known)) + ".");
            }
        }
    }

    /** Names in a sentence, such as {@code there is limit}. */
    static String thereAre(SortedSet<String> names) {
        return (names.size() == 1 ? "there is " : "there are ") + String.join(", ", names);
    }

    static Optional<String> text(JsonObject body, String name) {
        return field(body, name, String.class);
    }

    static String required(JsonObject body, String name) {
        return text(body, name)
                .orElseThrow(() -> new Problem(
                        ProblemCode.BAD_PARAMETER,
                        "The body has no field \"" + name + "\".",
                        "Send it as a JSON string."));
    }

    /** A field of a type; one that is null counts as not given. */
    static <T> Optional<T> field(JsonObject body, String name, Class<T> type) {
        Object value = body.getValue(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!type.isInstance(value)) {
            throw Problem.badParameter(
                    name, String.valueOf(value), "Send " + WORDS.getOrDefault(type, "a " + type.getSimpleName()) + ".");
        }
        return Optional.of(type.cast(value));
    }

    /** A JSON object as maps, lists and values of Java. A field that is null is left out. */
    static Map<String, Object> plain(JsonObject object) {
        Map<String, Object> plain = new HashMap<>();
        object.forEach(entry -> {
            Object value = entry.getValue();
            if (value instanceof JsonArray array) {
                plain.put(entry.getKey(), array.getList());
            } else if (value instanceof JsonObject inner) {
                plain.put(entry.getKey(), inner.getMap());
            } else if (value != null) {
                plain.put(entry.getKey(), value);
            }
        });
        return plain;
    }
}
