package dev.rondo.engine.store;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunId;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    private static final int MOST_LOOKED_AT = 50;

    /** Of the rows that lose, the database sends no text. */
    private static final String NEAREST = "select * from ("
            + COLUMNS
            + " where pipeline = ? and step = ? order by created_at desc fetch first " + MOST_LOOKED_AT + " rows only)"
            + " newest order by case when partition_key = ? then 0 else 1 end, created_at desc fetch first 1 row only";

    /** Puts entries in the place of older ones with the same keys; of two with one key the later counts. */
    public static void putAll(Tx tx, Collection<CacheRow> entries) {
        Map<String, CacheRow> byKey = new LinkedHashMap<>();
        entries.forEach(entry -> byKey.put(entry.key(), entry));
        List<Object[]> older = InList.ask(
                byKey.keySet(),
                (places, keys) -> tx.query(AMONG.formatted(places), row -> new Object[] {row.text("cache_key")}, keys));
        tx.batch(DELETE, older);
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
        tx.batch(INSERT, rows);
    }

    public static void remove(Tx tx, String key) {
        tx.update(DELETE, key);
    }

    public static Optional<CacheRow> find(Tx tx, String key) {
        return tx.one(COLUMNS + " where cache_key = ?", CacheTable::read, key);
    }

    /**
     * What a miss is explained by: of the newest {@value #MOST_LOOKED_AT} entries of a step the newest of the same partition, or else
     * the newest of all.
     */
    public static Optional<CacheRow> nearest(Tx tx, PipelineName pipeline, StepName step, PartitionKey partition) {
        return tx.one(NEAREST, CacheTable::read, pipeline.value(), step.value(), partition.value());
    }

    /** The newest entries of a step. */
    public static List<CacheRow> newest(Tx tx, PipelineName pipeline, StepName step, int limit) {
        return tx.query(
                COLUMNS + " where pipeline = ? and step = ? order by created_at desc fetch first " + limit
                        + " rows only",
                CacheTable::read,
                pipeline.value(),
                step.value());
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
