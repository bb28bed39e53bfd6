package dev.rondo.engine.loop;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.engine.attempt.OutputArtifact;
import dev.rondo.engine.deploy.Deployment;
import dev.rondo.engine.loop.TurnFacts.DatasetPartition;
import dev.rondo.engine.run.Items;
import dev.rondo.engine.run.Run;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunShape;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.run.StepRun;
import dev.rondo.engine.run.StepState;
import dev.rondo.engine.store.PinTable.PinRow;
import dev.rondo.engine.store.RowJson;
import dev.rondo.engine.store.RunTable.RunRow;
import dev.rondo.engine.store.StepTable.StepRow;
import dev.rondo.partition.PartitionKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** An unfinished run in memory: a copy of its rows, owned by the engine's thread. */
final class ActiveRun {
    final RunRow row;
    final Deployment deployment;
    final Record settings;
    final Set<StepName> refresh;
    final List<StepMemory> memory = new ArrayList<>();
    final Map<DatasetPartition, PinRow> pins = new HashMap<>();
    /** Places of the steps whose rows are behind. */
    final Set<Integer> dirtySteps = new TreeSet<>();

    private final Map<DatasetName, Integer> writers;
    private final Map<StepName, FanOut> fanOuts = new HashMap<>();

    boolean dirty;
    private Optional<Instant> begunAt;
    private Optional<Instant> endedAt = Optional.empty();
    private Run run;

    ActiveRun(RunRow row, Deployment deployment, Record settings, Set<StepName> refresh, Run run) {
        this.row = row;
        this.deployment = deployment;
        this.settings = settings;
        this.refresh = refresh;
        this.run = run;
        this.begunAt = row.begunAt();
        this.writers = RunShape.writers(deployment.pipeline());
    }

    RunId id() {
        return row.id();
    }

    PartitionKey partition() {
        return row.partition();
    }

    PipelineDefinition pipeline() {
        return deployment.pipeline();
    }

    Run run() {
        return run;
    }

    /** What is kept of a step that has fanned out. */
    FanOut fanOut(StepName step) {
        return fanOuts.computeIfAbsent(step, s -> new FanOut());
    }

    /** What the rows say of a step's items. */
    void take(StepName step, FanOut fanOut) {
        fanOuts.put(step, fanOut);
    }

    Map<StepName, FanOut> fanOuts() {
        return fanOuts;
    }

    Items items(StepName step) {
        Items items = run.items().get(step);
        if (items == null) {
            throw new IllegalStateException("Step " + step + " of run " + id() + " has no items");
        }
        return items;
    }

    /** Takes what the rows do not hold from the copy that was in memory before they were read again. */
    void rememberKeys(ActiveRun before) {
        for (int i = 0; i < memory.size(); i++) {
            StepMemory old = before.memory.get(i);
            if (old.cacheKey.equals(memory.get(i).cacheKey)) {
                memory.get(i).key = old.key;
            }
        }
    }

    /** Items of a step whose list was taken apart need not wait for it again. */
    void rememberElements(ActiveRun before) {
        before.fanOuts.forEach((step, fanOut) -> fanOut(step).elements = fanOut.elements);
    }

    void become(Run next) {
        this.run = next;
    }

    /** Notes the begin; the row follows with the turn's flush. */
    void begun(Instant when) {
        this.begunAt = Optional.of(when);
    }

    /** When it began; rows of earlier versions know only when they were made. */
    Optional<Instant> begunAt() {
        return begunAt.or(() -> run.state() == RunState.QUEUED ? Optional.empty() : Optional.of(row.createdAt()));
    }

    /** When its time is up; empty while it has not begun, and without a limit. */
    Optional<Instant> timeUpAt() {
        return begunAt().flatMap(begin -> pipeline().runs().timeout().map(begin::plus));
    }

    /** Notes the end; the row follows with the turn's flush. */
    void ended(Instant when) {
        this.endedAt = Optional.of(when);
    }

    Optional<Instant> endedAt() {
        return endedAt;
    }

    int place(StepName step) {
        return run.shape().indexOf(step);
    }

    StepMemory memory(StepName step) {
        return memory.get(place(step));
    }

    StepDefinition definition(int place) {
        return pipeline().steps().get(place);
    }

    StepState state(StepName step) {
        return run.steps().get(place(step)).state();
    }

    /** What a succeeded step of this run wrote under this dataset's name. */
    Optional<OutputArtifact> output(DatasetName dataset) {
        return Optional.ofNullable(writers.get(dataset))
                .flatMap(place -> memory.get(place).outputs.stream()
                        .filter(o -> o.dataset().equals(dataset))
                        .findFirst());
    }

    /** For random numbers: the same for every attempt, run and machine, so that a step can be repeated. */
    long seed(StepName step) {
        String text = row.pipeline() + "/" + step + "/" + partition().value();
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).getMostSignificantBits();
    }

    StepRow stepRow(int place) {
        StepRun step = run.steps().get(place);
        StepMemory kept = memory.get(place);
        return new StepRow(
                id(),
                definition(place).name(),
                place,
                step.state(),
                step.attempts(),
                step.recoveries(),
                kept.cache,
                kept.cacheKey,
                kept.cacheWhy,
                step.why(),
                step.retryAt(),
                kept.startedAt,
                kept.finishedAt,
                RowJson.write(kept.outputs),
                RowJson.write(kept.metrics),
                step.deadline(),
                Optional.ofNullable(run.items().get(definition(place).name())).map(Items::count));
    }
}
