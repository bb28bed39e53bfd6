package dev.rondo.pipeline;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.PoolClaim;
import dev.rondo.definition.StepMode;
import dev.rondo.step.CachePolicy;
import dev.rondo.step.Retry;
import dev.rondo.step.StepEnvironment;
import dev.rondo.table.Schema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What has been said about a step so far; becomes a definition when its function is known. */
final class StepDraft {
    final PipelineBuilder<?> pipeline;
    final String name;
    final List<NamedInput> inputs = new ArrayList<>();
    final List<DatasetName> after = new ArrayList<>();
    String description = "";
    Retry retry = Retry.none();
    Optional<Duration> timeout = Optional.empty();
    Optional<Duration> queueTimeout = Optional.empty();
    Optional<PoolClaim> pool = Optional.empty();
    CachePolicy cache = CachePolicy.byContent();
    Optional<DatasetRef<?>> published = Optional.empty();
    Optional<Schema> schema = Optional.empty();
    boolean effects;
    StepEnvironment environment = StepEnvironment.NONE;
    boolean forEach;
    boolean ownPrevious;
    Optional<Duration> cleanUp = Optional.empty();
    private final List<StepMode.Condition> conditions = new ArrayList<>();
    private final List<NamedInput> conditionInputs = new ArrayList<>();

    StepDraft(PipelineBuilder<?> pipeline, String name) {
        this.pipeline = pipeline;
        this.name = name;
    }

    void read(Input<?>... handles) {
        for (Input<?> handle : handles) {
            inputs.add(new NamedInput(uniqueName(handle.dataset().value()), handle));
        }
    }

    void read(String name, Input<?> handle) {
        inputs.add(new NamedInput(name, handle));
    }

    /** Conditions come after what the function receives. */
    void condition(Input<Boolean> handle, boolean wanted) {
        String name = "condition-" + (conditions.size() + 1);
        conditions.add(new StepMode.Condition(name, wanted));
        conditionInputs.add(new NamedInput(name, handle));
    }

    List<NamedInput> inputs() {
        List<NamedInput> all = new ArrayList<>(inputs);
        all.addAll(conditionInputs);
        return all;
    }

    /** What cleans up or has effects does so every time. */
    CachePolicy cache() {
        if (effects) {
            return CachePolicy.withEffects();
        }
        return cleanUp.isPresent()
                ? CachePolicy.never()
                : cache.environment(environment.variables().toArray(String[]::new));
    }

    StepMode mode() {
        return new StepMode(forEach, conditions, ownPrevious, cleanUp, Optional.empty());
    }

    /** An input is named for its dataset; a dataset that is read twice gets a number. */
    private String uniqueName(String dataset) {
        String name = dataset;
        for (int n = 2; taken(name); n++) {
            name = dataset + "-" + n;
        }
        return name;
    }

    private boolean taken(String name) {
        return inputs.stream().anyMatch(i -> i.name().equals(name));
    }

    record NamedInput(String name, Input<?> handle) {}
}
