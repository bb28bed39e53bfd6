package dev.rondo.engine.loop;

import dev.rondo.definition.OutputDefinition;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.engine.artifact.ArtifactStore;
import dev.rondo.engine.attempt.InputPart;
import dev.rondo.engine.attempt.OutputArtifact;
import dev.rondo.engine.attempt.ResolvedInput;
import dev.rondo.engine.cache.CacheKey;
import dev.rondo.engine.cache.KeyDifference;
import dev.rondo.engine.cache.KeyPart;
import dev.rondo.engine.cache.NearestKey;
import dev.rondo.engine.plan.Ahead;
import dev.rondo.engine.plan.KeyMatch;
import dev.rondo.engine.plan.Verdict;
import dev.rondo.engine.run.Items;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.CacheTable;
import dev.rondo.engine.store.CacheTable.CacheRow;
import dev.rondo.engine.store.NondeterminismTable;
import dev.rondo.engine.store.NondeterminismTable.NondeterminismRow;
import dev.rondo.engine.store.RowJson;
import dev.rondo.engine.store.Tx;
import dev.rondo.step.CachePolicy.Scope;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asks the cache for a plan, also about steps of whose inputs some are not there yet. */
final class CacheAhead {
    /** Of a step with more results, a key with unknown parts cannot be said to be new. */
    private static final int MOST_EARLIER = 500;

    private final Tx tx;
    private final ArtifactStore artifacts;
    private final FanOutFiles files;
    private final Foreseen foreseen;
    private final Instant now;
    private final Adoptions adoptions;
    private final Map<StepName, List<Earlier>> earlier = new HashMap<>();

    CacheAhead(Tx tx, ArtifactStore artifacts, FanOutFiles files, Foreseen foreseen, Instant now, Adoptions adoptions) {
        this.adoptions = adoptions;
        this.tx = tx;
        this.artifacts = artifacts;
        this.files = files;
        this.foreseen = foreseen;
        this.now = now;
    }

    /** An earlier result, as far as it matters here. */
    private record Earlier(RunId run, List<KeyPart> parts) {}

    /** What the cache will say; puts what the step will have written into its memory. */
    Ahead ask(ActiveRun run, StepDefinition step, List<ResolvedInput> inputs) {
        StepMemory memory = run.memory(step.name());
        memory.outputs = notThereYet(run, step);
        Optional<String> uncached = AskCache.uncached(run, step);
        if (uncached.isPresent()) {
            return new Ahead(Verdict.RUN, uncached.get());
        }
        CacheKey key = StepResolver.key(run, step, inputs);
        inputs.forEach(foreseen::note);
        Optional<List<OutputArtifact>> sameInPlan = foreseen.computed(key);
        if (run.refresh.contains(step.name())) {
            foreseen.computes(key, memory.outputs);
            return new Ahead(Verdict.RUN, "runs because a refresh was asked for");
        }
        Optional<CacheRow> entry = CacheTable.find(tx, key.digest().hex());
        Optional<String> useless = entry.flatMap(e -> AskCache.expired(e.createdAt(), step, now))
                .or(() -> entry.flatMap(this::missing))
                .or(() -> entry.flatMap(e -> doubt(step, run, key, e)));
        if (entry.isPresent() && useless.isEmpty()) {
            memory.outputs = AskCache.own(step, RowJson.outputs(entry.get().outputs()));
            memory.metrics = RowJson.metrics(entry.get().metrics());
            memory.cache = StepMemory.HIT;
            return new Ahead(Verdict.HIT, AskCache.unchangedSince(entry.get().run()));
        }
        Optional<Ahead> adopted = adopted(step, memory, key);
        if (adopted.isPresent()) {
            return adopted.get();
        }
        if (sameInPlan.isPresent()) {
            memory.outputs = sameInPlan.get();
            return new Ahead(Verdict.HIT, "an earlier partition of this plan has the same result");
        }
        Ahead answer = useless.map(why -> new Ahead(Verdict.RUN, why)).orElseGet(() -> miss(run, step, inputs, key));
        if (answer.verdict().mayRun()) {
            foreseen.computes(key, memory.outputs);
        }
        return answer;
    }

    private Optional<Ahead> adopted(StepDefinition step, StepMemory memory, CacheKey key) {
        for (Adoptions.Alternative other : adoptions.alternatives(key)) {
            Optional<CacheRow> entry = CacheTable.find(tx, other.key().digest().hex())
                    .filter(e -> AskCache.expired(e.createdAt(), step, now).isEmpty())
                    .filter(e -> missing(e).isEmpty());
            if (entry.isPresent()) {
                memory.outputs = AskCache.own(step, RowJson.outputs(entry.get().outputs()));
                memory.metrics = RowJson.metrics(entry.get().metrics());
                memory.cache = StepMemory.HIT;
                return Optional.of(new Ahead(
                        Verdict.HIT, AskCache.unchangedSince(entry.get().run()) + other.words()));
            }
        }
        return Optional.empty();
    }

