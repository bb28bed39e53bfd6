package dev.rondo.engine.loop;

import dev.rondo.definition.OutputDefinition;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepDefinition;
import dev.rondo.engine.artifact.ArtifactStore;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.attempt.OutputArtifact;
import dev.rondo.engine.cache.CacheKey;
import dev.rondo.engine.loop.Adoptions.Alternative;
import dev.rondo.engine.loop.EngineState.Place;
import dev.rondo.engine.loop.KnownResults.Known;
import dev.rondo.engine.run.RunEvent.Resolution;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.Unit;
import dev.rondo.engine.store.CacheTable.Result;
import dev.rondo.engine.store.NondeterminismTable.NondeterminismRow;
import dev.rondo.engine.store.ResultUseTable;
import dev.rondo.engine.store.Tx;
import dev.rondo.step.CachePolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the cache about all steps of a wave at once: one question for their keys, one for the artifacts of what is known.
 * A step whose result somebody else computes at this moment waits for it.
 */
final class AskCache {
    private static final Logger LOG = LoggerFactory.getLogger(AskCache.class);

    private final ArtifactStore artifacts;
    private final Adoptions adoptions;

    AskCache(ArtifactStore artifacts, Adoptions adoptions) {
        this.artifacts = artifacts;
        this.adoptions = adoptions;
    }

    /** A step that may have been done before. */
    record Question(ActiveRun run, StepDefinition step, CacheKey key, List<Alternative> others) {
        String digest() {
            return key.digest().hex();
        }

        List<String> keys() {
            if (others.isEmpty()) {
                return List.of(digest());
            }
            return Stream.concat(
                            Stream.of(digest()),
                            others.stream().map(other -> other.key().digest().hex()))
                    .toList();
        }

        StepMemory memory() {
            return run.memory(step.name());
        }

        boolean refreshes() {
            return run.refresh.contains(step.name());
        }

        private Place place() {
            return new Place(run.id(), run.place(step.name()), Unit.of(step.name()));
        }
    }

    /** What is known of the keys of a wave, and artifacts of it that cannot be used. */
    private record Wave(Map<String, Known> results, Set<Digest> missing) {
        /** Which run computed what a step took over. */
        RunId run(StepMemory hit) {
            return Objects.requireNonNull(results.get(hit.cacheKey.orElseThrow()))
                    .result()
                    .run();
        }

        /** Those of its keys whose results cannot be used. */
        List<String> damaged(Question question) {
            if (missing.isEmpty()) {
                return List.of();
            }
            return question.keys().stream()
                    .filter(key -> Optional.ofNullable(results.get(key))
                            .flatMap(this::damaged)
                            .isPresent())
                    .toList();
        }

        Optional<OutputArtifact> damaged(Known known) {
            if (missing.isEmpty()) {
                return Optional.empty();
            }
            return known.outputs().stream()
                    .filter(output -> missing.contains(output.digest()))
                    .findFirst();
        }
    }

    Question question(ActiveRun run, StepDefinition step, CacheKey key) {
        return new Question(run, step, key, adoptions.alternatives(key));
    }

    /** One answer for each question, in their order. */
    List<Resolution> answer(Tx tx, EngineState engine, List<Question> wave, Instant now) {
        Wave known = known(tx, engine, wave);
        Map<String, Question> first = new HashMap<>();
        List<Resolution> answers = new ArrayList<>();
        List<Question> misses = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        Set<String> useless = new LinkedHashSet<>();
        Set<RunId> used = new LinkedHashSet<>();
        for (Question question : wave) {
            Optional<Resolution> answer = settled(engine, known, first, question, now);
            if (question.memory().cache.equals(StepMemory.HIT)) {
                engine.probe.hit(question.run(), question.step());
                used.add(known.run(question.memory()));
            }
            answer.ifPresent(answers::add);
            if (answer.isEmpty()) {
                misses.add(question);
                places.add(answers.size());
                answers.add(new Resolution.Compute(""));
            }
            boolean computes = question.memory().cache.equals(StepMemory.MISS);
            if (computes && !Pools.isBlocked(engine.pools.check(question.step(), new Resolution.Compute("")))) {
                first.putIfAbsent(question.digest(), question);
            }
            useless.addAll(known.damaged(question));
        }
        if (!useless.isEmpty()) {
            engine.results.remove(tx, useless);
        }
        ResultUseTable.note(tx, used, now);
        List<String> why = misses.isEmpty() ? List.of() : ExplainMiss.all(tx, engine.computed, misses);
        for (int i = 0; i < why.size(); i++) {
            answers.set(places.get(i), new Resolution.Compute(why.get(i)));
        }
        return answers;
    }

    /** The answer, unless the key is not known and nobody computes it. */
    private static Optional<Resolution> settled(
            EngineState engine, Wave known, Map<String, Question> first, Question question, Instant now) {
        StepMemory memory = question.memory();
        memory.cache = StepMemory.MISS;
        memory.awaits = Optional.empty();
        if (question.refreshes()) {
            return Optional.of(new Resolution.Compute("runs because a refresh was asked for"));
        }
        String key = question.digest();
        Optional<Known> result = Optional.ofNullable(known.results().get(key));
        Optional<String> useless =
                result.flatMap(r -> whyUseless(question, known, r, now).or(() -> doubt(engine, question, r.result())));
        if (result.isPresent() && useless.isEmpty()) {
            return Optional.of(hit(question, result.get(), ""));
        }
        for (Alternative other : question.others()) {
            Known adopted = known.results().get(other.key().digest().hex());
            if (adopted != null && whyUseless(question, known, adopted, now).isEmpty()) {
                return Optional.of(hit(question, adopted, other.words()));
            }
        }
        Optional<String> other = elsewhere(engine, first, question);
        if (other.isPresent()) {
            memory.cache = StepMemory.NO_CACHE;
            memory.awaits = Optional.of(key);
            engine.inFlight.awaits(key);
            return other.map(Resolution.Blocked::new);
        }
        return useless.map(Resolution.Compute::new);
    }

