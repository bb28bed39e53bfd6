package dev.rondo.engine.loop;

import dev.rondo.definition.PoolClaim;
import dev.rondo.definition.PoolName;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.engine.loop.Reason.Kind;
import dev.rondo.engine.pool.PoolStatus;
import dev.rondo.engine.run.Items;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunShape;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.run.StepRun;
import dev.rondo.engine.run.StepState;
import dev.rondo.engine.run.Unit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says why a run under way has not ended, from what the engine's thread knows at this moment. */
final class WhyRun {
    private final EngineState engine;
    private final ActiveRun run;
    /** As they are listed, so that both say the same; filled when the first reason names one. */
    private final Map<PoolName, PoolStatus<PoolUser>> pools = new HashMap<>();

    private WhyRun(EngineState engine, ActiveRun run) {
        this.engine = engine;
        this.run = run;
    }

    /** At least one reason for every run that has not ended; none for one that has. */
    static List<Reason> reasons(EngineState engine, RunId id) {
        ActiveRun run = engine.active.get(id);
        return run == null || run.run().state().terminal() ? List.of() : new WhyRun(engine, run).reasons();
    }

    private List<Reason> reasons() {
        RunState state = run.run().state();
        if (state == RunState.QUEUED) {
            return List.of(
                    Reason.ofRun(Kind.OVERLAP, engine.overlaps.waitsFor(run).orElse("it is about to begin"))
                            .runs(engine.overlaps.underWay(run.row.pipeline())));
        }
        List<Reason> reasons = new ArrayList<>();
        if (state == RunState.CANCELLING || state == RunState.STOPPING) {
            reasons.add(Reason.ofRun(
                    Kind.ENDING, run.run().cancelled().orElse("") + "; it ends when what still runs has stopped"));
        }
        for (int i = 0; i < run.run().steps().size(); i++) {
            StepRun step = run.run().steps().get(i);
            StepDefinition definition = run.definition(i);
            Kind.of(step.state()).ifPresent(kind -> reasons.add(reason(kind, definition, step)));
        }
        if (reasons.isEmpty()) {
            reasons.add(Reason.ofRun(Kind.ENDING, "all its steps have ended; so will it"));
        }
        return reasons;
    }

    private Reason reason(Kind kind, StepDefinition definition, StepRun step) {
        StepName name = definition.name();
        return switch (kind) {
            case STEPS -> Reason.ofStep(kind, name, stepsBefore(name));
            case INPUT -> blocked(definition, step);
            case SLOT -> ready(definition).until(step.deadline());
            case ATTEMPT ->
                Reason.ofStep(kind, name, step.why() + stopping(definition)).until(timeUp(definition, step));
            case RETRY -> Reason.ofStep(kind, name, step.why()).until(step.retryAt());
            case ITEMS -> items(definition, step);
            case RUN -> Reason.ofStep(kind, name, step.why()).runs(engine.children(run.id(), name));
            case APPROVAL -> Reason.ofStep(kind, name, step.why()).until(step.deadline());
            case OVERLAP, GATE, RESULT, POOL, ENDING -> Reason.ofStep(kind, name, step.why());
        };
    }

    private String stepsBefore(StepName name) {
        RunShape shape = run.run().shape();
        List<StepName> open = shape.nodes().get(shape.indexOf(name)).upstream().stream()
                .map(before -> shape.nodes().get(before).name())
                .filter(before -> !run.state(before).terminal())
                .toList();
        return open.isEmpty()
                ? "waits for the steps before those that come before it"
                : "waits for " + open.stream().map(before -> "step " + before).collect(Collectors.joining(", "));
    }

