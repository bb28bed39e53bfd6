package dev.rondo.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run has pinned at its start holds until its end, whatever is deployed or arrives meanwhile. */
class PinnedRunTest {
    @TempDir
    Path home;

    private LoopWorld world;

    @BeforeEach
    void open() {
        world = new LoopWorld(home, LoopPipelines.twice());
        world.arrive("twice.raw", "2011-01", "one");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void another_version_of_its_pipeline_changes_nothing_for_a_run_under_way() {
        RunId run = world.start("twice", "2011-01");
        String code = world.history.run(run).orElseThrow().codeDigest();
        world.deployAs("code 2");
        world.arrive("twice.raw", "2011-01", "changed meanwhile");
        world.finishAll();
        assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
        assertThat(world.history.run(run).orElseThrow().codeDigest()).isEqualTo(code);
        assertThat(world.step(run, "second").outputs().get(0).digest())
                .isEqualTo(world.step(run, "first").outputs().get(0).digest());
    }

    @Test
    void a_pipeline_that_is_deleted_while_it_runs_runs_to_its_end() {
        RunId run = world.start("twice", "2011-01");
        world.deployAs("code 2", LoopPipelines.sums());
        world.finishAll();
        assertThat(world.steps(run)).containsExactly("first SUCCEEDED", "second SUCCEEDED");
        assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void a_run_whose_code_is_gone_after_a_restart_ends_and_says_why() {
        RunId run = world.start("twice", "2011-01");
        world.restartWith(LoopPipelines.sums());
        assertThat(world.state(run)).isEqualTo(RunState.CANCELLED);
        assertThat(world.history.run(run).orElseThrow().why())
                .startsWith("the run cannot go on: its code")
                .contains("is not deployed and not archived any more");
        assertThat(world.steps(run)).containsExactly("first CANCELLED", "second CANCELLED");
    }
}
