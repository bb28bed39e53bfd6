package dev.rondo.ui.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.rondo.ui.rest.ServedEngine;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page, the server and the engine together: what the page asks for is what the server answers. */
class WebPageOverRealEngineTest {
    @TempDir
    static Path home;

    private static Browser browser;
    private static ServedEngine rondo;
    private static String succeeded;
    private static String failed;
    private Page page;

    @BeforeAll
    static void serve() {
        browser = Browser.open();
        rondo = new ServedEngine(home).started();
        rondo.data("sales-2011-01.txt", "100");
        rondo.data("sales-2011-02.txt", "many");
        rondo.data("sales-2011-03.txt", "80");
        succeeded = rondo.run("shop", "{\"partition\": \"2011-01\"}").getString("id");
        failed = rondo.run("shop", "{\"partition\": \"2011-02\"}").getString("id");
    }

    @AfterAll
    static void close() {
        if (rondo != null) {
            rondo.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void openPage() {
        browser.complaints().clear();
        page = browser.page(rondo.port(), 1280, ColorScheme.LIGHT);
    }

    @AfterEach
    void closePage() {
        page.context().close();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void a_run_started_on_the_page_is_seen_to_its_end_without_reloading() {
        visit("/pipelines/shop");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Start run"))
                .click();
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        dialog.getByLabel("Partition").fill("2011-03");
        dialog.getByText("Start run").last().click();

        assertThat(page.locator("[data-step=better]")).hasAttribute("data-state", "SUCCEEDED");
        assertThat(page.locator("h1")).containsText("succeeded");
        assertThat(page.locator("tr[data-row=train]")).containsText("units");
    }

    @Test
    void the_overview_names_every_pipeline_and_what_failed() {
        visit("/");
        for (String pipeline : new String[] {"shop", "waiter", "watcher", "nothing"}) {
            assertThat(page.locator("tr[data-pipeline=" + pipeline + "]")).isVisible();
        }
        assertThat(page.locator("tr[data-run='" + failed + "']")).containsText("that is no number");
    }

    @Test
    void a_failed_run_shows_where_and_a_good_one_its_log_and_model() {
        visit("/runs/" + failed);
        assertThat(page.getByRole(AriaRole.ALERT).locator("code.place")).hasText("sales.txt:1:1");
        visit("/runs/" + succeeded + "?step=train");
        assertThat(page.locator(".log pre")).containsText("Trained on 100 units");
        visit("/models/shop");
        assertThat(page.locator("tr[data-version='1']")).isVisible();
    }

    @Test
    void every_part_of_a_pipeline_and_the_backfills_can_be_opened() {
        for (String tab : new String[] {"metrics", "runs", "triggers", "settings", "cache"}) {
            visit("/pipelines/shop?tab=" + tab);
            assertThat(page.locator("h1")).containsText("shop");
        }
        visit("/pipelines/shop");
        page.getByText("Backfill \u2026").click();
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        dialog.getByLabel("From").fill("2011-01");
        dialog.getByLabel("To, included").fill("2011-01");
        dialog.getByLabel("Which").selectOption("all");
        dialog.getByText("Preview", new Locator.GetByTextOptions().setExact(true))
                .click();
        dialog.getByText("Start 1 run").click();
        assertThat(page.locator("h1")).containsText("succeeded");
    }

    @Test
    void a_pool_is_made_and_changed_on_the_page() {
        visit("/pools");
        Locator make = page.getByRole(AriaRole.FORM, new Page.GetByRoleOptions().setName("New pool"));
        make.getByLabel("New pool").fill("Not a name");
        make.getByLabel("Units").fill("2");
        make.getByText("Make it").click();
        assertThat(make.getByRole(AriaRole.ALERT)).containsText("Not a name");
        browser.complaints().clear();

        make.getByLabel("New pool").fill("gpu");
        make.getByText("Make it").click();
        Locator row = page.locator("tr[data-pool=gpu]");
        assertThat(row).containsText("0 of 2");
        row.getByLabel("Units of gpu").fill("3");
        row.getByText("Set", new Locator.GetByTextOptions().setExact(true)).click();
        assertThat(row).containsText("0 of 3");
        visit("/");
        visit("/pools");
        assertThat(row).containsText("0 of 3");
    }

    @Test
    void garbage_is_looked_for_on_the_page_and_it_says_what_stays_and_why() {
        visit("/upkeep");
        assertThat(page.locator("main")).containsText("Nobody has looked since the server started");
        assertThat(page.locator("main")).containsText("Damaged artifacts");
        page.getByText("Only look").click();
        assertThat(page.locator("main")).containsText("Would remove 0 things");
        assertThat(page.locator("tr[data-garbage=MODEL]")).containsText("a version of a model");
        page.getByText("Remove it").click();
        assertThat(page.locator("main")).containsText("Removed 0 things");
        Browser.shoot(page, "upkeep");
    }

    @Test
    void what_is_on_record_about_cached_results_is_shown_with_the_pipeline() {
        visit("/pipelines/shop?tab=cache");
        assertThat(page.locator("main")).containsText("None found");
        assertThat(page.locator("main")).containsText("rondo adopt shop STEP");
    }

    private void visit(String route) {
        page.navigate("http://127.0.0.1:" + rondo.port() + "/#" + route);
    }
}
