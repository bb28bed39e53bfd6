package dev.rondo.engine.store;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunId;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The table {@code cache_entry}: which outputs belong to which key, and what the key was made of. */
public final class CacheTable {
    private CacheTable() {}

    /** A row; {@code parts}, {@code outputs} and {@code metrics} are JSON. */
    public record CacheRow(
            String key,
            PipelineName pipeline,
            StepName step,
            PartitionKey partition,
            String parts,
            String outputs,
            String metrics,
            RunId run,
            Instant createdAt) {}

    private static final String DELETE = "delete from cache_entry where cache_key = ?";

    private static final String AMONG = "select cache_key from cache_entry where cache_key in (%s)";

    private static final String INSERT = """
            insert into cache_entry (cache_key, pipeline, step, partition_key, parts, outputs, metrics, run_id, created_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String COLUMNS = """
            select cache_key, pipeline, step, partition_key, parts, outputs, metrics, run_id, created_at from cache_entry
            """;

    private static final String RESULTS = """
            select cache_key, pipeline, outputs, metrics, run_id, created_at from cache_entry where cache_key in (%s)
            """;

    private static final String NEWEST =
            COLUMNS + " where pipeline = ? and step = ? order by created_at desc fetch first %d rows only";

    /** By the runs of the partition, since there are few of them and very many entries of a step. */
    private static final String OF_PARTITION = """
            select e.cache_key, e.pipeline, e.step, e.partition_key, e.parts, e.outputs, e.metrics, e.run_id, e.created_at
              from run r
              join run_step s on s.run_id = r.run_id and s.step = ?
              join cache_entry e on e.cache_key = s.cache_key
             where r.pipeline = ? and r.partition_key = ? and r.run_id < ?
             order by r.run_id desc fetch first %d rows only
            """;

    /** One look into the index for each step, however many entries it has. */
    private static final String KNOWN = """
            select s.step from (values %s) s (step)
             where exists (select 1 from cache_entry e where e.pipeline = ? and e.step = s.step)
            """;

    /** What a key's result is: {@code outputs} and {@code metrics} are JSON. */
    public record Result(
            String key, PipelineName pipeline, String outputs, String metrics, RunId run, Instant createdAt) {}

    /**
     * Puts entries in the place of older ones with the same keys; of two with one key the later counts.
     *
     * @param mayBeThere whether there may be an older entry with this key
     */
    public static void putAll(Tx tx, Collection<CacheRow> entries, Predicate<String> mayBeThere) {
        Map<String, CacheRow> byKey = new LinkedHashMap<>();
        entries.forEach(entry -> byKey.put(entry.key(), entry));
        List<Object[]> older = InList.ask(
                byKey.keySet().stream().filter(mayBeThere).toList(),
                (places, keys) -> tx.query(AMONG.formatted(places), row -> new Object[] {row.text("cache_key")}, keys));
        tx.laterAll(DELETE, older);
        List<Object[]> rows = new ArrayList<>();
        for (CacheRow entry : byKey.values()) {
            rows.add(new Object[] {
                entry.key(),
                entry.pipeline().value(),
                entry.step().value(),
                entry.partition().value(),
                entry.parts(),
                entry.outputs(),
                entry.metrics(),
                entry.run().value(),
                entry.createdAt()
            });
        }
        tx.laterAll(INSERT, rows);
    }

    /** Forgets entries, as when their artifacts are gone. */
    public static void removeAll(Tx tx, Collection<String> keys) {
        tx.laterAll(DELETE, keys.stream().map(key -> new Object[] {key}).toList());
    }

    public static Optional<CacheRow> find(Tx tx, String key) {
        return tx.one(COLUMNS + " where cache_key = ?", CacheTable::read, key);
    }

    /** The results of those of these keys that are known; one question for many keys, without what they are made of. */
    public static List<Result> results(Tx tx, Collection<String> keys) {
        return InList.ask(
                keys,
                (places, some) -> tx.query(
                        RESULTS.formatted(places),
                        row -> new Result(
                                row.text("cache_key"),
                                PipelineName.of(row.text("pipeline")),
                                row.text("outputs"),
                                row.text("metrics"),
                                new RunId(row.bigint("run_id")),
                                row.instant("created_at")),
                        some));
    }

    /** Those of these steps of a pipeline that have any entry. */
    public static Set<StepName> known(Tx tx, PipelineName pipeline, Collection<StepName> steps) {
        return Set.copyOf(InList.ask(steps, (places, some) -> {
                    Object[] args = Arrays.copyOf(some, some.length + 1);
                    args[some.length] = pipeline.value();
                    return tx.query(
                            KNOWN.formatted(places.replace("?", "(cast(? as varchar(100)))")),
                            row -> StepName.of(row.text("step")),
                            args);
                })
                .stream()
                .distinct()
                .toList());
    }

    /** The newest entries of a step, the newest first. */
    public static List<CacheRow> newest(Tx tx, PipelineName pipeline, StepName step, int limit) {
        return tx.query(NEWEST.formatted(limit), CacheTable::read, pipeline.value(), step.value());
    }

    /** Entries of the step that earlier runs for the same partition made or used, those of the newest run first. */
    public static List<CacheRow> ofPartition(
            Tx tx, PipelineName pipeline, StepName step, PartitionKey partition, RunId before, int limit) {
        return tx.query(
                OF_PARTITION.formatted(limit),
                CacheTable::read,
                step.value(),
                pipeline.value(),
                partition.value(),
                before.value());
    }

    private static CacheRow read(Row row) {
        return new CacheRow(
                row.text("cache_key"),
                PipelineName.of(row.text("pipeline")),
                StepName.of(row.text("step")),
                PartitionKey.of(row.text("partition_key")),
                row.text("parts"),
                row.text("outputs"),
                row.text("metrics"),
                new RunId(row.bigint("run_id")),
                row.instant("created_at"));
    }
}
