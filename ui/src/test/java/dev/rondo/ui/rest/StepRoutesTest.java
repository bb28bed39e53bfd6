package dev.rondo.ui.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.pipeline.Dataset;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.PipelineBuilder;
import dev.rondo.step.StepContext;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepRoutesTest {
    private static final String API = "/api/v1";

    /** Squares numbers, of which one is refused. */
    static final class Squares implements Pipeline<Pipeline.NoSettings> {
        @Override
        public void define(PipelineBuilder<NoSettings> p) {
            Dataset<List<Integer>> numbers = p.step("numbers").run(Squares::numbers);
            p.output(p.step("square").forEach(numbers).run(Squares::square));
        }

        static List<Integer> numbers() {
            return IntStream.range(0, 120).boxed().toList();
        }

        static int square(StepContext<NoSettings> context, Integer number) {
            if (number == 17) {
                context.log("17 is not liked here");
                throw new IllegalArgumentException("not 17");
            }
            return number * number;
        }
    }

    /** Publishes what somebody has approved. */
    static final class Release implements Pipeline<Pipeline.NoSettings> {
        @Override
        public void define(PipelineBuilder<NoSettings> p) {
            Dataset<Integer> model = p.step("train").run(Release::train);
            p.output(p.approval("sign-off").by("owner").asking("Good enough?").of(model));
        }

        static int train() {
            return 1;
        }
    }

    /** Whose items wait until they are let go, as does what cleans up after them. */
    static final class Waits implements Pipeline<Pipeline.NoSettings> {
        static final CountDownLatch ITEMS = new CountDownLatch(1);
        static final CountDownLatch CLEAN_UP = new CountDownLatch(1);

        @Override
        public void define(PipelineBuilder<NoSettings> p) {
            Dataset<List<Integer>> numbers = p.step("list").run(Waits::list);
            p.output(p.step("each").forEach(numbers).run(Waits::each));
            p.step("tidy").always(Duration.ofMinutes(1)).run(Waits::tidy);
        }

        static List<Integer> list() {
            return List.of(1, 2, 3);
        }

        static int each(Integer number) throws InterruptedException {
            ITEMS.await();
            return number;
        }

        static int tidy() throws InterruptedException {
            CLEAN_UP.await();
            return 0;
        }
    }

    @TempDir
    Path home;

    private ServedEngine rondo;

    @BeforeEach
    void serve() {
        rondo = new ServedEngine(home, HttpSettings.local(0), new Squares(), new Release(), new Waits()).started();
    }

    @AfterEach
    void close() {
        rondo.close();
    }

    private JsonObject step(String run, String name) {
        return rondo.get(API + "/runs/" + run + "/steps").getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .filter(step -> step.getString("step").equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_fan_out_counts_its_items_and_lists_them_by_state_page_by_page_with_their_logs() {
        String run = rondo.run("squares", "{}").getString("id");
        JsonObject square = step(run, "square");
        assertThat(square.getString("kind")).isEqualTo("FOR_EACH");
        assertThat(square.getJsonObject("items"))
                .isEqualTo(new JsonObject()
                        .put("total", 120)
                        .put("notBegun", 0)
                        .put("succeeded", 119)
                        .put("failed", 1));
        assertThat(square.getString("why")).startsWith("1 of 120 items failed: item 17 (");
        String items = API + "/runs/" + run + "/steps/square/items";
        JsonArray failed = rondo.get(items + "?state=FAILED").getJsonArray("items");
        assertThat(failed).hasSize(1);
        assertThat(failed.getJsonObject(0).getInteger("item")).isEqualTo(17);
        assertThat(failed.getJsonObject(0)
                        .getJsonArray("failures")
                        .getJsonObject(0)
                        .getJsonObject("error")
                        .getString("message"))
                .contains("not 17");
        JsonObject page = rondo.get(items + "?limit=100");
        assertThat(page.getJsonArray("items")).hasSize(100);
        JsonObject rest = rondo.get(items + "?limit=100&cursor=" + page.getString("next"));
        assertThat(rest.getJsonArray("items")).hasSize(20);
        assertThat(rest.getString("next")).isNull();
        JsonObject log = rondo.get(items + "/17/attempts/1/log");
        assertThat(log.getString("text")).contains("17 is not liked here").contains("FAILED");
        assertThat(log.getBoolean("complete")).isTrue();
        assertThat(rondo.get(items + "/18/attempts/1/log").getString("text")).isEmpty();
        assertThat(rondo.send(rondo.request(items + "/999/attempts/1/log").GET())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_run_says_that_its_items_are_worked_on_and_that_it_cleans_up() {
        String run =
                new JsonObject(rondo.post(API + "/pipelines/waits/runs", "{}").body()).getString("id");
        awaitWhy(run, "step each: works on its 3 items");
        Waits.ITEMS.countDown();
        awaitWhy(run, "step tidy: attempt 1 runs");
        Waits.CLEAN_UP.countDown();
        assertThat(rondo.ended(run).getString("state")).isEqualTo("SUCCEEDED");
    }

    private void awaitWhy(String run, String why) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(rondo.get(API + "/runs/" + run).getString("why"))
                        .isEqualTo(why));
    }

    @Test
    void a_person_approves_under_a_name_and_a_role_and_only_once() {
        String run =
                new JsonObject(rondo.post(API + "/pipelines/release/runs", "{}").body()).getString("id");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> step(run, "sign-off").getString("state").equals("AWAITING_APPROVAL"));
        assertThat(rondo.get(API + "/runs/" + run).getString("why"))
                .isEqualTo("step sign-off: waits for approval by owner: Good enough?");
        JsonObject asked = step(run, "sign-off").getJsonObject("approval");
        assertThat(asked.getJsonArray("of")).containsExactly("release.train");
        assertThat(asked.getValue("until")).isNull();
        String path = API + "/runs/" + run + "/steps/sign-off";
        assertThat(rondo.post(path + "/approve", "{\"by\": \"ada\", \"role\": \"guest\"}")
                        .statusCode())
                .isEqualTo(409);
        assertThat(rondo.post(path + "/reject", "{\"by\": \"ada\", \"role\": \"owner\"}")
                        .statusCode())
                .as("a rejection needs a reason")
                .isEqualTo(400);
        HttpResponse<String> approved =
                rondo.post(path + "/approve", "{\"by\": \"ada\", \"role\": \"owner\", \"reason\": \"ok\"}");
        assertThat(approved.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(approved.body())
                        .getJsonObject("approval")
                        .getJsonObject("answer")
                        .getString("by"))
                .isEqualTo("ada");
        assertThat(rondo.ended(run).getString("state")).isEqualTo("SUCCEEDED");
        HttpResponse<String> late = rondo.post(path + "/approve", "{\"by\": \"bob\", \"role\": \"owner\"}");
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(new JsonObject(late.body()).getString("code")).isEqualTo("not-awaiting-approval");
        assertThat(new JsonObject(late.body()).getString("remedy"))
                .isEqualTo("Nothing was changed: the step is SUCCEEDED, approved by ada (owner): ok.");
    }
}