    private Reason blocked(StepDefinition definition, StepRun step) {
        Optional<PoolClaim> claim = definition.pool();
        if (claim.isPresent() && engine.pools.obstacle(claim.get()).isPresent()) {
            return Reason.ofStep(Kind.POOL, definition.name(), step.why())
                    .pool(pool(claim.get()))
                    .until(step.deadline());
        }
        StepMemory memory = run.memory(definition.name());
        if (memory.awaits.isPresent()) {
            return Reason.ofStep(Kind.RESULT, definition.name(), step.why())
                    .runs(memory.awaits.flatMap(engine.inFlight::computing).stream()
                            .map(EngineState.Place::run)
                            .toList());
        }
        Kind kind =
                memory.obstacle.isEmpty() && ModelLane.comparesWith(definition).isPresent() ? Kind.GATE : Kind.INPUT;
        return Reason.ofStep(kind, definition.name(), step.why()).input(memory.obstacle);
    }

    private Reason ready(StepDefinition definition) {
        StepName name = definition.name();
        if (definition.pool().isPresent()) {
            PoolStatus<PoolUser> pool = pool(definition.pool().get());
            int limit = pool.limit().orElse(0);
            if (limit - pool.held() < definition.pool().get().units()) {
                return Reason.ofStep(
                                Kind.POOL,
                                name,
                                "waits for " + definition.pool().get() + ": " + pool.held() + " of " + limit
                                        + " are held")
                        .pool(pool);
            }
        }
        int slots = engine.executor.slots();
        List<RunId> others = engine.runsWithAttempts();
        return Reason.ofStep(
                        Kind.SLOT,
                        name,
                        engine.running() >= slots
                                ? "waits for a free slot: all " + slots + " are in use"
                                : "waits for its turn among " + engine.pools.waiting() + " that are ready")
                .runs(others);
    }

    private Reason items(StepDefinition definition, StepRun step) {
        Items items = run.run().items().get(definition.name());
        List<EngineState.Place> owners = items == null ? List.of() : awaited(definition.name(), items);
        String counts = items == null
                ? step.why()
                : items.in(StepState.SUCCEEDED) + " of " + Items.words(items.count()) + " done, "
                        + items.in(StepState.RUNNING) + " running, " + (items.in(StepState.READY) - owners.size())
                        + " waiting for a slot, " + items.in(StepState.BACKING_OFF) + " for another attempt"
                        + (owners.isEmpty() ? "" : ", " + owners.size() + " for items that compute the same");
        Reason reason = Reason.ofStep(Kind.ITEMS, definition.name(), counts)
                .runs(owners.stream()
                        .map(EngineState.Place::run)
                        .filter(id -> !id.equals(run.id()))
                        .distinct()
                        .toList());
        return definition.pool().map(claim -> reason.pool(pool(claim))).orElse(reason);
    }

    /** The items of this run or others that compute what items of this step wait for. */
    private List<EngineState.Place> awaited(StepName step, Items items) {
        List<EngineState.Place> owners = new ArrayList<>();
        for (int item = 0; engine.itemsInFlight.anyWaits() && item < items.count(); item++) {
            if (items.get(item).state() == StepState.READY) {
                engine.itemsInFlight
                        .owner(run, EngineState.place(run, Unit.of(step, item)))
                        .ifPresent(owners::add);
            }
        }
        return owners;
    }

    /** When its attempt is stopped: at its time-out, or when the grace time of a clean-up is over. */
    private Optional<Instant> timeUp(StepDefinition definition, StepRun step) {
        Optional<Instant> timeout = definition
                .timeout()
                .flatMap(limit -> run.memory(definition.name()).startedAt.map(begin -> begin.plus(limit)))
                .filter(when -> step.attemptNumber() == 1);
        return Stream.concat(timeout.stream(), step.deadline().stream()).min(Comparator.naturalOrder());
    }

    /** An attempt that cleans up goes on after a cancel. */
    private String stopping(StepDefinition definition) {
        boolean asked =
                run.run().cancelled().isPresent() && definition.mode().cleanUp().isEmpty();
        return asked ? ", and has been asked to stop" : "";
    }

    private PoolStatus<PoolUser> pool(PoolClaim claim) {
        if (pools.isEmpty()) {
            engine.pools.all(engine.active).forEach(pool -> pools.put(pool.name(), pool));
        }
        return pools.getOrDefault(claim.pool(), PoolStatus.missing(claim.pool()));
    }
}
