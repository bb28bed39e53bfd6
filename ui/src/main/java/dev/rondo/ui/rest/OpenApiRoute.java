package dev.rondo.ui.rest;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;

/** Serves the description of all routes for programs, an OpenAPI document, which is a file beside this class. */
final class OpenApiRoute {
    private static final String FILE = "openapi.json";

    private final Buffer document;

    OpenApiRoute(String version) {
        JsonObject described = read();
        described.getJsonObject("info").put("version", version);
        this.document = described.toBuffer();
    }

    void addTo(Routes routes) {
        routes.top("/api/openapi.json", call -> new Answer(200, Map.of(), "application/json", document));
    }

    private static JsonObject read() {
        try (InputStream in = Objects.requireNonNull(OpenApiRoute.class.getResourceAsStream(FILE), FILE)) {
            return new JsonObject(Buffer.buffer(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(FILE + " cannot be read from the program's own jar", e);
        }
    }
}