    private Optional<String> doubt(StepDefinition step, ActiveRun run, CacheKey key, CacheRow entry) {
        if (entry.pipeline().equals(run.row.pipeline())) {
            return Optional.empty();
        }
        Map<String, NondeterminismRow> found = new HashMap<>();
        NondeterminismTable.all(tx).forEach(row -> found.put(row.code(), row));
        return AskCache.doubt(Probe.doubt(found, key), step, run, entry.pipeline());
    }

    private Optional<String> missing(CacheRow entry) {
        return RowJson.outputs(entry.outputs()).stream()
                .filter(output -> !artifacts.exists(output.digest(), output.sizeBytes()))
                .findFirst()
                .map(output -> AskCache.missing(output, entry.run()));
    }

    private Ahead miss(ActiveRun run, StepDefinition step, List<ResolvedInput> inputs, CacheKey key) {
        List<ResolvedInput> open = inputs.stream().filter(foreseen::isOpen).toList();
        if (step.mode().forEach()) {
            return items(run, step, inputs, open, key);
        }
        if (!open.isEmpty() && step.cache().scope() == Scope.SHARED) {
            return new Ahead(
                    Verdict.DEPENDS,
                    "runs unless some shared step has done the same with " + labels(open)
                            + ", which is made on the way");
        }
        List<CacheKey> keys = Stream.concat(
                        Stream.of(key), adoptions.alternatives(key).stream().map(Adoptions.Alternative::key))
                .toList();
        Optional<Earlier> fits = open.isEmpty()
                ? Optional.empty()
                : earlier(run, step).stream()
                        .filter(e -> keys.stream()
                                .anyMatch(k -> KeyMatch.possible(e.parts(), k.parts(), foreseen::isUnknown)))
                        .findFirst();
        if (fits.isPresent()) {
            return new Ahead(
                    Verdict.DEPENDS,
                    "runs if " + labels(open) + ", made on the way, is not as in run "
                            + fits.get().run());
        }
        if (foreseen.keys().stream()
                .anyMatch(other -> KeyMatch.possible(other.parts(), key.parts(), foreseen::isUnknown))) {
            return new Ahead(Verdict.DEPENDS, "runs unless an earlier partition of this plan has the same result");
        }
        if (!open.isEmpty() && earlier(run, step).size() >= MOST_EARLIER) {
            return new Ahead(Verdict.DEPENDS, "runs if " + labels(open) + ", made on the way, was never so before");
        }
        return new Ahead(
                Verdict.RUN, open.isEmpty() ? ExplainMiss.one(tx, run, step, key) : whatever(run, step, open, key));
    }

    /** Items whose results are known do not run; when all are, nothing does. */
    private Ahead items(
            ActiveRun run, StepDefinition step, List<ResolvedInput> inputs, List<ResolvedInput> open, CacheKey key) {
        if (!open.isEmpty()) {
            return new Ahead(
                    Verdict.DEPENDS, "its items run that are new once " + labels(open) + ", made on the way, is there");
        }
        FanOutFiles.ItemsAhead items = files.ahead(tx, run, step, inputs, now);
        return items.known() == items.total()
                ? new Ahead(Verdict.HIT, "earlier runs have done all of its " + Items.words(items.total()))
                : new Ahead(
                        Verdict.RUN,
                        "of its " + Items.words(items.total()) + ", " + (items.total() - items.known()) + " to run: "
                                + ExplainMiss.one(tx, run, step, key));
    }

    private String whatever(ActiveRun run, StepDefinition step, List<ResolvedInput> open, CacheKey key) {
        Optional<NearestKey.Earlier> nearest =
                ExplainMiss.nearest(tx, run, step, KeyMatch.known(key.parts(), foreseen::isUnknown));
        if (nearest.isEmpty()) {
            return "runs for the first time";
        }
        List<String> differences = KeyDifference.between(
                KeyMatch.knownPlaces(nearest.get().parts(), key.parts(), foreseen::isUnknown),
                KeyMatch.known(key.parts(), foreseen::isUnknown));
        return differences.isEmpty()
                ? "no earlier result fits, whatever " + labels(open) + " will be"
                : "differs from run " + nearest.get().run() + " in: " + String.join("; ", differences) + "; whatever "
                        + labels(open) + " will be";
    }

    private List<Earlier> earlier(ActiveRun run, StepDefinition step) {
        return earlier.computeIfAbsent(
                step.name(),
                name -> CacheTable.newest(tx, run.row.pipeline(), name, MOST_EARLIER).stream()
                        .filter(row ->
                                AskCache.expired(row.createdAt(), step, now).isEmpty())
                        .map(row -> new Earlier(row.run(), CacheKey.parts(row.parts())))
                        .toList());
    }

    private List<OutputArtifact> notThereYet(ActiveRun run, StepDefinition step) {
        return step.outputs().stream()
                .map((OutputDefinition out) -> foreseen.unknown(out.name(), out.dataset(), run.partition()))
                .toList();
    }

    private String labels(List<ResolvedInput> open) {
        return open.stream()
                .flatMap(input -> input.parts().stream())
                .filter(part -> foreseen.isUnknown(part.digest()))
                .map(InputPart::label)
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