    /** The result of another step, whose outputs are the same in the same order, is handed on under this step's names. */
    static List<OutputArtifact> own(StepDefinition step, List<OutputArtifact> found) {
        List<OutputArtifact> own = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            OutputDefinition output = step.outputs().get(i);
            own.add(new OutputArtifact(
                    output.name(),
                    output.dataset(),
                    found.get(i).digest(),
                    found.get(i).sizeBytes()));
        }
        return own;
    }

    /** A result of another pipeline that may be otherwise is not taken for this one's. */
    private static Optional<String> doubt(EngineState engine, Question question, Result result) {
        return doubt(engine.probe.doubt(question.key()), question.step(), question.run(), result.pipeline());
    }

    /** The same, when it is known what was found of the code that made the result. */
    static Optional<String> doubt(
            Optional<NondeterminismRow> found, StepDefinition step, ActiveRun run, PipelineName madeBy) {
        return found.filter(row -> !step.cache().mayDiffer())
                .filter(row -> !madeBy.equals(run.row.pipeline()))
                .map(row -> "runs because the result of pipeline " + madeBy + " is not shared: " + row.words());
    }

    private static Resolution hit(Question question, Known known, String words) {
        Result result = known.result();
        StepMemory memory = question.memory();
        memory.cache = StepMemory.HIT;
        memory.cacheKey = Optional.of(result.key());
        memory.outputs = own(question.step(), known.outputs());
        memory.metrics = known.metrics();
        return new Resolution.Done(unchangedSince(result.run()) + words);
    }

    private static Optional<String> whyUseless(Question question, Wave wave, Known known, Instant now) {
        Result result = known.result();
        return expired(result.createdAt(), question.step(), now)
                .or(() -> wave.damaged(known).map(output -> {
                    LOG.warn(
                            "Step {} of run {} is computed again: its output {} of run {}, artifact {}, is missing or"
                                    + " damaged",
                            question.step().name(),
                            question.run().id(),
                            output.name(),
                            result.run(),
                            output.digest());
                    return missing(output, result.run());
                }));
    }

    /** Why the cache is not asked about a step; empty when it is. */
    static Optional<String> uncached(ActiveRun run, StepDefinition step) {
        if (!step.cache().enabled()) {
            return Optional.of(
                    step.cache().effects()
                            ? "runs every time: it has effects"
                            : "runs every time: its cache policy is never");
        }
        return run.row.noCache() ? Optional.of("runs because its run was started without the cache") : Optional.empty();
    }

    /** Why a result that was made then is too old; empty when it is not. */
    static Optional<String> expired(Instant made, StepDefinition step, Instant now) {
        return step.cache()
                .expiresAfter()
                .filter(age -> made.plus(age).isBefore(now))
                .map(age -> "runs because the earlier result, of " + made + ", has expired");
    }

    static String missing(OutputArtifact output, RunId made) {
        return "runs because its output " + output.name() + " of run " + made + ", artifact "
                + output.digest().shortHex() + ", is missing or damaged";
    }

    static String unchangedSince(RunId made) {
        return "nothing it depends on has changed since run " + made;
    }

    /** Who computes the same at this moment, in words. */
    private static Optional<String> elsewhere(EngineState engine, Map<String, Question> first, Question question) {
        Question sooner = first.get(question.digest());
        Optional<Place> other = sooner != null
                ? Optional.of(sooner.place())
                : engine.inFlight.computing(question.digest(), question.place());
        return other.filter(place -> !place.equals(question.place()))
                .map(
                        place -> "waits for step " + place.step() + " of run " + place.run()
                                + ", which computes the same result; it is used here, or computed here if that does not succeed");
    }

    /** A key names its step, unless the step shares its results. */
    private static boolean mayBeKnown(Tx tx, EngineState engine, Question question) {
        return question.step().cache().scope() == CachePolicy.Scope.SHARED
                || engine.computed.mayHave(tx, question.run(), question.step().name());
    }

    private Wave known(Tx tx, EngineState engine, List<Question> wave) {
        Set<String> keys = new LinkedHashSet<>();
        for (Question question : wave) {
            if (!question.refreshes()) {
                if (mayBeKnown(tx, engine, question)) {
                    keys.addAll(question.keys());
                } else {
                    question.keys().forEach(engine.results::hasNone);
                }
            }
        }
        Map<String, Known> results = engine.results.among(tx, keys);
        Map<Digest, Long> sizes = new HashMap<>();
        results.values()
                .forEach(known -> known.outputs().forEach(output -> sizes.put(output.digest(), output.sizeBytes())));
        return new Wave(results, sizes.isEmpty() ? new HashSet<>() : artifacts.missing(sizes));
    }
}
