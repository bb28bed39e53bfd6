package dev.rondo.example.bike.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A server, asked over REST. */
final class Rondo {
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(20);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final String address;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final ObjectMapper json = new ObjectMapper();

    Rondo(int port) {
        this.address = "http://127.0.0.1:" + port;
    }

    /** Where its page is. */
    String page() {
        return address + "/";
    }

    /** Whether it has a pipeline of this name. */
    boolean has(String pipeline) {
        return send("/api/v1/pipelines/" + pipeline).statusCode() != NOT_FOUND;
    }

    /** All runs that match, newest first. */
    List<Run> runs(String query) {
        List<Run> runs = new ArrayList<>();
        items("/api/v1/runs?" + query).forEach(run -> runs.add(Run.of(run)));
        return runs;
    }

    /** The steps of a run, in topological order. */
    List<Step> steps(Run run) {
        List<Step> steps = new ArrayList<>();
        items("/api/v1/runs/" + run.id() + "/steps?").forEach(step -> steps.add(Step.of(step)));
        return steps;
    }

    /** The decided versions of a model, newest first. */
    List<ModelVersion> versions(String model) {
        List<ModelVersion> versions = new ArrayList<>();
        if (send("/api/v1/models/" + model).statusCode() != NOT_FOUND) {
            items("/api/v1/models/" + model + "/versions?").forEach(v -> versions.add(ModelVersion.of(v)));
        }
        return versions;
    }

    /** What the steps of a pipeline recorded under the name of a metric, over partitions. */
    MetricTable metric(String pipeline, String metric) {
        for (JsonNode item : get("/api/v1/pipelines/" + pipeline + "/metrics").path("items")) {
            if (item.path("metric").asText().equals(metric)) {
                return MetricTable.of(item);
            }
        }
        return MetricTable.EMPTY;
    }

    /** What answers at the address now. */
    Presence presence() {
        try {
            return switch (json.readTree(send("/health/ready").body())
                    .path("state")
                    .asText()) {
                case "UP" -> Presence.READY;
                case "DOWN" -> Presence.STARTING;
                default -> Presence.FOREIGN;
            };
        } catch (JsonProcessingException e) {
            return Presence.FOREIGN;
        } catch (GoneException e) {
            return e.refused() ? Presence.NOBODY : Presence.FOREIGN;
        }
    }

    /** What may answer at the server's address. */
    enum Presence {
        /** Nobody listens. */
        NOBODY,
        /** A Rondo that is not ready yet. */
        STARTING,
        /** A Rondo that is ready. */
        READY,
        /** Some other program. */
        FOREIGN
    }

    private List<JsonNode> items(String path) {
        List<JsonNode> items = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = get(path + "&limit=200" + cursor);
            page.path("items").forEach(items::add);
            String next = page.path("next").asText("");
            cursor = next.isEmpty() || page.path("next").isNull() ? "" : "&cursor=" + next;
        } while (!cursor.isEmpty());
        return items;
    }

    private JsonNode get(String path) {
        HttpResponse<String> answer = send(path);
        try {
            JsonNode body = json.readTree(answer.body());
            if (answer.statusCode() == OK) {
                return body;
            }
            throw new ReplayException("Rondo refused " + path + " with " + answer.statusCode() + ": "
                    + body.path("detail").asText() + " " + body.path("remedy").asText());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Rondo answered " + path + " with something that is not JSON", e);
        }
    }

    private HttpResponse<String> send(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(LONGEST_ANSWER)
                .header("Accept", "application/json")
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new GoneException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReplayException("The replay was interrupted.", e);
        }
    }

    /** Nobody answers any more. */
    static final class GoneException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        GoneException(IOException cause) {
            super("The server does not answer: " + cause, cause);
        }

        /** Whether nobody listens, as opposed to somebody who does not speak HTTP. */
        boolean refused() {
            return getCause() instanceof java.net.ConnectException;
        }
    }
}
