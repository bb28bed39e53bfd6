package dev.rondo.ui.fault;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The real program in a process of its own, which can be killed, stopped and asked. */
final class ServerProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Duration CHECK = Duration.ofMinutes(10);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final Process process;
    private final Path said;
    private final Path log;

    private ServerProcess(Process process, Path said, Path log) {
        this.process = process;
        this.said = said;
        this.log = log;
    }

    /** What a server is started with. */
    record Setup(
            Path folder,
            Path pipelines,
            Optional<String> database,
            List<String> java,
            int slots,
            Map<String, String> environment) {
        /** With a variable of the environment. */
        Setup under(String name, String value) {
            Map<String, String> all = new HashMap<>(environment);
            all.put(name, value);
            return new Setup(folder, pipelines, database, java, slots, all);
        }

        Setup on(String url) {
            return new Setup(folder, pipelines, Optional.of(url), java, slots, environment);
        }

        Setup withSlots(int other) {
            return new Setup(folder, pipelines, database, java, other, environment);
        }

        Path home() {
            return folder.resolve("home");
        }

        Path journal() {
            return folder.resolve("journal");
        }
    }

    static Setup in(Path folder, Path pipelines) {
        return new Setup(folder, pipelines, Optional.empty(), List.of("-Xmx192m"), 6, Map.of());
    }

    static ServerProcess start(Setup setup) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Dfault.journal=" + setup.journal()));
        command.addAll(setup.java());
        command.addAll(List.of(
                "-cp",
                classPath,
                "dev.rondo.ui.cli.Main",
                "serve",
                "--home",
                setup.home().toString(),
                "--data",
                setup.folder().resolve("data").toString(),
                "--pipelines",
                setup.pipelines().toString(),
                "--slots",
                Integer.toString(setup.slots()),
                "--port",
                "0"));
        setup.database().ifPresent(url -> command.addAll(List.of("--db", url, "--lease", "1")));
        Files.createDirectories(setup.folder().resolve("data"));
        Path said = Files.createTempFile(setup.folder(), "server", ".out");
        // Not on the disk of the home, which a test may fill.
        Path log = setup.pipelines().resolveSibling("server.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(said.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(setup.environment());
        return new ServerProcess(builder.start(), said, log);
    }

    /** Waits until it answers. */
    ServerProcess ready() {
        Awaitility.await()
                .atMost(START)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !process.isAlive() || Files.readString(said).contains("is ready at"));
        if (!process.isAlive()) {
            throw new AssertionError("The server ended with " + process.exitValue() + ": " + lastWords());
        }
        return this;
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Ends it as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new AssertionError("A killed process did not end");
        }
    }

    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new AssertionError("kill -" + name + " failed");
        }
    }

    JsonObject get(String path) throws IOException, InterruptedException {
        return answer(path, ANSWER);
    }

    private JsonObject answer(String path, Duration patience) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(request(path).GET().timeout(patience));
        if (answer.statusCode() != 200) {
            throw new AssertionError("GET " + path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return new JsonObject(answer.body());
    }

    String metrics() throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(address() + "/metrics")).GET())
                .body();
    }

    HttpResponse<String> startRun(String pipeline, String key, JsonObject body)
            throws IOException, InterruptedException {
        return send(request("/pipelines/" + pipeline + "/runs")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body.encode())));
    }

    HttpResponse<String> post(String path) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
    }

    /** Waits until no run is unfinished. */
    void quiet(Duration longest) {
        Awaitility.await()
                .atMost(longest)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> get("/runs?state=RUNNING,CANCELLING&limit=1")
                        .getJsonArray("items")
                        .isEmpty());
    }

    /** Whether a step of a run came from the cache; of an item, {@code step@item}, or its whole step. */
    boolean fromCache(long run, String step) throws IOException, InterruptedException {
        String[] name = step.split("@", -1);
        boolean whole = get("/runs/" + run + "/steps").getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .anyMatch(item -> item.getString("step").equals(name[0])
                        && item.getString("cache").equals("HIT"));
        return whole || (name.length == 2 && itemFromCache(run, name[0], Integer.parseInt(name[1])));
    }

    private boolean itemFromCache(long run, String step, int item) throws IOException, InterruptedException {
        return items(run, step).stream()
                .anyMatch(row ->
                        row.getInteger("item") == item && row.getString("cache").equals("HIT"));
    }

    /** The items of a step that have rows. */
    List<JsonObject> items(long run, String step) throws IOException, InterruptedException {
        return get("/runs/" + run + "/steps/" + step + "/items?limit=200").getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    /** What breaks a promise, of everything recorded; that takes as long as it takes. */
    JsonArray broken() throws IOException, InterruptedException {
        return answer("/invariants?check=all", CHECK).getJsonArray("items");
    }

    String lastWords() {
        String all = words();
        return all.substring(Math.max(0, all.length() - 6_000));
    }

    /** Whether this is in what it has logged. */
    boolean hasSaid(String text) {
        return words().contains(text);
    }

    private String words() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            return e.toString();
        }
    }

    private HttpRequest.Builder request(String path) throws IOException {
        return HttpRequest.newBuilder(URI.create(address() + "/api/v1" + path)).timeout(ANSWER);
    }

    private String address() throws IOException {
        return Files.readString(said).replaceFirst("(?s).*is ready at (http://[0-9.:]+)/.*", "$1");
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
