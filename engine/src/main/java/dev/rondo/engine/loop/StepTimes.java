package dev.rondo.engine.loop;

import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.engine.plan.Expected;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.StepState;
import dev.rondo.engine.store.RunTable;
import dev.rondo.engine.store.RunTable.RunFilter;
import dev.rondo.engine.store.RunTable.RunRow;
import dev.rondo.engine.store.StepTable;
import dev.rondo.engine.store.StepTable.StepRow;
import dev.rondo.engine.store.Tx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How long the steps of a pipeline took in its newest runs, retries and their pauses included. */
final class StepTimes {
    private static final int MOST_RUNS = 200;
    private static final int MOST_ROWS = 20_000;

    private StepTimes() {}

    /** Steps that did not run in any of them are left out. */
    static Map<StepName, Expected> of(Tx tx, PipelineDefinition pipeline) {
        int runs = Math.max(
                1, Math.min(MOST_RUNS, MOST_ROWS / Math.max(1, pipeline.steps().size())));
        List<RunId> newest = RunTable.list(tx, RunFilter.of(pipeline.name()), runs).stream()
                .map(RunRow::id)
                .toList();
        Map<StepName, List<Duration>> took = new HashMap<>();
        for (StepRow step : StepTable.ofRuns(tx, newest)) {
            boolean ran = step.attempts() > 0 || step.items().isPresent();
            if (ran
                    && step.state() == StepState.SUCCEEDED
                    && step.startedAt().isPresent()
                    && step.finishedAt().isPresent()) {
                took.computeIfAbsent(step.step(), s -> new ArrayList<>())
                        .add(Duration.between(
                                step.startedAt().get(), step.finishedAt().get()));
            }
        }
        Map<StepName, Expected> expected = new HashMap<>();
        took.forEach((step, times) -> Expected.of(times).ifPresent(e -> expected.put(step, e)));
        return expected;
    }
}
