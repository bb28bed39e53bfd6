package dev.rondo.engine.loop;

import dev.rondo.definition.OutputDefinition;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.engine.artifact.Artifact;
import dev.rondo.engine.artifact.ArtifactStore;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.artifact.ItemValue;
import dev.rondo.engine.artifact.ListElements;
import dev.rondo.engine.artifact.ValueSlot;
import dev.rondo.engine.artifact.Values;
import dev.rondo.engine.attempt.InputPart;
import dev.rondo.engine.attempt.OutputArtifact;
import dev.rondo.engine.attempt.ResolvedInput;
import dev.rondo.engine.cache.CacheKey;
import dev.rondo.engine.cache.StepKey;
import dev.rondo.engine.loop.Adoptions.Alternative;
import dev.rondo.engine.loop.FanOut.Elements;
import dev.rondo.engine.run.RunEvent;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.Database;
import dev.rondo.engine.store.ItemTable;
import dev.rondo.engine.store.ItemTable.Earlier;
import dev.rondo.engine.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work with files that a fan-out needs: taking the list apart before its items, putting their results together after
 * them. It is done on other threads than the engine's, and comes back as a message.
 */
final class FanOutFiles {
    private static final Logger LOG = LoggerFactory.getLogger(FanOutFiles.class);
    private static final int KEYS_PER_QUESTION = 500;

    private final ArtifactStore artifacts;
    private final Values values;
    private final Database database;
    private final Executor threads;
    private final Consumer<Consumer<TurnWork>> mail;
    private final Adoptions adoptions;

    FanOutFiles(
            ArtifactStore artifacts,
            Database database,
            Executor threads,
            Consumer<Consumer<TurnWork>> mail,
            Adoptions adoptions) {
        this.adoptions = adoptions;
        this.artifacts = artifacts;
        this.values = new Values(artifacts);
        this.database = database;
        this.threads = threads;
        this.mail = mail;
    }

    /** What came of taking a list apart: its elements, and the results that are known already. */
    private record Split(Elements elements, Map<Integer, Earlier> known) {}

    /** Finds the elements of a step's list; {@link RunEvent.Expanded} follows, and the items that are done already. */
    void split(ActiveRun run, StepDefinition step, List<ResolvedInput> inputs, Instant now) {
        RunId id = run.id();
        StepName name = step.name();
        boolean refresh = run.refresh.contains(name);
        threads.execute(() -> attempt(id, name, () -> {
            Split split = split(run, step, inputs, refresh, keys -> database.read(earlier(run, step, keys, now)));
            mail.accept(turn -> expanded(turn, id, name, split));
        }));
    }

    /** How many items a step has, and how many of their results are known. */
    record ItemsAhead(int total, int known) {}

    /** Takes a list apart for a plan, at once. */
    ItemsAhead ahead(Tx tx, ActiveRun run, StepDefinition step, List<ResolvedInput> inputs, Instant now) {
        Split split = split(
                run,
                step,
                inputs,
                run.refresh.contains(step.name()),
                keys -> earlier(run, step, keys, now).apply(tx));
        return new ItemsAhead(split.elements().list().count(), split.known().size());
    }

    /** Writes the joined result of a step's items; {@link RunEvent.Joined} follows. */
    void join(ActiveRun run, StepDefinition step, List<ItemValue> items) {
        RunId id = run.id();
        StepName name = step.name();
        OutputDefinition output = step.outputs().get(0);
        threads.execute(() -> attempt(id, name, () -> {
            Artifact joined = values.join(new ValueSlot(output.dataset().value(), output.type()), items);
            var artifact = new OutputArtifact(output.name(), output.dataset(), joined.digest(), joined.sizeBytes());
            mail.accept(turn -> turn.fanOuts().joined(turn, id, name, artifact));
        }));
    }

