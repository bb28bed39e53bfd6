package dev.rondo.ui.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.engine.history.RunView;
import dev.rondo.engine.run.RunId;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every route of docs/reference/rest.md, against a real engine. */
class RestServerTest {
    private static final String API = "/api/v1";

    @TempDir
    static Path home;

    private static ServedEngine rondo;
    private static JsonObject january;
    private static JsonObject february;
    private static JsonObject corrupt;

    @BeforeAll
    static void serve() {
        rondo = new ServedEngine(home).started();
        rondo.data("sales-2011-01.txt", "100");
        january = rondo.run(
                "shop", "{\"partition\": \"2011-01\", \"note\": \"the first\", \"settings\": {\"style\": \"grand\"}}");
        rondo.data("sales-2011-02.txt", "90");
        february = rondo.run("shop", "{\"partition\": \"2011-02\"}");
        rondo.data("sales-2011-03.txt", "many");
        corrupt = rondo.run("shop", "{\"partition\": \"2011-03\"}");
    }

    @AfterAll
    static void close() {
        if (rondo != null) {
            rondo.close();
        }
    }

    @Test
    void a_run_says_what_it_used_why_it_exists_and_which_model_it_made() {
        assertThat(january.getString("state")).isEqualTo("SUCCEEDED");
        assertThat(january.getString("pipeline")).isEqualTo("shop");
        assertThat(january.getString("partition")).isEqualTo("2011-01");
        assertThat(january.getString("note")).isEqualTo("the first");
        assertThat(january.getJsonObject("cause").getString("kind")).isEqualTo("PERSON");
        assertThat(january.getJsonObject("settings"))
                .isEqualTo(new JsonObject().put("shelves", 3).put("style", "grand"));
        assertThat(january.getJsonArray("changed")).isEqualTo(JsonArray.of("style"));
        assertThat(january.getString("duration")).startsWith("PT");
        assertThat(january.getJsonObject("steps").getInteger("total")).isEqualTo(6);
        JsonObject model = january.getJsonArray("models").getJsonObject(0);
        assertThat(model.getString("name")).isEqualTo("shop");
        assertThat(model.getInteger("version")).isEqualTo(1);
        assertThat(model.getString("why")).contains("promoted");
    }

