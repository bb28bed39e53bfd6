package dev.rondo.ui.rest;

import dev.rondo.engine.Engine;
import dev.rondo.engine.EngineSettings;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.cache.CodeDigest;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.executor.local.LocalExecutor;
import dev.rondo.pipeline.Catalog;
import dev.rondo.pipeline.Pipeline;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/** A real engine behind a real server in a home of its own, and a client for it. */
public final class ServedEngine implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path home;
    final Engine engine;
    final RestServer server;

    public ServedEngine(Path home) {
        this(home, HttpSettings.local(0));
    }

    ServedEngine(Path home, HttpSettings settings) {
        this(home, settings, new Shop(), new Waiter(), new Watcher(), new Nothing());
    }

    ServedEngine(Path home, HttpSettings settings, Pipeline<?>... pipelines) {
        this.home = home;
        this.engine = Engine.open(
                EngineSettings.inHome(home),
                InstantSource.system(),
                call -> new LocalExecutor(2, call, Duration.ofMillis(200)),
                (name, digest) -> Optional.empty());
        Catalog catalog = Catalog.compile(List.of(pipelines));
        CodeDigest code = new CodeDigest(Digest.ofText("code"), "test classes");
        engine.deploy(
                catalog,
                catalog.pipelines().stream().map(p -> Deployment.of(p, code)).toList());
        this.server = RestServer.start(engine, settings, InstantSource.system(), "0.1.0");
    }

    public ServedEngine started() {
        engine.start();
        return this;
    }

    public int port() {
        return server.port();
    }

    /** Puts a file in place that has not been written to for an hour. */
    public void data(String name, String content) {
        try {
            Path data = Files.createDirectories(home.resolve("data"));
            Path file = Files.writeString(data.resolve(name), content);
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonObject get(String path) {
        HttpResponse<String> answer = send(request(path).GET());
        if (answer.statusCode() != 200) {
            throw new AssertionError("GET " + path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return new JsonObject(answer.body());
    }

    HttpResponse<String> post(String path, String body, String... headers) {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        return send(request, HttpResponse.BodyHandlers.ofString());
    }

    <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request.build(), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts a run and waits for its end. */
    public JsonObject run(String pipeline, String body) {
        HttpResponse<String> answer = post("/api/v1/pipelines/" + pipeline + "/runs", body);
        if (answer.statusCode() != 201) {
            throw new AssertionError(answer.statusCode() + ": " + answer.body());
        }
        return ended(new JsonObject(answer.body()).getString("id"));
    }

    JsonObject ended(String run) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> get("/api/v1/runs/" + run), view -> view.getString("finishedAt") != null);
    }

    @Override
    public void close() {
        server.close();
        engine.close();
    }
}
