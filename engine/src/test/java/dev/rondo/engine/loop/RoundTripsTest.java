package dev.rondo.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.testkit.CountedSockets;
import dev.rondo.engine.testkit.OverPostgres;
import dev.rondo.pipeline.Dataset;
import dev.rondo.pipeline.Pipeline;
import dev.rondo.pipeline.PipelineBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often a turn waits for the server; whatever the server is asked, each question costs the way there and back. */
@OverPostgres(CountedSockets.PARAMETER)
class RoundTripsTest {
    private static final int STEPS = 30;

    @TempDir
    Path home;

    static final class Chain implements Pipeline<Pipeline.NoSettings> {
        @Override
        public void define(PipelineBuilder<NoSettings> p) {
            Dataset<Integer> last = p.step("step-0").run(Chain::zero);
            for (int i = 1; i < STEPS; i++) {
                last = p.step("step-" + i).reads(last).run(Chain::next);
            }
            p.output(last);
        }

        @Override
        public String name() {
            return "chain";
        }

        static int zero() {
            return 0;
        }

        static int next(int before) {
            return before + 1;
        }
    }

    /** All statements and the commit are one message. */
    @Test
    void a_step_of_a_chain_waits_for_the_server_once() {
        try (LoopWorld world = new LoopWorld(home, true, new Chain())) {
            RunId run = world.start("chain");
            List<Long> ofSteps = new ArrayList<>();
            for (int i = 0; i < STEPS; i++) {
                long before = CountedSockets.roundTrips();
                world.finish("step-" + i);
                ofSteps.add(CountedSockets.roundTrips() - before);
            }
            assertThat(world.state(run)).isEqualTo(RunState.SUCCEEDED);
            assertThat(ofSteps.subList(10, STEPS - 1))
                    .allSatisfy(count -> assertThat(count).isEqualTo(1L));
        }
    }
}
