package dev.rondo.engine.store;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunId;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The table {@code feed}: changes, numbered in the order of commits. A row may tell of several changes; its number is that
 * of the last of them.
 */
public final class FeedTable {
    private FeedTable() {}

    /** A row without its number; {@code body} is a JSON object. */
    public record FeedRow(
            Instant at,
            String kind,
            Optional<PipelineName> pipeline,
            Optional<RunId> run,
            Optional<StepName> step,
            Optional<PartitionKey> partition,
            String body) {}

    /** Makes a value of a row and its number. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(long seq, FeedRow row);
    }

    private static final String APPEND = """
            insert into feed (seq, at, kind, pipeline, run_id, step, partition_key, body)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String SINCE = """
            select seq, at, kind, pipeline, run_id, step, partition_key, body from feed
             where seq > ? order by seq limit ?
            """;

    private static final String NEWEST = "select coalesce(max(seq), 0) as seq from feed";

    private static final String FORGET = "delete from feed where seq <= ?";

    /** A row to be added that tells of so many changes. */
    public record NewRow(FeedRow row, int changes) {}

    /** Adds rows, numbered in their order; the number of the last change. */
    public static long append(Tx tx, List<NewRow> rows) {
        int changes = rows.stream().mapToInt(NewRow::changes).sum();
        long seq = tx.numbers("feed", "seq", changes) - 1;
        List<Object[]> values = new ArrayList<>(rows.size());
        for (NewRow fresh : rows) {
            FeedRow r = fresh.row();
            seq += fresh.changes();
            values.add(new Object[] {seq, r.at(), r.kind(), r.pipeline(), r.run(), r.step(), r.partition(), r.body()});
        }
        tx.laterAll(APPEND, values);
        return seq;
    }

    public static <T> List<T> since(Tx tx, long seq, int limit, Reader<T> reader) {
        return tx.query(SINCE, row -> reader.read(row.bigint("seq"), read(row)), seq, limit);
    }

    /** The number of the last row; 0 when there is none. */
    public static long newest(Tx tx) {
        return tx.one(NEWEST, row -> row.bigint("seq")).orElseThrow();
    }

    /** Deletes the rows up to a number. */
    public static int forgetUpTo(Tx tx, long seq) {
        return tx.update(FORGET, seq);
    }

    private static FeedRow read(Row row) {
        return new FeedRow(
                row.instant("at"),
                row.text("kind"),
                row.optionalText("pipeline").map(PipelineName::of),
                row.optionalBigint("run_id").map(RunId::new),
                row.optionalText("step").map(StepName::of),
                row.optionalText("partition_key").map(PartitionKey::of),
                row.text("body"));
    }
}
