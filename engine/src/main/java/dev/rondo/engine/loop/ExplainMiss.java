package dev.rondo.engine.loop;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.engine.cache.CacheKey;
import dev.rondo.engine.cache.KeyDifference;
import dev.rondo.engine.cache.KeyPart;
import dev.rondo.engine.cache.NearestKey;
import dev.rondo.engine.cache.NearestKey.Earlier;
import dev.rondo.engine.loop.AskCache.Question;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.store.CacheTable;
import dev.rondo.engine.store.CacheTable.CacheRow;
import dev.rondo.engine.store.RunTable;
import dev.rondo.engine.store.RunTable.RunRow;
import dev.rondo.engine.store.StepTable.StepRow;
import dev.rondo.engine.store.Tx;
import dev.rondo.partition.PartitionKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Explains misses by the nearest earlier key: the newest of the same partition and the newest of the step are compared. Of
 * a large wave only the first are explained at once, the others when somebody asks.
 */
public final class ExplainMiss {
    private static final int MOST_AT_ONCE = 32;
    private static final int MOST_WHEN_ASKED = 100;
    private static final int NEWEST = 12;
    private static final int OF_PARTITION = 3;

    private static final String FIRST = "runs for the first time";
    private static final String LATER =
            "no earlier result has the same key; what differs is looked up when somebody asks";

    private ExplainMiss() {}

    /** Which step's entries. */
    private record StepOf(PipelineName pipeline, StepName step) {}

    /** One explanation for each, in their order. */
    static List<String> all(Tx tx, ComputedSteps computed, List<Question> misses) {
        Map<StepOf, List<Earlier>> newest = new HashMap<>();
        List<String> why = new ArrayList<>();
        int explained = 0;
        for (Question miss : misses) {
            var of = new StepOf(miss.run().row.pipeline(), miss.step().name());
            if (!computed.mayHave(tx, miss.run(), of.step())) {
                why.add(FIRST);
            } else if (explained++ < MOST_AT_ONCE) {
                List<Earlier> recent = newest.computeIfAbsent(
                        of, step -> earlier(CacheTable.newest(tx, step.pipeline(), step.step(), NEWEST)));
                List<Earlier> own =
                        own(tx, of, miss.run().partition(), miss.run().id());
                List<KeyPart> now = miss.key().parts();
                why.add(nearest(own, recent, now).map(n -> words(n, now)).orElse(FIRST));
            } else {
                why.add(LATER);
            }
        }
        return why;
    }

    /** Why a step that is only looked at would miss. */
    static String one(Tx tx, ActiveRun run, StepDefinition step, CacheKey key) {
        return nearest(tx, run, step, key.parts())
                .map(nearest -> words(nearest, key.parts()))
                .orElse(FIRST);
    }

    /** The earlier key of a step from which fewest of these parts differ. */
    static Optional<Earlier> nearest(Tx tx, ActiveRun run, StepDefinition step, List<KeyPart> now) {
        var of = new StepOf(run.row.pipeline(), step.name());
        List<Earlier> recent = earlier(CacheTable.newest(tx, of.pipeline(), of.step(), NEWEST));
        List<Earlier> own = recent.isEmpty() ? List.of() : own(tx, of, run.partition(), new RunId(Long.MAX_VALUE));
        return nearest(own, recent, now);
    }

    /** The explanations that were put off when a run met its misses, of the first {@value #MOST_WHEN_ASKED} of them. */
    public static Map<StepName, String> putOff(Tx tx, RunId run, List<StepRow> steps) {
        List<StepRow> open = steps.stream()
                .filter(step -> step.cacheWhy().equals(LATER))
                .limit(MOST_WHEN_ASKED)
                .toList();
        Map<StepName, String> words = new HashMap<>();
        if (!open.isEmpty()) {
            RunTable.byId(tx, run)
                    .ifPresent(row -> open.forEach(step -> words.put(step.step(), whenAsked(tx, row, step))));
        }
        return words;
    }

    private static String whenAsked(Tx tx, RunRow run, StepRow step) {
        Optional<CacheRow> now = step.cacheKey().flatMap(key -> CacheTable.find(tx, key));
        if (now.isEmpty()) {
            return "no earlier result had the same key; what differs is not known, since the step made none itself";
        }
        var of = new StepOf(run.pipeline(), step.step());
        List<Earlier> recent = earlier(CacheTable.newest(tx, of.pipeline(), of.step(), NEWEST)).stream()
                .filter(entry -> entry.run().compareTo(run.id()) < 0)
                .toList();
        List<KeyPart> parts = CacheKey.parts(now.get().parts());
        return nearest(own(tx, of, run.partition(), run.id()), recent, parts)
                .map(nearest -> words(nearest, parts))
                .orElse("no earlier result had the same key, and none is left to compare it with");
    }

    private static List<Earlier> own(Tx tx, StepOf of, PartitionKey partition, RunId before) {
        return earlier(CacheTable.ofPartition(tx, of.pipeline(), of.step(), partition, before, OF_PARTITION));
    }

    private static List<Earlier> earlier(List<CacheRow> rows) {
        List<Earlier> earlier = new ArrayList<>();
        rows.forEach(row -> earlier.add(new Earlier(row.run(), CacheKey.parts(row.parts()))));
        return earlier;
    }

    private static Optional<Earlier> nearest(List<Earlier> own, List<Earlier> recent, List<KeyPart> now) {
        return NearestKey.among(Stream.concat(own.stream(), recent.stream()).toList(), now);
    }

    private static String words(Earlier nearest, List<KeyPart> now) {
        return "differs from run " + nearest.run() + " in: "
                + String.join("; ", KeyDifference.between(nearest.parts(), now));
    }
}
