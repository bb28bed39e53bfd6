package dev.rondo.engine.loop;

import dev.rondo.definition.ModelName;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.engine.attempt.ResolvedInput;
import dev.rondo.engine.cache.CacheKey;
import dev.rondo.engine.cache.StepKey;
import dev.rondo.engine.loop.AskCache.Question;
import dev.rondo.engine.run.RunEvent.Resolution;
import dev.rondo.engine.store.StoreException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers, for steps whose upstream has ended, whether they must run: finds their inputs and asks the cache. The steps of
 * a wave are answered together.
 */
final class StepResolver {
    private static final Logger LOG = LoggerFactory.getLogger(StepResolver.class);
    /** Stands for the answer that the cache will give. */
    private static final Resolution ASK_CACHE = new Resolution.Compute("");

    private final InputResolver inputs;
    private final GateKeeper gates;
    private final EngineSteps engineSteps;
    private final AskCache cache;

    StepResolver(InputResolver inputs, GateKeeper gates, EngineSteps engineSteps, AskCache cache) {
        this.inputs = inputs;
        this.gates = gates;
        this.engineSteps = engineSteps;
        this.cache = cache;
    }

    /** A step that is asked about. */
    record Asked(ActiveRun run, StepName step) {}

    /** One answer for each, in their order. */
    Map<Asked, Resolution> resolve(Turn turn, EngineState engine, Collection<Asked> wave) {
        Map<Asked, Resolution> found = new LinkedHashMap<>();
        List<Question> questions = new ArrayList<>();
        for (Asked asked : wave) {
            found.put(asked, lookSafely(turn, engine, asked, questions));
        }
        if (!questions.isEmpty()) {
            List<Resolution> answers = cache.answer(turn.tx(), engine, questions, turn.now());
            for (int i = 0; i < answers.size(); i++) {
                Question question = questions.get(i);
                question.memory().cacheWhy = answers.get(i).why();
                found.put(new Asked(question.run(), question.step().name()), answers.get(i));
            }
        }
        found.replaceAll((asked, answer) -> finished(engine, asked, answer));
        return found;
    }

    /** Whatever a definition or a settings record does wrong on the way is the fault of this step alone. */
    private Resolution lookSafely(Turn turn, EngineState engine, Asked asked, List<Question> questions) {
        try {
            return look(turn, engine, asked, questions);
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error(
                    "Step {} of run {} fails: what it depends on could not be found out",
                    asked.step(),
                    asked.run().id(),
                    e);
            return new Resolution.Impossible("what it depends on could not be found out: " + e);
        }
    }

    private Resolution look(Turn turn, EngineState engine, Asked asked, List<Question> questions) {
        ActiveRun run = asked.run();
        StepName name = asked.step();
        StepDefinition step = run.definition(run.place(name));
        if (step.isGate()) {
            return gates.decide(turn, run, step);
        }
        if (step.mode().work().isPresent()) {
            return engineSteps.resolve(turn, run, step);
        }
        Optional<ModelName> champion = ModelLane.comparesWith(step);
        run.memory(name).inLane = false; // until it is known that nothing else keeps it
        if (champion.isPresent()) {
            Optional<String> obstacle = ModelLane.obstacle(run, champion.get(), engine.active.values());
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
        Optional<String> uncached = AskCache.uncached(run, step);
        if (uncached.isPresent()) {
            memory.cache = StepMemory.NO_CACHE;
            return new Resolution.Compute(uncached.get());
        }
        CacheKey key = key(run, step, found.inputs());
        memory.cacheKey = Optional.of(key.digest().hex());
        memory.key = Optional.of(key);
        questions.add(cache.question(run, step, key));
        return ASK_CACHE;
    }

    /** What the step's result depends on. */
    static CacheKey key(ActiveRun run, StepDefinition step, List<ResolvedInput> found) {
        return StepKey.of(
                run.row.pipeline(),
                step,
                run.deployment.code(),
                run.partition(),
                run.settings,
                step.usesContext() ? run.seed(step.name()) : 0, // only the context tells it
                found);
    }

    /** A step that fans out has what it found recorded, and is taken apart; and none joins a queue where it has no chance. */
    private static Resolution finished(EngineState engine, Asked asked, Resolution answer) {
        StepDefinition step = asked.run().definition(asked.run().place(asked.step()));
        boolean fansOut = step.mode().forEach() && answer instanceof Resolution.Compute;
        Resolution last = engine.pools.check(step, fansOut ? new Resolution.FanOut(answer.why()) : answer);
        asked.run().memory(asked.step()).obstacle =
                last instanceof Resolution.Blocked blocked ? blocked.obstacle() : Optional.empty();
        return last;
    }
}
