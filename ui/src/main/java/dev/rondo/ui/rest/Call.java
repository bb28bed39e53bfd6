package dev.rondo.ui.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A request as routes see it: everything they may look at, read before they run.
 *
 * @param path the values of the placeholders in the route's path
 * @param body as it came; empty when there was none
 * @param asked the query parameters that the route has looked for, noted as it does
 */
record Call(Map<String, String> path, MultiMap query, MultiMap headers, Buffer body, Set<String> asked) {
    Call(Map<String, String> path, MultiMap query, MultiMap headers, Buffer body) {
        this(path, query, headers, body, new TreeSet<>());
    }

    static final int DEFAULT_LIMIT = 50;
    static final int MOST = 500;
    /** May be sent to every list, also to one that always comes whole. */
    private static final Set<String> PAGING = Set.of("limit", "cursor");

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]{0,198}[\\x21-\\x7e])?");

    /** The value of a placeholder of the route. */
    String part(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalStateException("The route has no placeholder :" + name);
        }
        return value;
    }

    /** A query parameter; one that is empty counts as not given. */
    Optional<String> query(String name) {
        asked.add(name);
        return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
    }

    /** A parameter that the route never looked for is a mistake: without it the answer would be another. */
    void refuseUnknownParameters() {
        for (String name : query.names()) {
            if (!asked.contains(name) && !PAGING.contains(name)) {
                throw Problem.badParameter(
                        name,
                        String.valueOf(query.get(name)),
                        asked.isEmpty()
                                ? "This takes no query parameters."
                                : "There is no such parameter; " + Bodies.thereAre(new TreeSet<>(asked)) + ".");
            }
        }
    }

    /** How many items a page holds. */
    int limit() {
        return query("limit").map(text -> number("limit", text, 1, MOST)).orElse(DEFAULT_LIMIT);
    }

    /** The place after which a page begins, for lists whose key is a number from {@code least} to {@code most}. */
    Optional<Long> cursor(long least, long most) {
        return query("cursor").map(text -> {
            try {
                long value = Long.parseLong(text);
                if (value >= least && value <= most) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // Falls through to the one message for everything that no page has said.
            }
            throw wrongCursor(text);
        });
    }

    /** The name after which a page begins, empty for the first page, for lists whose key is a name. */
    String cursorName(Predicate<String> valid) {
        String text = query("cursor").orElse("");
        if (!text.isEmpty() && !valid.test(text)) {
            throw wrongCursor(text);
        }
        return text;
    }

    private static Problem wrongCursor(String text) {
        return Problem.badParameter("cursor", text, "Pass what the page before said under \"next\".");
    }

    static int number(String name, String text, int least, int most) {
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Falls through to the one message for everything that is no such number.
        }
        throw Problem.badParameter(name, text, "Choose a whole number from " + least + " to " + most + ".");
    }

    /** The body as a JSON object; without a body, an empty one. */
    JsonObject json() {
        if (body.length() == 0) {
            return new JsonObject();
        }
        Object value;
        try {
            value = Json.decodeValue(body);
        } catch (DecodeException e) {
            throw new Problem(
                    ProblemCode.MALFORMED_JSON,
                    "The body of " + body.length() + " bytes is not JSON" + place(e) + ".",
                    "Send a JSON object in UTF-8.");
        }
        if (value instanceof JsonObject object) {
            return object;
        }
        throw new Problem(
                ProblemCode.MALFORMED_JSON, "The body is JSON, but not an object.", "Send a JSON object in UTF-8.");
    }

    /** The key under which a creation is done once. */
    Optional<String> idempotencyKey() {
        Optional<String> key = Optional.ofNullable(headers.get("Idempotency-Key"));
        key.filter(text -> !KEY.matcher(text).matches()).ifPresent(text -> {
            throw new Problem(
                    ProblemCode.BAD_PARAMETER,
                    "The header Idempotency-Key holds " + text.length() + " characters that cannot be a key.",
                    "Send 1 to 200 printable ASCII characters, such as a random UUID.");
        });
        return key;
    }

    /** Where in the body the reader gave up, when it knows. */
    private static String place(DecodeException e) {
        return e.getCause() instanceof JsonProcessingException json && json.getLocation() != null
                ? ": it breaks off or goes wrong in line " + json.getLocation().getLineNr() + ", column "
                        + json.getLocation().getColumnNr()
                : "";
    }
}