    /** The files may be damaged and a codec is user code: whatever is thrown is the failure of this step alone. */
    private void attempt(RunId run, StepName step, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.error("The fan-out of step {} of run {} fails", step, run, e);
            String why = "its list could not be taken apart or its results not put together: " + e.getMessage();
            mail.accept(turn -> turn.post(run, new RunEvent.FanOutFailed(step, why)));
        }
    }

    private static Function<Tx, List<Earlier>> earlier(
            ActiveRun run, StepDefinition step, List<String> keys, Instant now) {
        Optional<Instant> since = step.cache().expiresAfter().map(now::minus);
        return tx -> ItemTable.earlier(tx, run.row.pipeline(), step.name(), keys, since);
    }

    private Split split(
            ActiveRun run,
            StepDefinition step,
            List<ResolvedInput> inputs,
            boolean refresh,
            Function<List<String>, List<Earlier>> ask) {
        ResolvedInput list = inputs.get(0);
        InputPart part = list.parts().get(0);
        ListElements elements = values.elements(new ValueSlot(part.label(), list.type()), part.digest());
        if (!step.cache().enabled() || run.row.noCache()) {
            return new Split(new Elements(elements, List.of()), Map.of());
        }
        List<String> keys = new ArrayList<>(elements.count());
        List<List<String>> all = new ArrayList<>(elements.count());
        for (int i = 0; i < elements.count(); i++) {
            CacheKey key = key(run, step, inputs, elements.digest(i));
            keys.add(key.digest().hex());
            all.add(Stream.concat(
                            Stream.of(key), adoptions.alternatives(key).stream().map(Alternative::key))
                    .map(k -> k.digest().hex())
                    .toList());
        }
        Map<Integer, Earlier> known = refresh ? Map.of() : known(all, ask);
        return new Split(new Elements(elements, List.copyOf(keys)), known);
    }

    private static CacheKey key(ActiveRun run, StepDefinition step, List<ResolvedInput> inputs, Digest element) {
        ResolvedInput list = inputs.get(0);
        InputPart whole = list.parts().get(0);
        var one = new InputPart("element of " + whole.origin(), whole.partition(), element, 0, whole.displayName());
        List<ResolvedInput> seen = new ArrayList<>(inputs);
        seen.set(0, new ResolvedInput(list.name(), false, List.of(one), list.type(), list.columns()));
        return StepKey.of(
                run.row.pipeline(),
                step,
                run.deployment.code(),
                run.partition(),
                run.settings,
                FanOut.seed(run.seed(step.name()), element),
                seen);
    }

    /** @param keysOfItems for each item its key, and after it those that count as well */
    private Map<Integer, Earlier> known(List<List<String>> keysOfItems, Function<List<String>, List<Earlier>> ask) {
        List<String> keys =
                keysOfItems.stream().flatMap(List::stream).distinct().toList();
        Map<String, Earlier> byKey = new HashMap<>();
        for (int from = 0; from < keys.size(); from += KEYS_PER_QUESTION) {
            List<String> some = keys.subList(from, Math.min(keys.size(), from + KEYS_PER_QUESTION));
            ask.apply(some).stream()
                    .filter(e -> e.value().small().isPresent()
                            || artifacts.exists(e.value().digest(), e.value().sizeBytes()))
                    .forEach(e -> byKey.merge(e.key(), e, (a, b) -> a.run().compareTo(b.run()) > 0 ? a : b));
        }
        Map<Integer, Earlier> known = new HashMap<>();
        for (int i = 0; i < keysOfItems.size(); i++) {
            int item = i;
            keysOfItems.get(i).stream()
                    .filter(byKey::containsKey)
                    .findFirst()
                    .ifPresent(key -> known.put(item, byKey.get(key)));
        }
        return known;
    }

    private static void expanded(TurnWork turn, RunId run, StepName step, Split split) {
        turn.fanOuts().expanded(turn, run, step, split.elements());
        split.known().forEach((item, earlier) -> turn.fanOuts().known(turn, run, step, item, earlier));
    }
}
