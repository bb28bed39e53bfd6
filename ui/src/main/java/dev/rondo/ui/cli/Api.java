package dev.rondo.ui.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Speaks to a server over REST. */
final class Api {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofMinutes(2);
    private static final int REFUSED = 400;

    private final URI server;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    Api(URI server) {
        this.server = server;
    }

    /** @param path below {@code /api/v1}, made with {@link #path} */
    JsonNode get(String path) throws InterruptedException {
        return parse(text(path));
    }

    String text(String path) throws InterruptedException {
        return send(request(path).GET());
    }

    /** Creates something; asking again after a lost answer would create it once. */
    JsonNode post(String path, JsonNode body) throws InterruptedException {
        return parse(send(request(path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(BodyPublishers.ofString(body.toString()))));
    }

    /** Sets something to what the body says; asking again changes nothing more. */
    JsonNode put(String path, JsonNode body) throws InterruptedException {
        return parse(send(request(path)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body.toString()))));
    }

    /** Asks for bytes and writes them into a file. */
    void download(String path, Path file) throws InterruptedException {
        HttpResponse<InputStream> response;
        try {
            response = http.send(request(path).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UnreachableException(server, e);
        }
        try (InputStream body = response.body()) {
            if (response.statusCode() >= REFUSED) {
                throw refused(response.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
            Files.copy(body, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The answer of " + server + " could not be written to " + file + ": " + e.getMessage(), e);
        }
    }

    /** Joins the parts of a path; whatever people name is escaped. */
    static String path(String... parts) {
        StringBuilder path = new StringBuilder();
        for (String part : parts) {
            path.append('/').append(escaped(part));
        }
        return path.toString();
    }

    /** Leaves out what is empty. */
    static String query(Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .filter(e -> !e.getValue().isEmpty())
                .map(e -> e.getKey() + "=" + escaped(e.getValue()))
                .sorted()
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? "" : "?" + query;
    }

    static String pretty(JsonNode node) {
        return node.toPrettyString();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server + "/api/v1" + path)).timeout(ANSWER);
    }

    private String send(HttpRequest.Builder request) throws InterruptedException {
        HttpResponse<String> response;
        try {
            response = http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UnreachableException(server, e);
        }
        if (response.statusCode() >= REFUSED) {
            throw refused(response.statusCode(), response.body());
        }
        return response.body();
    }

    private ApiException refused(int status, String body) {
        JsonNode problem = MissingNode.getInstance();
        try {
            problem = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            // Not a problem of Rondo's, but of something in between; its text is shown as it is.
        }
        if (!problem.hasNonNull("detail")) {
            return new ApiException(status, server + " answered " + status + ": " + body.strip());
        }
        StringBuilder text = new StringBuilder(problem.path("detail").asText());
        for (JsonNode part : problem.path("problems")) {
            text.append("\n  ")
                    .append(part.path("place").asText())
                    .append(": ")
                    .append(part.path("reason").asText())
                    .append(' ')
                    .append(part.path("remedy").asText());
        }
        String remedy = problem.path("remedy").asText();
        if (!remedy.isEmpty()) {
            text.append(problem.path("problems").isEmpty() ? " " : "\n").append(remedy);
        }
        return new ApiException(status, text.toString());
    }

    private JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new ApiException(
                    REFUSED, server + " does not answer in JSON, so it is no Rondo server. Name another with --server");
        }
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
