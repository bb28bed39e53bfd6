package dev.rondo.ui.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.engine.run.RunCause;
import dev.rondo.engine.run.RunState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The OpenAPI document against the routes that are there. */
class OpenApiTest {
    @TempDir
    static Path home;

    private static ServedEngine rondo;
    private static JsonObject document;
    private static String run;

    /** One route, as the document has it. */
    private record Operation(String method, String path, JsonObject described) {
        Stream<JsonObject> parameters(String in) {
            return described.getJsonArray("parameters", new JsonArray()).stream()
                    .map(JsonObject.class::cast)
                    .filter(parameter -> in.equals(parameter.getString("in")));
        }

        List<String> names(String in) {
            return parameters(in).map(parameter -> parameter.getString("name")).toList();
        }

        Optional<JsonObject> body() {
            return Optional.ofNullable(described.getJsonObject("requestBody"))
                    .map(body -> body.getJsonObject("content")
                            .getJsonObject("application/json")
                            .getJsonObject("schema"));
        }

        /** The path with things that are there. */
        String real() {
            return path.replace("{p}", "shop")
                    .replace("{id}", run)
                    .replace("{s}", "count")
                    .replace("{name}", "gpu");
        }
    }

    @BeforeAll
    static void serve() {
        rondo = new ServedEngine(home).started();
        rondo.data("sales-2011-01.txt", "100");
        run = rondo.run("shop", "{\"partition\": \"2011-01\"}").getString("id");
        document = new JsonObject(
                rondo.send(rondo.request("/api/openapi.json").GET()).body());
    }

    @AfterAll
    static void close() {
        if (rondo != null) {
            rondo.close();
        }
    }

    @Test
    void every_route_is_in_the_document_and_everything_in_the_document_is_a_route() {
        assertThat(operations().stream().map(o -> o.method() + " " + o.path().replaceAll("\\{(\\w+)}", ":$1")))
                .containsExactlyInAnyOrderElementsOf(rondo.server.routes());
    }

    @Test
    void every_placeholder_is_described_and_every_operation_has_a_name_of_its_own() {
        for (Operation operation : operations()) {
            assertThat(operation.names("path"))
                    .as(operation.path())
                    .containsExactlyElementsOf(Arrays.stream(operation.path().split("/"))
                            .filter(part -> part.startsWith("{"))
                            .map(part -> part.substring(1, part.length() - 1))
                            .toList());
        }
        assertThat(operations().stream().map(o -> o.described().getString("operationId")))
                .doesNotHaveDuplicates();
    }

    @Test
    void a_body_has_the_fields_that_the_route_knows() {
        for (Operation operation : operations()) {
            if (operation.body().isPresent()) {
                HttpResponse<String> refused = rondo.send(rondo.request(operation.real())
                        .header("Content-Type", "application/json")
                        .method(operation.method(), HttpRequest.BodyPublishers.ofString("{\"no such field\": 1}")));
                assertThat(refused.body()).as(operation.real()).contains("bad-parameter");
                assertThat(new JsonObject(refused.body()).getString("remedy"))
                        .as(operation.real())
                        .endsWith(Bodies.thereAre(new TreeSet<>(operation
                                        .body()
                                        .get()
                                        .getJsonObject("properties")
                                        .fieldNames()))
                                + ".");
            }
        }
    }

    @Test
    void the_query_parameters_of_a_list_are_those_that_the_route_looks_for() {
        for (String path : List.of("/runs", "/pipelines", "/models", "/triggers", "/backfills", "/invariants")) {
            Operation operation = operations().stream()
                    .filter(o -> o.method().equals("GET") && o.path().equals(Routes.ROOT + path))
                    .findFirst()
                    .orElseThrow();
            HttpResponse<String> refused =
                    rondo.send(rondo.request(operation.path() + "?nosuch=1").GET());
            TreeSet<String> told = new TreeSet<>(List.of(new JsonObject(refused.body())
                    .getString("remedy")
                    .replaceAll("^.*there (are|is) |\\.$", "")
                    .split(", ")));
            assertThat(told).as(path).isEqualTo(new TreeSet<>(operation.names("query")));
        }
    }

    @Test
    void states_and_causes_are_those_of_the_engine() {
        JsonObject state = document.getJsonObject("components")
                .getJsonObject("schemas")
                .getJsonObject("Run")
                .getJsonObject("properties")
                .getJsonObject("state");
        assertThat(state.getJsonArray("enum"))
                .isEqualTo(names(Arrays.stream(RunState.values()).map(RunState::name)));
        JsonObject cause = operations().stream()
                .filter(o -> o.described().getString("operationId").equals("runs"))
                .flatMap(o -> o.parameters("query"))
                .filter(parameter -> parameter.getString("name").equals("cause"))
                .findFirst()
                .orElseThrow();
        assertThat(cause.getJsonObject("schema").getJsonArray("enum"))
                .isEqualTo(names(Arrays.stream(RunCause.Kind.values()).map(RunCause.Kind::name)));
    }

    private static JsonArray names(Stream<String> names) {
        return new JsonArray(names.toList());
    }

    @Test
    void whatever_it_refers_to_is_there() {
        List<String> references = new ArrayList<>();
        collect(document, references);
        assertThat(references).isNotEmpty();
        for (String reference : references) {
            JsonObject at = document;
            for (String part : reference.substring("#/".length()).split("/")) {
                assertThat(at.fieldNames()).as(reference).contains(part);
                at = at.getJsonObject(part);
            }
        }
    }

    private static void collect(Object value, List<String> references) {
        if (value instanceof JsonObject object) {
            object.forEach(entry -> {
                if (entry.getKey().equals("$ref")) {
                    references.add((String) entry.getValue());
                } else {
                    collect(entry.getValue(), references);
                }
            });
        } else if (value instanceof JsonArray array) {
            array.forEach(each -> collect(each, references));
        }
    }

    private static List<Operation> operations() {
        List<Operation> all = new ArrayList<>();
        for (Map.Entry<String, Object> path : document.getJsonObject("paths")) {
            for (Map.Entry<String, Object> method : (JsonObject) path.getValue()) {
                all.add(new Operation(
                        method.getKey().toUpperCase(Locale.ROOT), path.getKey(), (JsonObject) method.getValue()));
            }
        }
        return all;
    }
}
