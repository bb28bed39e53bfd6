package dev.rondo.ui.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebPageInBrowserTest {
    private static Browser browser;
    private FakeServer server;
    private Page page;

    @BeforeAll
    static void openBrowser() {
        browser = Browser.open();
    }

    @AfterAll
    static void closeBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void startServer() {
        browser.complaints().clear();
        server = new FakeServer(new FakeData(Instant.now(), 1000), 0);
        page = browser.page(server.port(), 1280, ColorScheme.LIGHT);
    }

    @AfterEach
    void stopServer() {
        page.context().close();
        server.close();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void the_overview_shows_pipelines_and_recent_runs_and_a_new_run_appears_by_itself() {
        visit("/");
        assertThat(page.locator("tr[data-pipeline=bike-demand]")).containsText("Predicts hourly bike rentals");
        assertThat(page.locator("tr[data-pipeline=bike-demand-lightgbm]")).containsText("no runs yet");
        assertThat(page.locator("tr[data-run=run-2012-03]")).containsText("line 14, column 5");
        awaitStream();

        server.startLive("2012-12");

        assertThat(page.locator("tr[data-run='live-2012-12']")).containsText("running");
        Browser.shoot(page, "overview");
    }

    @Test
    void a_run_colours_its_graph_and_steps_as_they_happen_and_follows_the_log() {
        server.startLive("2012-12");
        visit("/runs/live-2012-12?step=clean");
        Locator node = page.locator("[data-step=clean]");
        assertThat(node).hasAttribute("data-state", "WAITING");
        awaitStream();

        server.step("clean", "RUNNING");

        assertThat(node).hasAttribute("data-state", "RUNNING");
        assertThat(page.locator("tr[data-row=clean]")).containsText("running");
        assertThat(page.locator(".log pre")).containsText("clean RUNNING");
        server.step("clean", "SUCCEEDED");
        server.step("train", "RUNNING");
        assertThat(page.locator(".log pre")).containsText("train RUNNING");
        assertThat(page.locator("[data-step=train]")).hasAttribute("data-state", "RUNNING");
        Browser.shoot(page, "run-live");
    }

    @Test
    void a_failed_run_says_first_what_failed_and_where() {
        visit("/runs/run-2012-03");
        Locator problem = page.getByRole(AriaRole.ALERT);
        assertThat(problem).containsText("Step clean failed after 2 attempts");
        assertThat(problem.locator("code.place")).hasText("hour-2012-03.csv:14:5");
        Browser.shoot(page, "run-failed");

        problem.getByRole(AriaRole.BUTTON).click();

        assertThat(page.getByLabel("Step clean", new Page.GetByLabelOptions().setExact(true)))
                .containsText("Stack trace");
        assertThat(page.locator(".log pre")).containsText("ERROR hour-2012-03.csv");
        assertThat(page).hasURL(Pattern.compile("step=clean"));
        Browser.shoot(page, "run-failed-step");
    }

    @Test
    void a_run_can_be_cancelled() {
        server.startLive("2012-12");
        visit("/runs/live-2012-12");
        awaitStream();

        page.getByText("Cancel run").click();

        assertThat(page.locator("header.page .state")).hasText("cancelling");
        assertThat(server.received())
                .extracting(r -> r.getString("path"))
                .containsExactly("/api/v1/runs/live-2012-12/cancel");
    }

    @Test
    void before_a_run_is_started_a_plan_says_what_it_would_do() {
        visit("/pipelines/bike-demand");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Start run"))
                .click();

        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Plan"))
                .click();

        Locator plan = page.locator("dialog .plan");
        assertThat(plan).containsText("1 step would run, 1 step may");
        assertThat(plan).containsText("4.0 s to 6.0 s");
        assertThat(plan.locator("tr[data-plan=train]")).containsText("setting trees 200 -> 300");
        assertThat(plan.locator("tr[data-plan=evaluate]")).containsText("runs if its input changes");
        assertThat(plan).containsText("May change: model bike-demand");
        assertThat(plan.getByText("Run 17")).hasAttribute("href", "#/runs/17");
        assertThat(server.received())
                .extracting(r -> r.getString("path"))
                .containsExactly("/api/v1/pipelines/bike-demand/plan");
        Browser.shoot(page, "plan");
    }

    @Test
    void what_people_and_probes_have_said_about_cached_results_stands_with_the_pipeline() {
        visit("/pipelines/bike-demand?tab=cache");
        Locator doubt = page.locator("tr[data-doubt=train]");
        assertThat(doubt).containsText("its output model differs");
        assertThat(page.locator("tr[data-adoption=clean]")).containsText("ada: <b>only</b> renamed a method");
        Browser.shoot(page, "cache");
    }

    @Test
    void other_results_of_a_step_are_accepted_with_a_name_a_reason_and_a_confirmation() {
        visit("/pipelines/bike-demand?tab=cache");
        Locator doubt = page.locator("tr[data-doubt=train]");
        doubt.getByRole(AriaRole.BUTTON).click();
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        assertThat(dialog).containsText("rondo accept-nondeterminism bike-demand train");
        Locator accept = dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Accept"));
        dialog.locator("[name=by]").fill("ada");
        dialog.locator("[name=reason]").fill(" ");
        dialog.locator("[name=sure]").check();
        accept.click();
        assertThat(server.received()).isEmpty();

        dialog.locator("[name=reason]").fill("sums in another <b>order</b>");
        dialog.locator("[name=sure]").uncheck();
        accept.click();
        assertThat(server.received()).isEmpty();

        dialog.locator("[name=sure]").check();
        Browser.shoot(page, "accept-nondeterminism");
        accept.click();
        assertThat(dialog).hasCount(0);
        assertThat(doubt).containsText("by ada: sums in another <b>order</b>");
        JsonObject sent = server.received().get(0);
        assertThat(sent.getString("path")).isEqualTo("/api/v1/pipelines/bike-demand/steps/train/accept-nondeterminism");
        assertThat(sent.getJsonObject("body"))
                .isEqualTo(new JsonObject().put("by", "ada").put("reason", "sums in another <b>order</b>"));
    }

    @Test
    void a_run_is_started_with_partition_and_settings_and_a_refusal_is_explained() {
        visit("/pipelines/bike-demand");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Start run"))
                .click();
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        dialog.locator("[name=partition]").fill("2012-13");
        dialog.locator("[name='setting.trees']").fill("300");
        dialog.getByText("Start run").last().click();
        assertThat(dialog.getByRole(AriaRole.ALERT)).containsText("Use a month such as 2012-12");
        Browser.shoot(page, "start-run");
        forgetComplaintOf("422");

        dialog.locator("[name=partition]").fill("2012-11");
        dialog.getByText("Start run").last().click();

        assertThat(page).hasURL(Pattern.compile("#/runs/live-2012-11"));
        JsonObject last = server.received().get(server.received().size() - 1);
        assertThat(last.getJsonObject("body").getJsonObject("settings")).isEqualTo(new JsonObject().put("trees", 300));
        assertThat(last.getString("key"))
                .isEqualTo(server.received().get(0).getString("key"))
                .isNotBlank();
    }

    @Test
    void a_pipeline_shows_its_metrics_over_partitions_as_chart_and_table() {
        visit("/pipelines/bike-demand");
        assertThat(page.locator(".chart .legend li")).hasCount(4);
        assertThat(page.locator(".chart canvas")).isVisible();
        Browser.shoot(page, "pipeline");

        page.getByText("Metrics", new Page.GetByTextOptions().setExact(true)).click();

        assertThat(page.locator("table.metrics tbody tr")).hasCount(18);
        assertThat(page.locator("table.metrics tfoot")).containsText("Mean");
        Browser.shoot(page, "pipeline-metrics");
        page.getByText("Triggers", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator("table")).containsText("declined");
        Browser.shoot(page, "pipeline-triggers");
        page.getByText("Settings", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator("main")).containsText("How far back training looks");
    }

    @Test
    void a_model_shows_who_challenged_and_why_it_was_or_was_not_promoted() {
        visit("/models/bike-demand");
        assertThat(page.locator("tr[data-version]")).hasCount(17);
        assertThat(page.locator(".state[data-state=CHAMPION]")).hasCount(1);
        assertThat(page.locator(".state[data-state=REJECTED]").first()).isVisible();
        Browser.shoot(page, "model");
    }

    @Test
    void a_thousand_runs_are_filtered_paged_and_the_filters_stay_in_the_address() {
        visit("/runs");
        assertThat(page.locator("tr[data-run]")).hasCount(100);
        for (int shown = 200; shown <= 1000; shown += 100) {
            page.getByText("Show more").click();
            assertThat(page.locator("tr[data-run]")).hasCount(shown);
        }
        Locator states = page.getByLabel("State", new Page.GetByLabelOptions().setExact(true));
        states.getByText("Failed").click();
        assertThat(page.locator("tr[data-run]")).hasCount(1);
        page.reload();
        assertThat(page.locator("tr[data-run]")).hasCount(1);
        assertThat(page).hasURL(Pattern.compile("state=FAILED"));
        Browser.shoot(page, "runs-failed");
        page.getByLabel("Partition").fill("1999-01");
        page.getByLabel("Partition").press("Enter");
        assertThat(page.locator(".empty")).containsText("No run matches these filters");
    }

    @Test
    void a_backfill_is_previewed_before_it_can_start() {
        visit("/pipelines/bike-demand");
        page.getByText("Backfill …").click();
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        assertThat(dialog.getByText("Start after a preview")).isDisabled();
        dialog.getByText("Preview", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(dialog).containsText("1 run would start");
        assertThat(dialog.getByText("2011-08 to 2011-09 – skipped")).isVisible();
        Browser.shoot(page, "backfill-preview");
        dialog.getByText("Start 1 run").click();
        assertThat(page).hasURL(Pattern.compile("#/backfills/backfill-1"));
        assertThat(page.locator("main")).containsText("a successful run is there");
    }

    @Test
    void a_backfill_says_why_a_partition_failed_and_can_be_cancelled() {
        visit("/backfills/backfill-1");
        assertThat(page.locator("tr", new Page.LocatorOptions().setHasText("2012-03")))
                .containsText("clean: ");
        page.waitForResponse(
                "**/backfills/backfill-1/cancel",
                () -> page.getByText("Cancel backfill").click());
        assertThat(page.getByText("Cancelling …")).isDisabled();
        assertThat(server.received())
                .anyMatch(request -> request.getString("path").endsWith("/backfills/backfill-1/cancel"));
    }

    @Test
    void everything_needed_is_reached_by_keyboard() {
        server.startLive("2012-12");
        visit("/runs/live-2012-12");
        Locator node = page.locator("[data-step=train]");
        assertThat(node).hasAttribute("role", "button");
        node.focus();
        page.keyboard().press("Enter");
        assertThat(page.getByLabel("Step train", new Page.GetByLabelOptions().setExact(true)))
                .isVisible();
        page.locator("body").press("Home");
        page.reload();
        assertThat(page.locator("h1")).isVisible();
        page.keyboard().press("Tab");
        assertThat(page.getByText("Skip to the content")).isFocused();
    }

    @Test
    void what_is_not_there_is_explained() {
        visit("/runs/no-such-run");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("There is no run \"no-such-run\"");
        visit("/no/such/page");
        assertThat(page.locator(".empty")).containsText("There is no page /no/such/page");
        forgetComplaintOf("404");
    }

    @Test
    void the_page_says_when_the_stream_is_interrupted() {
        visit("/");
        awaitStream();
        assertThat(page.locator(".connection")).hasText("live");
        int port = server.port();
        server.close();
        assertThat(page.locator(".connection")).hasText("no connection, trying again");
        server = new FakeServer(new FakeData(Instant.now(), 3), port);
        assertThat(page.locator(".connection")).hasText("live");
        forgetComplaintOf("ERR_");
    }

    @Test
    void it_looks_right_in_the_dark_and_on_a_narrow_window() {
        for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            for (int width : scheme == ColorScheme.LIGHT ? new int[] {400, 1280} : new int[] {800, 1280}) {
                try (Page other = browser.page(server.port(), width, scheme)) {
                    for (String[] shot : new String[][] {
                        {"/", "overview", "tr[data-run]"},
                        {"/pipelines/bike-demand", "pipeline", ".chart canvas"},
                        {"/runs/run-2012-03?step=clean", "run", ".log pre"},
                        {"/models/bike-demand", "model", ".chart canvas"}
                    }) {
                        other.navigate(address(shot[0]));
                        other.locator(shot[2]).first().waitFor();
                        other.locator("h1")
                                .waitFor(new Locator.WaitForOptions()
                                        .setState(com.microsoft.playwright.options.WaitForSelectorState.ATTACHED));
                        assertThat((Integer) other.evaluate("document.documentElement.scrollWidth"))
                                .as(shot[1] + " at " + width)
                                .isLessThanOrEqualTo(width);
                        Browser.shoot(
                                other,
                                shot[1] + "-" + width + "-" + scheme.name().toLowerCase(java.util.Locale.ROOT));
                    }
                }
            }
        }
    }

    private void visit(String route) {
        page.navigate(address(route));
    }

    private String address(String route) {
        return "http://127.0.0.1:" + server.port() + "/#" + route;
    }

    private void awaitStream() {
        Awaitility.await().until(() -> server.listeners() > 0);
    }

    /** The browser reports refused requests as console errors; those that a test provokes are no fault. */
    private static void forgetComplaintOf(String part) {
        browser.complaints().removeIf(complaint -> complaint.contains(part));
    }
}
