package dev.rondo.ui.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Canned answers in the shapes of docs/reference/rest.md: two years of bike demand, with its troubles. */
final class FakeData {
    static final List<String> STEPS = List.of(
            "clean",
            "check",
            "train",
            "train-all-history",
            "evaluate",
            "evaluate-all",
            "evaluate-frozen",
            "naive",
            "better");
    private static final String CORRUPT =
            "hour-2012-03.csv, line 14, column 5: \"x7\" is not a number (column hr, a whole "
                    + "number). The file stays as it is; put a corrected one in its place and a new run starts.";

    private final SplittableRandom random = new SplittableRandom(42);
    final Instant now;
    final List<JsonObject> runs = new ArrayList<>();
    final JsonArray versions = new JsonArray();
    final JsonArray mae = new JsonArray();

    /** @param older how many further runs lie in the past, to see how the page bears them */
    FakeData(Instant now, int older) {
        this.now = now;
        for (int i = 0; i < older; i++) {
            runs.add(run(
                    "old-" + i,
                    "bike-demand-lightgbm",
                    "2011-" + String.format("%02d", 1 + i % 12),
                    i % 17 == 3 ? "CANCELLED" : "SUCCEEDED",
                    now.minus(Duration.ofHours(30).plus(Duration.ofMinutes(older - i)))));
        }
        int version = 0;
        double champion = 0;
        YearMonth first = YearMonth.of(2011, 7);
        for (int m = 0; m < 18; m++) {
            String partition = first.plusMonths(m).toString();
            boolean corrupt = partition.equals("2012-03");
            Instant at = now.minus(Duration.ofMinutes(4L * (18 - m)));
            JsonObject run = run("run-" + partition, "bike-demand", partition, corrupt ? "FAILED" : "SUCCEEDED", at);
            runs.add(run);
            if (!corrupt) {
                version++;
                double score = 38 + random.nextDouble(12);
                boolean promoted = version == 1 || score < champion + 2;
                versions.add(new JsonObject()
                        .put("version", version)
                        .put("state", promoted ? "RETIRED" : "REJECTED")
                        .put("partition", partition)
                        .put("run", "run-" + partition)
                        .put("createdAt", at.toString())
                        .put("decidedAt", at.plusSeconds(3).toString())
                        .put("metric", "mae")
                        .put("lowerIsBetter", true)
                        .put("challenger", score)
                        .put("champion", version == 1 ? null : champion + 2)
                        .put("baseline", score + 8 + random.nextDouble(3))
                        .put(
                                "why",
                                promoted
                                        ? "better than the champion and the baseline on the same month"
                                        : "worse than the champion on the same month, so the champion stays")
                        .put("digest", "sha256:4f1e")
                        .put("sizeBytes", 812_345));
                champion = promoted ? score : champion;
            }
        }
        for (int i = versions.size() - 1; i >= 0; i--) {
            if (versions.getJsonObject(i).getString("state").equals("RETIRED")) {
                versions.getJsonObject(i).put("state", "CHAMPION");
                break;
            }
        }
        series("evaluate", "retrained by Rondo", 42, 0);
        series("evaluate-all", "all history", 52, 0.7);
        series("evaluate-frozen", "never retrained", 62, 1.6);
        series("naive", "baseline: same hour, last month", 50, 0);
    }

    private void series(String step, String label, double level, double growth) {
        JsonArray values = new JsonArray();
        JsonArray ids = new JsonArray();
        double sum = 0;
        for (int m = 0; m < 18; m++) {
            boolean missing = m == 8;
            double value = level + growth * m + random.nextDouble(-8, 8);
            values.add(missing ? null : value);
            ids.add(missing ? null : "run-" + YearMonth.of(2011, 7).plusMonths(m));
            sum += missing ? 0 : value;
        }
        mae.add(new JsonObject()
                .put("step", step)
                .put("label", label)
                .put("mean", sum / 17)
                .put("values", values)
                .put("runs", ids));
    }

    static JsonObject run(String id, String pipeline, String partition, String state, Instant at) {
        boolean failed = state.equals("FAILED");
        boolean running = state.equals("RUNNING");
        return new JsonObject()
                .put("id", id)
                .put("pipeline", pipeline)
                .put("partition", partition)
                .put("state", state)
                .put(
                        "cause",
                        new JsonObject()
                                .put("kind", "DATA")
                                .put("detail", "rentals " + partition + " has a new version"))
                .put("note", "")
                .put("backfill", null)
                .put("createdAt", at.toString())
                .put("startedAt", at.toString())
                .put(
                        "finishedAt",
                        running ? null : at.plusMillis(failed ? 212 : 3120).toString())
                .put("duration", failed ? "PT0.212S" : "PT3.12S")
                .put(
                        "steps",
                        new JsonObject()
                                .put("total", 9)
                                .put("waiting", running ? 9 : 0)
                                .put("running", 0)
                                .put("succeeded", failed || running ? 0 : 9)
                                .put("failed", failed ? 1 : 0)
                                .put("skipped", failed ? 8 : 0)
                                .put("cancelled", 0)
                                .put("cached", failed || running ? 0 : 3))
                .put("error", failed ? new JsonObject().put("step", "clean").put("message", CORRUPT) : null);
    }

    JsonObject run(String id) {
        return runs.stream()
                .filter(run -> run.getString("id").equals(id))
                .findFirst()
                .orElse(null);
    }