    @Test
    void no_promise_is_broken_by_what_these_tests_do() {
        JsonObject all = rondo.get(API + "/invariants?check=all");
        assertThat(all.getJsonArray("items")).isEmpty();
        assertThat(all.getJsonObject("checked").getInteger("runs")).isGreaterThanOrEqualTo(3);
        assertThat(rondo.get(API + "/invariants").getJsonArray("items")).isEmpty();
        JsonObject one = rondo.get(API + "/invariants?run=" + january.getString("id"));
        assertThat(one.getJsonObject("checked").getInteger("runs")).isEqualTo(1);
        assertThat(rondo.send(rondo.request(API + "/invariants?check=some").GET())
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void prometheus_reads_what_the_server_does_and_holds() {
        HttpResponse<String> answer = rondo.send(rondo.request("/metrics").GET());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain; version=0.0.4");
        assertThat(answer.body())
                .contains("rondo_invariant_violations 0.0")
                .containsPattern("rondo_runs\\{state=\"SUCCEEDED\"\\} [1-9]")
                .containsPattern("rondo_turns_seconds_count [1-9]")
                .containsPattern("rondo_turns_seconds_sum [0-9]")
                .containsPattern("rondo_store_syncs_total [1-9]")
                .containsPattern("rondo_messages_total [1-9]")
                .contains("rondo_mailbox_messages ")
                .contains("rondo_steps_ready ")
                .contains("rondo_attempts_running ")
                .contains("jvm_memory_used_bytes")
                .contains("jvm_threads_live_threads")
                .contains("process_files_open_files");
    }

    @Test
    void a_failed_run_names_the_step_the_file_and_the_line() {
        assertThat(corrupt.getString("state")).isEqualTo("FAILED");
        assertThat(corrupt.getJsonObject("error").getString("step")).isEqualTo("count");
        assertThat(corrupt.getJsonObject("error").getString("message")).contains("line 1, column 1");
        JsonObject step = step(corrupt, "count");
        JsonObject error = step.getJsonObject("error");
        assertThat(error.getString("type")).isEqualTo("java.lang.IllegalArgumentException");
        assertThat(error.getString("file")).isEqualTo("sales.txt");
        assertThat(error.getInteger("line")).isEqualTo(1);
        assertThat(error.getInteger("column")).isEqualTo(1);
        assertThat(error.getString("stack")).contains("Shop.count");
        assertThat(step.getInteger("maxAttempts")).isEqualTo(1);
        assertThat(step(corrupt, "train").getString("state")).isEqualTo("SKIPPED");
    }

    @Test
    void steps_carry_their_cache_metrics_parameters_outputs_and_tries() {
        JsonObject train = step(february, "train");
        assertThat(train.getString("state")).isEqualTo("SUCCEEDED");
        assertThat(train.getString("cache")).isEqualTo("MISS");
        assertThat(train.getString("cacheWhy")).contains("differs from run " + january.getString("id"));
        assertThat(train.getJsonObject("metrics").getDouble("units")).isEqualTo(90);
        assertThat(train.getJsonObject("parameters").getString("shelves")).isEqualTo("3");
        assertThat(train.getJsonArray("outputs").getJsonObject(0).getString("digest"))
                .startsWith("sha256:");
        assertThat(train.getJsonArray("tries").getJsonObject(0).getString("state"))
                .isEqualTo("SUCCEEDED");
        assertThat(step(february, "better").getString("kind")).isEqualTo("GATE");

        JsonObject again = rondo.run("shop", "{\"partition\": \"2011-02\"}");
        assertThat(step(again, "train").getString("cache")).isEqualTo("HIT");
        assertThat(step(again, "train").getString("cacheWhy")).contains("run " + february.getString("id"));
        assertThat(again.getJsonObject("steps").getInteger("cached")).isPositive();
    }

    @Test
    void runs_are_listed_newest_first_and_narrowed_by_filters() {
        JsonArray failed = items("/runs?state=FAILED,CANCELLED&pipeline=shop&partition=2011-03&cause=PERSON");
        assertThat(ids(failed)).containsExactly(corrupt.getString("id"));
        assertThat(items("/runs?pipeline=shop&partition=2011-01&state=FAILED")).isEmpty();
        assertThat(items("/runs?pipeline=shop&limit=2")).hasSize(2);
    }

    @Test
    void pipelines_show_their_newest_runs_and_champions() {
        JsonObject shop = items("/pipelines").stream()
                .map(JsonObject.class::cast)
                .filter(p -> p.getString("name").equals("shop"))
                .findFirst()
                .orElseThrow();
        assertThat(shop.getString("description")).isEqualTo("Forecasts what is sold.");
        assertThat(shop.getBoolean("partitioned")).isTrue();
        assertThat(shop.getJsonObject("lastRun").getString("pipeline")).isEqualTo("shop");
        assertThat(shop.getString("state"))
                .isEqualTo(shop.getJsonObject("lastRun").getString("state"));
        JsonObject oldest = shop.getJsonArray("recent").getJsonObject(0);
        assertThat(oldest.getString("id")).isEqualTo(january.getString("id"));
        assertThat(shop.getInteger("triggers")).isEqualTo(1);
        assertThat(shop.getJsonArray("models").getJsonObject(0).getString("metric"))
                .isEqualTo("error");
    }

    @Test
    void a_pipeline_shows_settings_partitions_steps_sources_and_triggers() {
        JsonObject shop = rondo.get(API + "/pipelines/shop");
        JsonObject shelves = shop.getJsonArray("settings").getJsonObject(0);
        assertThat(shelves.getString("type")).isEqualTo("int");
        assertThat(shelves.getDouble("max")).isEqualTo(9);
        assertThat(shelves.getString("default")).isEqualTo("3");
        assertThat(shelves.getString("unit")).isEqualTo("shelves");
        JsonObject partitions = shop.getJsonObject("partitions");
        assertThat(partitions.getString("kind")).isEqualTo("months");
        assertThat(partitions.getString("first")).isEqualTo("2011-01");
        assertThat(partitions.getInteger("count")).isGreaterThan(100);
        assertThat(partitions.getJsonArray("suggestions")).isEqualTo(JsonArray.of("2011-03", "2011-02", "2011-01"));
        JsonObject count = shop.getJsonArray("steps").getJsonObject(0);
        assertThat(count.getString("step")).isEqualTo("count");
        assertThat(count.getJsonArray("inputs")).isEqualTo(JsonArray.of("sales"));
        assertThat(shop.getJsonArray("sources").getJsonObject(0).getString("pattern"))
                .isEqualTo("sales-{partition}.txt");
        JsonObject trigger = shop.getJsonArray("triggers").getJsonObject(0);
        assertThat(trigger.getString("kind")).isEqualTo("SCHEDULE");
        assertThat(trigger.getString("what")).isEqualTo("cron 0 5 1 1 * in America/New_York");
        assertThat(shop.getString("nextDue"))
                .isEqualTo(trigger.getString("nextDue"))
                .endsWith("-01-01T10:00:00Z");
        assertThat(rondo.get(API + "/pipelines/waiter").getJsonObject("partitions"))
                .isNull();
    }

    @Test
    void triggers_are_listed_with_their_decisions() {
        rondo.data("stock.txt", "12");
        JsonObject trigger = items("/triggers?pipeline=watcher").getJsonObject(0);
        assertThat(trigger.getString("id")).startsWith("watcher:");
        assertThat(trigger.getString("kind")).isEqualTo("DATA");
        JsonArray decisions = Awaitility.await()
                .atMost(ServedEngine.PATIENCE)
                .until(() -> items("/triggers/" + trigger.getString("id") + "/decisions"), list -> !list.isEmpty());
        JsonObject decision = decisions.getJsonObject(0);
        assertThat(decision.getString("state")).isEqualTo("FIRED");
        assertThat(decision.getString("why")).isNotBlank();
        JsonObject run = rondo.ended(decision.getString("run"));
        assertThat(run.getJsonObject("cause").getString("kind")).isEqualTo("DATA");
        assertThat(items("/triggers?pipeline=watcher").getJsonObject(0).getJsonObject("lastDecision"))
                .isEqualTo(decision);
    }

    @Test
    void the_graph_is_served_as_json_picture_and_text() {
        JsonObject graph = rondo.get(API + "/pipelines/shop/graph");
        assertThat(graph.getJsonArray("nodes").stream().map(n -> ((JsonObject) n).getString("id")))
                .contains("sales", "count", "train", "better");
        HttpResponse<String> svg =
                rondo.send(rondo.request(API + "/pipelines/shop/graph?format=svg&look=embedded&direction=down")
                        .GET());
        assertThat(svg.headers().firstValue("Content-Type")).contains("image/svg+xml");
        assertThat(svg.body()).startsWith("<svg").contains("data-step=\"train\"");
        assertThat(text("/pipelines/shop/graph?format=mermaid")).startsWith("flowchart");
        assertThat(text("/pipelines/shop/graph?format=dot")).startsWith("digraph");
    }

    @Test
    void metrics_over_partitions_begin_with_what_the_gate_compares() {
        JsonObject error = items("/pipelines/shop/metrics").getJsonObject(0);
        assertThat(error.getString("metric")).isEqualTo("error");
        assertThat(error.getJsonArray("partitions")).isEqualTo(JsonArray.of("2011-01", "2011-02"));
        JsonObject first = error.getJsonArray("series").getJsonObject(0);
        assertThat(first.getString("step")).isEqualTo("evaluate");
        assertThat(first.getString("label")).isEqualTo("forecast by Rondo");
        assertThat(first.getJsonArray("values")).isEqualTo(JsonArray.of(3.0, 3.0));
        assertThat(first.getDouble("mean")).isEqualTo(3);
    }

    @Test
    void models_show_their_champion_and_every_version_with_its_scores() {
        JsonObject model = rondo.get(API + "/models/shop");
        assertThat(model.getString("pipeline")).isEqualTo("shop");
        assertThat(model.getString("gate")).isEqualTo("better");
        assertThat(model.getBoolean("lowerIsBetter")).isTrue();
        assertThat(model.getInteger("versions")).isEqualTo(2);
        assertThat(model.getInteger("promoted") + model.getInteger("rejected")).isEqualTo(2);
        assertThat(model.getJsonObject("champion").getString("state")).isEqualTo("CHAMPION");
        assertThat(items("/models").getJsonObject(0)).isEqualTo(model);

        JsonObject page = rondo.get(API + "/models/shop/versions?limit=1");
        JsonObject newest = page.getJsonArray("items").getJsonObject(0);
        assertThat(newest.getInteger("version")).isEqualTo(2);
        assertThat(newest.getDouble("challenger")).isEqualTo(3);
        assertThat(newest.getDouble("baseline")).isEqualTo(90);
        assertThat(newest.getString("run")).isEqualTo(february.getString("id"));
        JsonArray rest = items("/models/shop/versions?limit=1&cursor=" + page.getString("next"));
        assertThat(rest.getJsonObject(0).getInteger("version")).isEqualTo(1);
        assertThat(rest.getJsonObject(0).getDouble("champion")).isNull();
        assertThat(rondo.get(API + "/models/shop/versions/2")).isEqualTo(newest);
    }

    @Test
    void a_log_is_read_from_any_place_and_as_text() {
        String path = API + "/runs/" + february.getString("id") + "/steps/train/attempts/1/log";
        JsonObject all = rondo.get(path);
        assertThat(all.getString("text")).contains("Trained on 90 units, ä for good measure.");
        assertThat(all.getBoolean("complete")).isTrue();
        assertThat(all.getLong("next")).isEqualTo(all.getLong("sizeBytes"));
        String before = all.getString("text").substring(0, all.getString("text").indexOf('ä'));
        int inTheMiddle = before.getBytes(StandardCharsets.UTF_8).length + 1;
        JsonObject rest = rondo.get(path + "?offset=" + inTheMiddle);
        assertThat(rest.getString("text")).startsWith(" for good measure.\n");
        assertThat(rest.getInteger("offset")).isEqualTo(inTheMiddle + 1);
        JsonObject tail = rondo.get(path + "?offset=" + (inTheMiddle - all.getInteger("sizeBytes")));
        assertThat(tail).isEqualTo(rest);
        assertThat(rondo.get(path + "?offset=" + all.getLong("next")).getString("text"))
                .isEmpty();
        HttpResponse<String> text =
                rondo.send(rondo.request(path).header("Accept", "text/plain").GET());
        assertThat(text.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
        assertThat(text.body()).isEqualTo(all.getString("text"));
    }

    @Test
    void a_running_run_is_cancelled_once_and_asking_again_is_no_error() {
        HttpResponse<String> started = rondo.post(API + "/pipelines/waiter/runs", "");
        assertThat(started.statusCode()).isEqualTo(201);
        String id = new JsonObject(started.body()).getString("id");
        assertThat(started.headers().firstValue("Location")).contains(API + "/runs/" + id);
        assertThat(rondo.post(API + "/runs/" + id + "/cancel", "{}").statusCode())
                .isEqualTo(202);
        JsonObject ended = rondo.ended(id);
        assertThat(ended.getString("state")).isEqualTo("CANCELLED");
        assertThat(ended.getString("why")).contains("a person");
        assertThat(rondo.post(API + "/runs/" + id + "/cancel", "{}").statusCode())
                .isEqualTo(202);
    }

    @Test
    void a_failed_run_is_retried_as_a_new_run_that_says_what_it_repeats() {
        String id = corrupt.getString("id");
        HttpResponse<String> answer = rondo.post(API + "/runs/" + id + "/retry", "{}");
        assertThat(answer.statusCode()).isEqualTo(201);
        JsonObject again = rondo.ended(new JsonObject(answer.body()).getString("id"));
        assertThat(again.getJsonObject("repeats"))
                .isEqualTo(new JsonObject()
                        .put("run", id)
                        .put("from", "failed")
                        .put("step", null)
                        .put("code", "pinned"));
        assertThat(again.getString("state")).isEqualTo("FAILED");
        assertThat(january.getValue("repeats")).isNull();
        HttpResponse<String> refused =
                rondo.post(API + "/runs/" + january.getString("id") + "/retry", "{\"from\": \"failed\"}");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("cannot-repeat").contains("has no step that failed");
        assertThat(rondo.post(API + "/runs/" + id + "/retry", "{\"from\": \"step\"}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void a_run_under_way_says_what_it_waits_for_and_one_that_has_ended_says_how() {
        JsonObject ended = rondo.get(API + "/runs/" + corrupt.getString("id") + "/why");
        assertThat(ended.getString("state")).isEqualTo("FAILED");
        assertThat(ended.getString("why")).contains("line 1, column 1");
        assertThat(ended.getJsonArray("reasons")).isEmpty();
        String id =
                new JsonObject(rondo.post(API + "/pipelines/waiter/runs", "{}").body()).getString("id");
        JsonArray reasons = rondo.get(API + "/runs/" + id + "/why").getJsonArray("reasons");
        assertThat(reasons).isNotEmpty();
        assertThat(reasons.getJsonObject(0).getString("why")).isNotBlank();
        rondo.post(API + "/runs/" + id + "/cancel", "");
        rondo.ended(id);
    }

    @Test
    void a_run_that_ends_while_it_is_asked_about_is_told_as_ended() {
        String id =
                new JsonObject(rondo.post(API + "/pipelines/waiter/runs", "{}").body()).getString("id");
        RunId run = new RunId(Long.parseLong(id));
        RunView before = rondo.engine.history().run(run).orElseThrow();
        rondo.post(API + "/runs/" + id + "/cancel", "");
        rondo.ended(id);
        Deque<RunView> reads =
                new ArrayDeque<>(List.of(before, rondo.engine.history().run(run).orElseThrow()));
        Call call = new Call(
                Map.of(), MultiMap.caseInsensitiveMultiMap(), MultiMap.caseInsensitiveMultiMap(), Buffer.buffer());
        JsonObject why = new WhyRoute(asked -> reads.remove(), rondo.engine::why)
                .answer(call)
                .body()
                .toJsonObject();
        assertThat(before.state().terminal()).isFalse();
        assertThat(why.getString("state")).isEqualTo("CANCELLED");
        assertThat(why.getString("why")).contains("a person");
        assertThat(why.getJsonArray("reasons")).isEmpty();
    }

    @Test
    void a_backfill_is_planned_started_and_shown() {
        String body =
                "{\"pipeline\": \"shop\", \"from\": \"2011-01\", \"to\": \"2011-02\", \"mode\": \"%s\", \"dryRun\": %s}";
        JsonObject plan = new JsonObject(
                rondo.post(API + "/backfills", body.formatted("missing", true)).body());
        assertThat(plan.getInteger("runs")).isZero();
        assertThat(plan.getJsonArray("items").getJsonObject(0).getString("action"))
                .isEqualTo("SKIP");

        String[] key = {"Idempotency-Key", "backfill-1"};
        HttpResponse<String> started = rondo.post(API + "/backfills", body.formatted("all", false), key);
        assertThat(started.statusCode()).isEqualTo(201);
        String id = new JsonObject(started.body()).getString("id");
        HttpResponse<String> again = rondo.post(API + "/backfills", body.formatted("all", false), key);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(again.body()).getString("id")).isEqualTo(id);
        assertThat(rondo.post(API + "/backfills", body.formatted("failed", false), key)
                        .statusCode())
                .isEqualTo(409);

        JsonObject done = Awaitility.await()
                .atMost(ServedEngine.PATIENCE)
                .until(
                        () -> rondo.get(API + "/backfills/" + id),
                        b -> b.getString("state").equals("SUCCEEDED"));
        assertThat(done.getJsonObject("partitions").getInteger("succeeded")).isEqualTo(2);
        assertThat(done.getJsonArray("items")).hasSize(2);
        assertThat(items("/backfills?pipeline=shop").getJsonObject(0).getString("id"))
                .isEqualTo(id);
        JsonArray runs = items("/runs?backfill=" + id);
        assertThat(runs).hasSize(2);
        assertThat(runs.getJsonObject(0).getString("backfill")).isEqualTo(id);
    }

    @Test
    void the_same_key_and_body_start_one_run_and_another_body_is_refused() {
        String path = API + "/pipelines/shop/runs";
        String body = "{\"partition\": \"2011-03\", \"settings\": {\"style\": \"grand\"}, \"note\": \"n\"}";
        HttpResponse<String> first = rondo.post(path, body, "Idempotency-Key", "k1");
        HttpResponse<String> second = rondo.post(path, body, "Idempotency-Key", "k1");
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(second.body()).getString("id"))
                .isEqualTo(new JsonObject(first.body()).getString("id"));
        for (String other : List.of(
                body.replace("grand", "poor"), body.replace("-03", "-02"), body.replace("\"n\"", "\"m\""), "{}")) {
            HttpResponse<String> refused = rondo.post(path, other, "Idempotency-Key", "k1");
            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(refused.body()).contains("idempotency-key-reused");
        }
    }

    @Test
    void a_retry_with_the_same_key_is_the_same_run_unless_its_body_is_another() {
        String path = API + "/runs/" + corrupt.getString("id") + "/retry";
        HttpResponse<String> first = rondo.post(path, "{\"note\": \"one\"}", "Idempotency-Key", "r1");
        HttpResponse<String> second = rondo.post(path, "{\"note\": \"one\"}", "Idempotency-Key", "r1");
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(second.body()).getString("id"))
                .isEqualTo(new JsonObject(first.body()).getString("id"));
        for (String other : List.of("{\"note\": \"two\"}", "{}", "{\"note\": \"one\", \"code\": \"newest\"}")) {
            HttpResponse<String> refused = rondo.post(path, other, "Idempotency-Key", "r1");
            assertThat(refused.statusCode()).as(other).isEqualTo(409);
            assertThat(refused.body()).contains("idempotency-key-reused");
        }
        rondo.ended(new JsonObject(first.body()).getString("id"));
    }

    @Test
    void without_a_partition_the_newest_with_data_runs() {
        HttpResponse<String> started = rondo.post(API + "/pipelines/shop/runs", "{}");
        assertThat(new JsonObject(started.body()).getString("partition")).isEqualTo("2011-03");
    }

    @Test
    void a_thousand_runs_are_read_page_by_page_and_none_twice() {
        for (int i = 0; i < 1000; i++) {
            rondo.post(API + "/pipelines/nothing/runs", "{}");
        }
        Set<Long> seen = new TreeSet<>();
        int pages = 0;
        String next = "";
        while (next != null) {
            JsonObject page =
                    rondo.get(API + "/runs?pipeline=nothing&limit=100" + (next.isEmpty() ? "" : "&cursor=" + next));
            page.getJsonArray("items")
                    .forEach(run -> assertThat(seen.add(Long.valueOf(((JsonObject) run).getString("id"))))
                            .isTrue());
            next = page.getString("next");
            pages++;
        }
        assertThat(seen).hasSize(1000);
        assertThat(pages).isEqualTo(10);
    }

    @Test
    void health_and_the_page_are_served_and_the_root_names_the_program() {
        assertThat(rondo.get("/health/live").getString("state")).isEqualTo("UP");
        assertThat(rondo.get("/health/ready").getString("state")).isEqualTo("UP");
        assertThat(rondo.get(API + "/health/live").getString("state")).isEqualTo("UP");
        assertThat(rondo.get(API + "/health/ready").getJsonArray("checks")).isNotEmpty();
        assertThat(rondo.get(API + "/").getString("name")).isEqualTo("rondo");
        assertThat(rondo.send(rondo.request("/").GET()).body()).contains("<html");
    }

    private static JsonObject step(JsonObject run, String name) {
        return items("/runs/" + run.getString("id") + "/steps").stream()
                .map(JsonObject.class::cast)
                .filter(step -> step.getString("step").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> ids(JsonArray items) {
        return items.stream().map(item -> ((JsonObject) item).getString("id")).toList();
    }

    private static String text(String path) {
        HttpResponse<String> answer = rondo.send(rondo.request(API + path).GET());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private static JsonArray items(String path) {
        return rondo.get(API + path).getJsonArray("items");
    }
}
