package dev.rondo.ui.rest;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Why a request is not done, as RFC 9457 has it; thrown by routes and written by the server.
 *
 * <p>{@code detail} says what is wrong, {@code remedy} what to do about it.
 */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;
    static final String MEDIA_TYPE = "application/problem+json";

    private final ProblemCode code;
    private final String detail;
    private final String remedy;
    private final transient List<Part> parts;

    /** One of several things that are wrong at once. */
    record Part(String place, String reason, String remedy) {}

    Problem(ProblemCode code, String detail, String remedy) {
        this(code, detail, remedy, List.of());
    }

    Problem(ProblemCode code, String detail, String remedy, List<Part> parts) {
        super(code.text() + ": " + detail, null, false, false);
        this.code = code;
        this.detail = detail;
        this.remedy = remedy;
        this.parts = List.copyOf(parts);
    }

    static Problem badParameter(String name, String value, String remedy) {
        return new Problem(
                ProblemCode.BAD_PARAMETER, "Parameter \"" + name + "\" cannot be \"" + shown(value) + "\".", remedy);
    }

    ProblemCode code() {
        return code;
    }

    JsonObject json() {
        JsonObject json = new JsonObject()
                .put("type", "urn:rondo:problem:" + code.text())
                .put("title", code.title())
                .put("status", code.status())
                .put("code", code.text())
                .put("detail", detail)
                .put("remedy", remedy);
        if (!parts.isEmpty()) {
            JsonArray problems = new JsonArray();
            parts.forEach(part -> problems.add(new JsonObject()
                    .put("place", part.place())
                    .put("reason", part.reason())
                    .put("remedy", part.remedy())));
            json.put("problems", problems);
        }
        return json;
    }

    private static String shown(String value) {
        return value.length() <= 100 ? value : value.substring(0, 97) + "...";
    }
}