    JsonArray steps(JsonObject run) {
        JsonArray steps = new JsonArray();
        boolean failed = run.getString("state").equals("FAILED");
        boolean running = run.getString("state").equals("RUNNING");
        for (String name : STEPS) {
            boolean cached = !failed
                    && !running
                    && (name.equals("evaluate-frozen") || name.equals("naive") || name.equals("check"));
            JsonObject step = new JsonObject()
                    .put("step", name)
                    .put("kind", name.equals("better") ? "GATE" : "STEP")
                    .put(
                            "state",
                            running ? "WAITING" : failed ? name.equals("clean") ? "FAILED" : "SKIPPED" : "SUCCEEDED")
                    .put(
                            "why",
                            running
                                    ? "waits for the steps before it"
                                    : failed
                                            ? name.equals("clean")
                                                    ? "attempt 2 failed, and no other is allowed"
                                                    : "clean failed"
                                            : cached ? "taken from the cache" : "ran in attempt 1")
                    .put("attempts", failed ? name.equals("clean") ? 2 : 0 : running || cached ? 0 : 1)
                    .put("maxAttempts", name.equals("better") ? 1 : name.equals("clean") ? 2 : 3)
                    .put(
                            "cache",
                            running
                                    ? "NONE"
                                    : failed ? name.equals("clean") ? "MISS" : "NONE" : cached ? "HIT" : "MISS")
                    .put(
                            "cacheWhy",
                            cached
                                    ? "same code, inputs and settings as run run-2012-11"
                                    : failed || running ? "" : "rentals (2012-12) differs from run run-2012-11")
                    .put(
                            "startedAt",
                            cached || running || (failed && !name.equals("clean")) ? null : run.getString("startedAt"))
                    .put(
                            "finishedAt",
                            cached || running || (failed && !name.equals("clean")) ? null : run.getString("finishedAt"))
                    .put("duration", cached || running ? null : "PT0.41S")
                    .put("retryAt", null)
                    .put(
                            "metrics",
                            name.startsWith("evaluate") && !failed && !running
                                    ? new JsonObject().put("mae", 41.937).put("rows", 744)
                                    : new JsonObject())
                    .put(
                            "parameters",
                            name.startsWith("train") && !failed ? new JsonObject().put("rows", 4344) : new JsonObject())
                    .put(
                            "outputs",
                            failed || running
                                    ? new JsonArray()
                                    : new JsonArray()
                                            .add(new JsonObject()
                                                    .put("name", "value")
                                                    .put("dataset", name)
                                                    .put("digest", "sha256:4f1e9b2c77aa81de")
                                                    .put("sizeBytes", 81_234)))
                    .put("error", null)
                    .put("tries", new JsonArray());
            if (failed && name.equals("clean")) {
                JsonObject error = new JsonObject()
                        .put("message", CORRUPT)
                        .put("type", "dev.rondo.table.MalformedTable")
                        .put("file", "hour-2012-03.csv")
                        .put("line", 14)
                        .put("column", 5)
                        .put(
                                "stack",
                                "dev.rondo.table.MalformedTable: hour-2012-03.csv, line 14\n\tat dev.rondo.table.Read.row(Read.java:88)\n\tat dev.rondo.bikedemand.Clean.rows(Clean.java:31)\n");
                step.put("error", error);
                for (int n = 1; n <= 2; n++) {
                    step.getJsonArray("tries").add(attempt(n, "FAILED", run).put("error", error));
                }
            } else if (step.getInteger("attempts") > 0) {
                step.getJsonArray("tries").add(attempt(1, "SUCCEEDED", run));
            }
            steps.add(step);
        }
        return steps;
    }

    static JsonObject attempt(int n, String state, JsonObject run) {
        return new JsonObject()
                .put("attempt", n)
                .put("state", state)
                .put("startedAt", run.getString("startedAt"))
                .put("finishedAt", run.getString("finishedAt"))
                .put("duration", "PT0.106S")
                .put("error", null);
    }

    JsonObject pipelines() {
        JsonArray recent = new JsonArray();
        List<JsonObject> demand = runs.stream()
                .filter(run -> run.getString("pipeline").equals("bike-demand"))
                .toList();
        demand.subList(Math.max(0, demand.size() - 20), demand.size())
                .forEach(run -> recent.add(new JsonObject()
                        .put("id", run.getString("id"))
                        .put("partition", run.getString("partition"))
                        .put("state", run.getString("state"))));
        JsonObject last = demand.get(demand.size() - 1);
        JsonObject champion = championVersion();
        return new JsonObject()
                .put("next", null)
                .put(
                        "items",
                        new JsonArray()
                                .add(pipeline(
                                                "bike-demand",
                                                "Predicts hourly bike rentals of the coming month from weather and calendar.")
                                        .put("state", last.getString("state"))
                                        .put("lastRun", last)
                                        .put("recent", recent)
                                        .put(
                                                "nextDue",
                                                now.plus(Duration.ofHours(31)).toString())
                                        .put(
                                                "models",
                                                new JsonArray()
                                                        .add(new JsonObject()
                                                                .put("name", "bike-demand")
                                                                .put("version", champion.getInteger("version"))
                                                                .put("metric", "mae")
                                                                .put("value", champion.getDouble("challenger")))))
                                .add(pipeline(
                                                "bike-demand-lightgbm",
                                                "The same with LightGBM; needs libgomp on the machine.")
                                        .put("state", null)
                                        .put("lastRun", null)
                                        .put("recent", new JsonArray())
                                        .put("nextDue", null)
                                        .put("models", new JsonArray())));
    }

    private static JsonObject pipeline(String name, String description) {
        return new JsonObject()
                .put("name", name)
                .put("description", description)
                .put("owner", "mobility")
                .put("partitioned", true)
                .put("activeRuns", 0)
                .put("triggers", 1);
    }

    JsonObject championVersion() {
        return versions.stream()
                .map(JsonObject.class::cast)
                .filter(v -> v.getString("state").equals("CHAMPION"))
                .findFirst()
                .orElseThrow();
    }
}
