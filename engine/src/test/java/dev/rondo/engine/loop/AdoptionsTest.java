package dev.rondo.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.AdoptionTable;
import dev.rondo.engine.store.AdoptionTable.AdoptionRow;
import dev.rondo.pipeline.Dataset;
import dev.rondo.step.CachePolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdoptionsTest {
    @TempDir
    Path home;

    private LoopWorld world;

    @BeforeEach
    void open() {
        world = new LoopWorld(home, LoopPipelines.sums(), LoopWorld.pipeline("items", p -> {
            Dataset<List<Integer>> list = p.step("list").run(CachePolicyTest::list);
            p.output(p.step("each").forEach(list).run(CachePolicyTest::plusOne));
            p.step("always").cache(CachePolicy.never()).run(LoopPipelines::two);
        }));
    }

    @AfterEach
    void close() {
        world.close();
    }

    private RunId ran(String pipeline) {
        RunId run = world.start(pipeline);
        world.finishAll();
        return run;
    }

    private AdoptionRow adopt(String pipeline, String step) {
        return ask(pipeline, step, Optional.empty()).join();
    }

    private CompletableFuture<AdoptionRow> ask(String pipeline, String step, Optional<RunId> run) {
        var wish = new AdoptionWish(StepName.of(step), run, "ada", "only renamed");
        var answer = world.loop.call(turn -> turn.adopt(world.deployment(pipeline), wish));
        world.loop.runDue();
        return answer;
    }

    @Test
    void new_code_that_is_declared_equivalent_finds_the_results_of_the_old() {
        RunId first = ran("sums");
        world.deployAs("code 2");
        adopt("sums", "two");
        adopt("sums", "sum");
        RunId second = ran("sums");
        assertThat(world.executor.history).containsExactly("two", "sum");
        assertThat(world.step(second, "sum").cache()).isEqualTo("HIT");
        assertThat(world.step(second, "sum").cacheWhy())
                .contains("run " + first)
                .contains("ada")
                .contains("only renamed");
    }

    @Test
    void what_was_declared_is_on_record_with_what_differs_and_survives_a_restart() {
        RunId first = ran("sums");
        world.deployAs("code 2");
        adopt("sums", "two");
        assertThat(world.database.read(AdoptionTable::all)).singleElement().satisfies(row -> {
            assertThat(row.step()).hasToString("two");
            assertThat(row.oldRun()).isEqualTo(first);
            assertThat(row.difference()).isEqualTo("the code changed");
            assertThat(row.at()).isEqualTo(world.now);
        });
        world.restart();
        assertThat(world.step(ran("sums"), "two").cache()).isEqualTo("HIT");
    }

    @Test
    void code_may_be_adopted_over_several_versions() {
        ran("sums");
        world.deployAs("code 2");
        adopt("sums", "two");
        world.deployAs("code 3");
        ran("sums");
        assertThat(world.executor.history).containsExactly("two", "sum", "two", "sum");
        world.deployAs("code 4");
        adopt("sums", "two");
        assertThat(world.step(ran("sums"), "two").cache()).isEqualTo("HIT");
    }

    @Test
    void results_of_the_new_code_itself_are_not_lost() {
        ran("sums");
        world.deployAs("code 2");
        RunId second = ran("sums");
        adopt("sums", "two");
        assertThat(world.step(ran("sums"), "two").cacheWhy()).endsWith("run " + second);
    }

    @Test
    void items_of_a_fan_out_are_found_too() {
        ran("items");
        world.deployAs("code 2");
        adopt("items", "list");
        assertThatThrownBy(() -> adopt("items", "always")).hasMessageContaining("runs every time");
        int before = world.executor.history.size();
        ran("items");
        assertThat(world.executor.history.subList(before, world.executor.history.size()))
                .doesNotContain("list")
                .contains("each");
        adopt("items", "each");
    }

    @Test
    void there_is_nothing_to_adopt_without_a_result_by_other_code() {
        ran("sums");
        assertThatThrownBy(() -> adopt("sums", "two")).hasMessageContaining("nothing to adopt");
        world.deployAs("code 2");
        adopt("sums", "two");
        assertThatThrownBy(() -> adopt("sums", "two")).hasMessageContaining("nothing to adopt");
        assertThatThrownBy(() -> adopt("sums", "three")).hasMessageContaining("no step three");
    }
}
