package dev.rondo.ui.web;

import dev.rondo.ui.draw.Diagram;
import dev.rondo.ui.draw.Diagram.Direction;
import dev.rondo.ui.draw.Diagram.Edge;
import dev.rondo.ui.draw.Diagram.EdgeKind;
import dev.rondo.ui.draw.Diagram.Look;
import dev.rondo.ui.draw.Diagram.Node;
import dev.rondo.ui.draw.Diagram.NodeKind;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The real page before a server that makes things up: states come when the test wants them, not when they are ready. */
final class FakeServer implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final FakeData data;
    private final List<HttpServerResponse> streams = new CopyOnWriteArrayList<>();
    private final JsonObject doubt = new JsonObject()
            .put("step", "train")
            .put("run", "run-2011-07")
            .put("why", "its output model differs")
            .put("at", "2026-01-01T00:00:00Z")
            .put("accepted", null);
    private final List<JsonObject> received = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final StringBuilder liveLog = new StringBuilder();
    private JsonObject liveRun;
    private JsonArray liveSteps;
    private int eventId;

    FakeServer(FakeData data, int port) {
        this.data = data;
        Router router = Router.router(vertx);
        router.route().handler(BodyHandler.create(false));
        routes(router);
        router.route("/api/*")
                .handler(c -> problem(
                        c,
                        404,
                        "unknown-route",
                        "There is no " + c.request().path() + ".",
                        "See docs/reference/rest.md."));
        new WebPage().mountOn(router);
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(port, "127.0.0.1")
                .await();
    }

    int port() {
        return server.actualPort();
    }

    /** Bodies of all POST requests, with their path. */
    List<JsonObject> received() {
        return received;
    }

    private void routes(Router router) {
        String api = "/api/v1";
        router.get(api + "/")
                .handler(c -> c.json(new JsonObject().put("name", "rondo").put("version", "0.1.0")));
        router.get(api + "/pipelines").handler(c -> c.json(data.pipelines()));
        router.get(api + "/pipelines/:p").handler(this::pipeline);
        router.get(api + "/pipelines/:p/graph").blockingHandler(this::graph);
        router.get(api + "/pipelines/:p/metrics")
                .handler(c -> c.json(new JsonObject()
                        .put("next", null)
                        .put(
                                "items",
                                c.pathParam("p").equals("bike-demand")
                                        ? new JsonArray()
                                                .add(new JsonObject()
                                                        .put("metric", "mae")
                                                        .put("partitions", partitions())
                                                        .put("series", data.mae))
                                        : new JsonArray())));
        router.get(api + "/pipelines/:p/nondeterminism").handler(c -> c.json(list(doubt)));
        router.post(api + "/pipelines/:p/steps/:s/accept-nondeterminism").handler(c -> {
            remember(c);
            doubt.put("accepted", c.body().asJsonObject());
            c.json(list(doubt));
        });
        router.get(api + "/pipelines/:p/adoptions")
                .handler(c -> c.json(list(new JsonObject()
                        .put("step", "clean")
                        .put("run", "run-2011-08")
                        .put("difference", "the code changed: class user.Clean")
                        .put("by", "ada")
                        .put("reason", "<b>only</b> renamed a method")
                        .put("at", "2026-01-01T00:00:00Z"))));
        router.post(api + "/pipelines/:p/runs").handler(this::start);
        router.get(api + "/runs").handler(this::runs);
        router.get(api + "/runs/:id")
                .handler(c -> withRun(
                        c,
                        run -> c.json(run.copy()
                                .put(
                                        "settings",
                                        new JsonObject()
                                                .put("trees", 200)
                                                .put("learningRate", 0.05)
                                                .put("months", 6))
                                .put("changed", new JsonArray().add("trees"))
                                .put("why", run.getString("state").equals("SUCCEEDED") ? "Every step succeeded." : "")
                                .put("models", new JsonArray()))));
        router.get(api + "/runs/:id/steps")
                .handler(c -> withRun(
                        c,
                        run -> c.json(new JsonObject()
                                .put("next", null)
                                .put("items", run == liveRun ? liveSteps : data.steps(run)))));
        router.get(api + "/runs/:id/steps/:s/attempts/:n/log").handler(this::log);
        router.post(api + "/runs/:id/cancel")
                .handler(c -> withRun(c, run -> {
                    remember(c);
                    emit("run", new JsonObject().put("run", run.put("state", "CANCELLING")));
                    c.response().setStatusCode(202);
                    c.json(run);
                }));
        router.get(api + "/models")
                .handler(c -> c.json(new JsonObject()
                        .put("items", new JsonArray().add(model()))
                        .put("next", null)));
        router.get(api + "/models/:m").handler(c -> c.json(model()));
        router.get(api + "/models/:m/versions").handler(c -> {
            JsonArray newestFirst = new JsonArray();
            data.versions.stream()
                    .sorted(Comparator.comparingInt(v -> -((JsonObject) v).getInteger("version")))
                    .forEach(newestFirst::add);
            c.json(new JsonObject().put("items", newestFirst).put("next", null));
        });
        router.get(api + "/backfills")
                .handler(c -> c.json(new JsonObject()
                        .put("items", new JsonArray().add(backfill()))
                        .put("next", null)));
        router.get(api + "/backfills/:id")
                .handler(c -> c.json(backfill()
                        .put(
                                "items",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("partition", "2011-07")
                                                .put("state", "SUCCEEDED")
                                                .put("run", "run-2011-07")
                                                .put("why", "ran"))
                                        .add(new JsonObject()
                                                .put("partition", "2011-08")
                                                .put("state", "SKIPPED")
                                                .put("run", null)
                                                .put("why", "a successful run is there"))
                                        .add(new JsonObject()
                                                .put("partition", "2012-03")
                                                .put("state", "FAILED")
                                                .put("run", "run-2012-03")
                                                .put("why", "it has never run")))));
        router.post(api + "/backfills/:id/cancel").handler(c -> {
            remember(c);
            c.response().setStatusCode(202);
            c.json(backfill().put("state", "CANCELLING"));
        });
        router.post(api + "/backfills").handler(c -> {
            remember(c);
            if (c.body().asJsonObject().getBoolean("dryRun")) {
                c.json(new JsonObject()
                        .put("dryRun", true)
                        .put("runs", 1)
                        .put(
                                "items",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("partition", "2011-07")
                                                .put("action", "RUN")
                                                .put("why", "no successful run"))
                                        .add(new JsonObject()
                                                .put("partition", "2011-08")
                                                .put("action", "SKIP")
                                                .put("why", "a successful run is there"))
                                        .add(new JsonObject()
                                                .put("partition", "2011-09")
                                                .put("action", "SKIP")
                                                .put("why", "a successful run is there"))));
            } else {
                c.response().setStatusCode(201);
                c.json(backfill());
            }
        });
        router.post(api + "/pipelines/:p/plan").handler(c -> {
            remember(c);
            c.json(plan());
        });
        router.get(api + "/triggers/:id/decisions")
                .handler(c -> c.json(new JsonObject()
                        .put("next", null)
                        .put(
                                "items",
                                new JsonArray()
                                        .add(decision(
                                                2,
                                                "FIRED",
                                                "rentals 2012-12 has a new version and has not changed for PT1S",
                                                "run-2012-12"))
                                        .add(decision(
                                                1,
                                                "DECLINED",
                                                "rentals 2012-12 changed 0.4 s ago; it must rest for PT1S",
                                                null)))));
        router.get(api + "/events").handler(this::events);
    }

    private void pipeline(RoutingContext c) {
        JsonObject found = data.pipelines().getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .filter(p -> p.getString("name").equals(c.pathParam("p")))
                .findFirst()
                .orElse(null);
        if (found == null) {
            problem(
                    c,
                    404,
                    "unknown-pipeline",
                    "There is no pipeline \"" + c.pathParam("p") + "\".",
                    "Pipelines are: bike-demand, bike-demand-lightgbm.");
            return;
        }
        JsonArray steps = new JsonArray();
        FakeData.STEPS.forEach(s -> steps.add(new JsonObject()
                .put("step", s)
                .put("kind", s.equals("better") ? "GATE" : "STEP")
                .put("description", "")
                .put("inputs", new JsonArray().add("clean (last 6)"))
                .put("outputs", new JsonArray().add(s))
                .put("after", new JsonArray())
                .put("attempts", 3)
                .put("timeout", null)));
        c.json(found.put(
                        "settings",
                        new JsonArray()
                                .add(setting("trees", "int", 1, 1000, "", "200", "How many trees the forest has"))
                                .add(setting(
                                        "learningRate", "double", 0, 1, "", "0.05", "How much one tree may change"))
                                .add(setting("months", "int", 1, 24, "months", "6", "How far back training looks")))
                .put(
                        "partitions",
                        new JsonObject()
                                .put("kind", "months")
                                .put("zone", "America/New_York")
                                .put("first", "2011-01")
                                .put("last", "2012-12")
                                .put("count", 24)
                                .put(
                                        "suggestions",
                                        new JsonArray()
                                                .add("2012-12")
                                                .add("2012-11")
                                                .add("2012-10")))
                .put("steps", steps)
                .put(
                        "sources",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("dataset", "rentals")
                                        .put("pattern", "hour-{partition}.csv")
                                        .put("pollEvery", "PT1S")))
                .put(
                        "triggers",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("id", "bike-demand:data-rentals")
                                        .put("name", "data-rentals")
                                        .put("kind", "DATA")
                                        .put("what", "when rentals has a new version, settled for PT1S")
                                        .put("state", "ACTIVE")
                                        .put("nextDue", null)))
                .put("warnings", new JsonArray()));
    }

    private static JsonObject setting(
            String name, String type, int min, int max, String unit, String standard, String words) {
        return new JsonObject()
                .put("name", name)
                .put("type", type)
                .put("min", min)
                .put("max", max)
                .put("unit", unit)
                .put("default", standard)
                .put("required", false)
                .put("description", words);
    }

    private void graph(RoutingContext c) {
        List<Node> nodes = new ArrayList<>(List.of(Node.of("rentals", NodeKind.SOURCE)));
        FakeData.STEPS.forEach(s -> nodes.add(Node.of(s, s.equals("better") ? NodeKind.GATE : NodeKind.STEP)));
        List<Edge> edges = List.of(
                Edge.of("rentals", "clean"),
                Edge.of("clean", "check"),
                new Edge("clean", "train", "last 6", EdgeKind.DATA),
                new Edge("check", "train", "", EdgeKind.ORDER),
                Edge.of("clean", "train-all-history"),
                Edge.of("train", "evaluate"),
                Edge.of("clean", "evaluate"),
                Edge.of("train-all-history", "evaluate-all"),
                Edge.of("clean", "evaluate-frozen"),
                Edge.of("clean", "naive"),
                Edge.of("evaluate", "better"),
                Edge.of("naive", "better"));
        Direction direction = "down".equals(c.queryParams().get("direction")) ? Direction.DOWN : Direction.RIGHT;
        c.response()
                .putHeader("Content-Type", "image/svg+xml")
                .end(new Diagram(c.pathParam("p"), direction, nodes, edges).svg(Look.EMBEDDED));
    }

    private void start(RoutingContext c) {
        remember(c);
        String partition = c.body().asJsonObject().getString("partition", "2012-12");
        if (!partition.matches("201[12]-(0[1-9]|1[0-2])")) {
            problem(
                    c,
                    422,
                    "unknown-partition",
                    "Pipeline bike-demand has no partition \"" + partition
                            + "\"; its partitions are months from 2011-01 to 2012-12.",
                    "Use a month such as 2012-12.");
            return;
        }
        c.response().setStatusCode(201);
        c.json(startLive(partition));
    }

    private void runs(RoutingContext c) {
        var q = c.queryParams();
        List<JsonObject> matching = data.runs.stream()
                .filter(r ->
                        q.get("pipeline") == null || r.getString("pipeline").equals(q.get("pipeline")))
                .filter(r -> q.get("state") == null
                        || Set.of(q.get("state").split(",")).contains(r.getString("state")))
                .filter(r ->
                        q.get("partition") == null || r.getString("partition").equals(q.get("partition")))
                .filter(r -> q.get("cause") == null
                        || r.getJsonObject("cause").getString("kind").equals(q.get("cause")))
                .sorted(Comparator.comparing((JsonObject r) -> r.getString("createdAt"))
                        .reversed())
                .toList();
        int from = q.get("cursor") == null ? 0 : Integer.parseInt(q.get("cursor"));
        int to = Math.min(matching.size(), from + Integer.parseInt(q.get("limit")));
        c.json(new JsonObject()
                .put("items", new JsonArray(matching.subList(from, to)))
                .put("next", to < matching.size() ? Integer.toString(to) : null));
    }

    private void log(RoutingContext c) {
        boolean live = liveRun != null && c.pathParam("id").equals(liveRun.getString("id"));
        String text = live
                ? liveLog.toString()
                : "02:15:00.101 INFO  reading hour-2012-03.csv\n02:15:00.140 WARN  2 empty cells in windspeed\n02:15:00.171 ERROR hour-2012-03.csv, line 14, column 5\n";
        int asked = Integer.parseInt(c.queryParams().get("offset"));
        int offset = asked < 0 ? Math.max(0, text.length() + asked) : Math.min(asked, text.length());
        c.json(new JsonObject()
                .put("offset", offset)
                .put("text", text.substring(offset))
                .put("next", text.length())
                .put("sizeBytes", text.length())
                .put("complete", !live));
    }

    private void events(RoutingContext c) {
        HttpServerResponse response = c.response()
                .setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store");
        response.write("retry: 500\n\n: open\n\n");
        streams.add(response);
        response.closeHandler(gone -> streams.remove(response));
    }

    int listeners() {
        return streams.size();
    }

    void emit(String kind, JsonObject event) {
        eventId++;
        String text = "id: " + eventId + "\nevent: " + kind + "\ndata: " + event.encode() + "\n\n";
        streams.forEach(stream -> stream.write(text));
    }

    /** Begins a run that goes on only by {@link #step}. */
    JsonObject startLive(String partition) {
        liveRun = FakeData.run("live-" + partition, "bike-demand", partition, "RUNNING", Instant.now());
        liveSteps = data.steps(liveRun);
        data.runs.add(liveRun);
        liveLog.append("02:15:00.101 INFO  reading hour-").append(partition).append(".csv\n");
        emit("run", new JsonObject().put("run", liveRun));
        return liveRun;
    }

    /** Moves one step of the live run to a state, and tells the page. */
    void step(String name, String state) {
        JsonObject step = liveSteps.stream()
                .map(JsonObject.class::cast)
                .filter(s -> s.getString("step").equals(name))
                .findFirst()
                .orElseThrow();
        step.put("state", state)
                .put("why", state.equals("RUNNING") ? "attempt 1 runs" : "ran in attempt 1")
                .put("attempts", 1)
                .put("cache", "MISS")
                .put("cacheWhy", "rentals differs from run run-2012-11")
                .put("startedAt", Instant.now().minusMillis(400).toString())
                .put(
                        "finishedAt",
                        state.equals("RUNNING") ? null : Instant.now().toString())
                .put("duration", "PT0.4S")
                .put("tries", new JsonArray().add(FakeData.attempt(1, state, liveRun)));
        JsonObject counts = liveRun.getJsonObject("steps");
        for (String counted : List.of("waiting", "running", "succeeded", "failed")) {
            counts.put(counted, (int) liveSteps.stream()
                    .map(JsonObject.class::cast)
                    .filter(s -> s.getString("state").equalsIgnoreCase(counted))
                    .count());
        }
        liveLog.append("02:15:01.000 INFO  ")
                .append(name)
                .append(' ')
                .append(state)
                .append('\n');
        emit(
                "step",
                new JsonObject()
                        .put("run", liveRun.getString("id"))
                        .put("pipeline", "bike-demand")
                        .put("step", step));
        emit("run", new JsonObject().put("run", liveRun));
    }

    private JsonObject model() {
        return new JsonObject()
                .put("name", "bike-demand")
                .put("pipeline", "bike-demand")
                .put("gate", "better")
                .put("metric", "mae")
                .put("lowerIsBetter", true)
                .put("champion", data.championVersion())
                .put("versions", data.versions.size())
                .put(
                        "promoted",
                        data.versions.stream()
                                .filter(v ->
                                        !((JsonObject) v).getString("state").equals("REJECTED"))
                                .count())
                .put(
                        "rejected",
                        data.versions.stream()
                                .filter(v -> ((JsonObject) v).getString("state").equals("REJECTED"))
                                .count());
    }

    private JsonObject backfill() {
        return new JsonObject()
                .put("id", "backfill-1")
                .put("pipeline", "bike-demand")
                .put("from", "2011-07")
                .put("to", "2011-08")
                .put("mode", "missing")
                .put("state", "RUNNING")
                .put("createdAt", data.now.minus(Duration.ofMinutes(9)).toString())
                .put(
                        "partitions",
                        new JsonObject()
                                .put("total", 2)
                                .put("waiting", 0)
                                .put("running", 0)
                                .put("succeeded", 1)
                                .put("failed", 0)
                                .put("skipped", 1)
                                .put("cancelled", 0));
    }

    private JsonObject decision(int id, String state, String why, String run) {
        return new JsonObject()
                .put("id", id)
                .put("at", data.now.minusSeconds(60).toString())
                .put("state", state)
                .put("why", why)
                .put("partition", "2012-12")
                .put("run", run);
    }

    private static JsonArray partitions() {
        JsonArray months = new JsonArray();
        for (int m = 0; m < 18; m++) {
            months.add(java.time.YearMonth.of(2011, 7).plusMonths(m).toString());
        }
        return months;
    }

    private void remember(RoutingContext c) {
        received.add(new JsonObject()
                .put("path", c.request().path())
                .put("key", c.request().getHeader("Idempotency-Key"))
                .put("body", c.body().asJsonObject()));
    }

    private void withRun(RoutingContext c, java.util.function.Consumer<JsonObject> act) {
        JsonObject run = data.run(c.pathParam("id"));
        if (run == null) {
            problem(
                    c,
                    404,
                    "unknown-run",
                    "There is no run \"" + c.pathParam("id") + "\".",
                    "Runs are listed under /api/v1/runs.");
        } else {
            act.accept(run);
        }
    }

    private static void problem(RoutingContext c, int status, String code, String detail, String remedy) {
        c.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .end(new JsonObject()
                        .put("type", "urn:rondo:problem:" + code)
                        .put("title", code.replace('-', ' '))
                        .put("status", status)
                        .put("code", code)
                        .put("detail", detail)
                        .put("remedy", remedy)
                        .encode());
    }

    @Override
    public void close() {
        server.close().await();
        vertx.close().await();
    }

    /** For work on the page: {@code http://127.0.0.1:8181}, with a run that goes on by itself. */
    public static void main(String[] arguments) {
        FakeServer fake = new FakeServer(new FakeData(Instant.now(), 1000), 8181);
        fake.startLive("2012-12");
        int[] next = {0};
        fake.vertx.setPeriodic(1500, tick -> {
            int at = next[0]++;
            if (at < 2 * FakeData.STEPS.size()) {
                fake.step(FakeData.STEPS.get(at / 2), at % 2 == 0 ? "RUNNING" : "SUCCEEDED");
            }
        });
        System.out.println("http://127.0.0.1:" + fake.port());
    }

    private static JsonObject list(JsonObject only) {
        return new JsonObject().put("items", JsonArray.of(only)).put("next", null);
    }

    private static JsonObject plan() {
        JsonObject took = new JsonObject()
                .put("median", "PT4S")
                .put("shortest", "PT3S")
                .put("longest", "PT9S")
                .put("times", 12);
        return new JsonObject()
                .put("pipeline", "bike-demand")
                .put("nothingRuns", false)
                .put("newCode", false)
                .put("counts", new JsonObject().put("RUN", 1).put("HIT", 1).put("DEPENDS", 1))
                .put("expected", new JsonObject().put("atLeast", "PT4S").put("atMost", "PT6S"))
                .put("models", JsonArray.of("bike-demand"))
                .put("pipelines", new JsonArray())
                .put("warnings", new JsonArray())
                .put(
                        "items",
                        JsonArray.of(new JsonObject()
                                .put("partition", "2012-12")
                                .put("underWay", JsonArray.of("17"))
                                .put(
                                        "steps",
                                        JsonArray.of(
                                                planned("clean", "HIT", "nothing it depends on has changed", null),
                                                planned("train", "RUN", "setting trees 200 -> 300", took),
                                                planned("evaluate", "DEPENDS", "runs if model changes", null)))));
    }

    private static JsonObject planned(String step, String verdict, String why, @Nullable JsonObject expected) {
        return new JsonObject()
                .put("step", step)
                .put("verdict", verdict)
                .put("why", why)
                .put("expected", expected);
    }
}
