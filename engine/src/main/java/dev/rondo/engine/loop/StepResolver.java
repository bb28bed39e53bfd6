package dev.rondo.engine.loop;

import dev.rondo.definition.ModelName;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.engine.artifact.ArtifactStore;
import dev.rondo.engine.attempt.ResolvedInput;
import dev.rondo.engine.cache.CacheKey;
import dev.rondo.engine.cache.KeyDifference;
import dev.rondo.engine.cache.StepKey;
import dev.rondo.engine.run.RunEvent.Resolution;
import dev.rondo.engine.store.CacheTable;
import dev.rondo.engine.store.CacheTable.CacheRow;
import dev.rondo.engine.store.RowJson;
import dev.rondo.engine.store.StoreException;
import dev.rondo.engine.store.Tx;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers, for a step whose upstream has ended, whether it must run: finds its inputs and asks the cache. */
final class StepResolver {
    private static final Logger LOG = LoggerFactory.getLogger(StepResolver.class);

    private final InputResolver inputs;
    private final GateKeeper gates;
    private final EngineSteps engineSteps;
    private final ArtifactStore artifacts;

    StepResolver(InputResolver inputs, GateKeeper gates, EngineSteps engineSteps, ArtifactStore artifacts) {
        this.inputs = inputs;
        this.gates = gates;
        this.engineSteps = engineSteps;
        this.artifacts = artifacts;
    }

    /** Whatever a definition or a settings record does wrong on the way is the fault of this step alone. */
    Resolution resolve(Turn turn, ActiveRun run, StepName name, Collection<ActiveRun> active) {
        try {
            return look(turn, run, name, active);
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("Step {} of run {} fails: what it depends on could not be found out", name, run.id(), e);
            return new Resolution.Impossible("what it depends on could not be found out: " + e);
        }
    }

    private Resolution look(Turn turn, ActiveRun run, StepName name, Collection<ActiveRun> active) {
        StepDefinition step = run.definition(run.place(name));
        if (step.isGate()) {
            return gates.decide(turn, run, step);
        }
        if (step.mode().work().isPresent()) {
            return engineSteps.resolve(turn, run, step);
        }
        Optional<ModelName> champion = ModelLane.comparesWith(step);
        if (champion.isPresent()) {
            Optional<String> obstacle = ModelLane.obstacle(run, champion.get(), active);
            if (obstacle.isPresent()) {
                return new Resolution.Blocked(obstacle.get());
            }
        }
        Optional<Resolution> otherwise = Conditions.obstacle(inputs, turn.tx(), run, step);
        if (otherwise.isPresent()) {
            return otherwise.get();
        }
        InputResolver.Found found = inputs.find(turn.tx(), run, step.arguments());
        StepMemory memory = run.memory(name);
        memory.inLane = champion.isPresent() && !(found.obstacle().orElse(null) instanceof Resolution.Blocked);
        if (found.obstacle().isPresent()) {
            return found.obstacle().get();
        }
        memory.inputs = Optional.of(found.inputs());
        Resolution answer = askCache(turn.tx(), run, step, memory, found.inputs(), turn.now());
        memory.cacheWhy = answer.why();
        return step.mode().forEach() && answer instanceof Resolution.Compute
                ? new Resolution.FanOut(answer.why())
                : answer;
    }

    private Resolution askCache(
            Tx tx, ActiveRun run, StepDefinition step, StepMemory memory, List<ResolvedInput> found, Instant now) {
        if (!step.cache().enabled()) {
            memory.cache = StepMemory.NO_CACHE;
            return new Resolution.Compute("runs every time: its cache policy is never");
        }
        CacheKey key = key(run, step, found);
        memory.cacheKey = Optional.of(key.digest().hex());
        memory.keyParts = key.partsJson();
        memory.cache = StepMemory.MISS;
        if (run.refresh.contains(step.name())) {
            return new Resolution.Compute("runs because a refresh was asked for");
        }
        Optional<CacheRow> entry = CacheTable.find(tx, key.digest().hex());
        if (entry.isEmpty()) {
            return new Resolution.Compute(explainMiss(tx, run, step, key));
        }
        Optional<String> expired = expired(entry.get(), step, now);
        if (expired.isPresent()) {
            return new Resolution.Compute(expired.get());
        }
        Optional<String> missing = missing(entry.get(), artifacts);
        if (missing.isPresent()) {
            CacheTable.remove(tx, key.digest().hex());
            return new Resolution.Compute(missing.get());
        }
        memory.cache = StepMemory.HIT;
        memory.outputs = RowJson.outputs(entry.get().outputs());
        memory.metrics = RowJson.metrics(entry.get().metrics());
        return new Resolution.Done(unchangedSince(entry.get()));
    }

    /** What the step's result depends on. */
    static CacheKey key(ActiveRun run, StepDefinition step, List<ResolvedInput> found) {
        return StepKey.of(
                run.row.pipeline(),
                step,
                run.deployment.code(),
                run.partition(),
                run.settings,
                run.seed(step.name()),
                found);
    }

    /** Why the result of an entry is too old; empty when it is not. */
    static Optional<String> expired(CacheRow entry, StepDefinition step, Instant now) {
        Instant made = entry.createdAt();
        return step.cache()
                .expiresAfter()
                .filter(age -> made.plus(age).isBefore(now))
                .map(age -> "runs because the earlier result, of " + made + ", has expired");
    }

    /** Why the result of an entry is not there any more; empty when it is. */
    static Optional<String> missing(CacheRow entry, ArtifactStore artifacts) {
        return RowJson.outputs(entry.outputs()).stream()
                .filter(output -> !artifacts.exists(output.digest(), output.sizeBytes()))
                .findFirst()
                .map(output -> "runs because artifact " + output.digest().shortHex() + " of run " + entry.run()
                        + " is missing or damaged");
    }

    static String unchangedSince(CacheRow entry) {
        return "nothing it depends on has changed since run " + entry.run();
    }

    static String explainMiss(Tx tx, ActiveRun run, StepDefinition step, CacheKey key) {
        Optional<CacheRow> nearest = CacheTable.nearest(tx, run.row.pipeline(), step.name(), run.partition());
        if (nearest.isEmpty()) {
            return "runs for the first time";
        }
        List<String> differences =
                KeyDifference.between(CacheKey.parts(nearest.get().parts()), key.parts());
        return "differs from run " + nearest.get().run() + " in: " + String.join("; ", differences);
    }
}
