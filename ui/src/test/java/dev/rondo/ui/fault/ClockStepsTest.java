package dev.rondo.ui.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rondo.definition.PipelineName;
import dev.rondo.engine.Engine;
import dev.rondo.engine.EngineSettings;
import dev.rondo.engine.run.NewRun;
import dev.rondo.engine.run.RunCause;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.executor.local.LocalExecutor;
import dev.rondo.partition.PartitionKey;
import dev.rondo.ui.code.UserCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wall clock steps under a whole engine; through the clock it is given, for all its times come from there. */
class ClockStepsTest {
    @TempDir
    Path folder;

    private int keys;

    @Test
    void steps_of_an_hour_and_of_a_year_in_both_directions_lose_and_double_nothing() throws Exception {
        System.setProperty("fault.journal", folder.resolve("journal").toString());
        AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);
        Path archive = folder.resolve("code");
        UserCode code = UserCode.load(List.of(FaultPipelines.compile(folder)), archive);
        try (Engine engine = Engine.open(
                EngineSettings.inHome(folder.resolve("home")),
                () -> InstantSource.system().instant().plus(offset.get()),
                call -> new LocalExecutor(4, call),
                UserCode.archived(archive))) {
            engine.deploy(code.catalog(), code.deployments());
            engine.start();
            List<RunId> runs = new ArrayList<>();
            for (Duration step : List.of(
                    Duration.ofHours(1),
                    Duration.ZERO,
                    Duration.ofHours(-1),
                    Duration.ofDays(365),
                    Duration.ZERO,
                    Duration.ofDays(-365),
                    Duration.ZERO)) {
                runs.add(start(engine));
                runs.add(start(engine));
                offset.set(step);
                runs.add(start(engine));
            }
            for (RunId run : runs) {
                assertThat(Awaitility.await("the end of run " + run)
                                .atMost(Duration.ofSeconds(60))
                                .until(
                                        () -> engine.history()
                                                .run(run)
                                                .orElseThrow()
                                                .state(),
                                        RunState::terminal))
                        .isEqualTo(RunState.SUCCEEDED);
            }
            assertThat(engine.invariants().checkAll().violations()).isEmpty();
            assertThat(new Journal(folder.resolve("journal")).broken((run, step) -> false))
                    .isEmpty();
        }
    }

    private RunId start(Engine engine) {
        int n = keys++;
        return engine.startRun(new NewRun(
                        PipelineName.of("wide"),
                        PartitionKey.WHOLE,
                        Map.of("n", 10 * n),
                        "step-" + n,
                        RunCause.person("ada"),
                        Set.of(),
                        ""))
                .join()
                .run();
    }
}
