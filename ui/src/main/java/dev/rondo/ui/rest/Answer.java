package dev.rondo.ui.rest;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a route answers when all is well. */
record Answer(int status, Map<String, String> headers, String type, Buffer body) {
    private static final String JSON = "application/json";

    static Answer ok(JsonObject json) {
        return of(200, json);
    }

    static Answer of(int status, JsonObject json) {
        return new Answer(status, Map.of(), JSON, json.toBuffer());
    }

    static Answer created(JsonObject json, String location) {
        return new Answer(201, Map.of("Location", location), JSON, json.toBuffer());
    }

    static Answer text(String type, String text) {
        return new Answer(200, Map.of(), type, Buffer.buffer(text));
    }

    /** A list that is complete. */
    static Answer list(List<JsonObject> items) {
        return ok(list(items, null));
    }

    /**
     * A page of a list.
     *
     * @param found up to one more than the page holds, which says that there is a next page
     * @param cursor the key of an item, for going on after it
     */
    static <T> Answer page(List<T> found, int limit, Function<T, JsonObject> json, Function<T, String> cursor) {
        boolean more = found.size() > limit;
        List<T> shown = more ? found.subList(0, limit) : found;
        String next = more ? cursor.apply(shown.get(limit - 1)) : null;
        return ok(list(shown.stream().map(json).toList(), next));
    }

    private static JsonObject list(List<JsonObject> items, @Nullable String next) {
        return new JsonObject().put("items", new JsonArray(items)).put("next", next);
    }
}
