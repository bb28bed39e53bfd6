package dev.rondo.engine.store;

import dev.rondo.definition.ModelName;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunId;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The table {@code gate_decision}: what every gate decided and why. Rows are added, never changed. */
public final class GateDecisionTable {
    private GateDecisionTable() {}

    /** A row without its number. */
    public record GateDecisionRow(
            ModelName model,
            int version,
            RunId run,
            PipelineName pipeline,
            StepName step,
            PartitionKey partition,
            String metric,
            Optional<Double> challenger,
            Optional<Double> champion,
            Optional<Double> baseline,
            Optional<Integer> championVersion,
            boolean promoted,
            String reason,
            Instant decidedAt) {}

    /** Makes a value of a row and its number. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(long id, GateDecisionRow row);
    }

    private static final String COLUMNS = """
            select decision_id, model, version, run_id, pipeline, step, partition_key, metric, challenger, champion,
                   baseline, champion_version, promoted, reason, decided_at
              from gate_decision
            """;

    private static final String INSERT = """
            insert into gate_decision (decision_id, model, version, run_id, pipeline, step, partition_key, metric, challenger, champion,
                                       baseline, champion_version, promoted, reason, decided_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    public static long insert(Tx tx, GateDecisionRow row) {
        long id = tx.numbers("gate_decision", "decision_id", 1);
        tx.later(
                INSERT,
                id,
                row.model(),
                row.version(),
                row.run(),
                row.pipeline(),
                row.step(),
                row.partition(),
                row.metric(),
                row.challenger(),
                row.champion(),
                row.baseline(),
                row.championVersion(),
                row.promoted(),
                row.reason(),
                row.decidedAt());
        return id;
    }

    public static <T> Optional<T> find(Tx tx, RunId run, StepName step, Reader<T> reader) {
        return tx.one(COLUMNS + " where run_id = ? and step = ?", row -> read(row, reader), run, step);
    }

    public static <T> List<T> ofRun(Tx tx, RunId run, Reader<T> reader) {
        return tx.query(COLUMNS + " where run_id = ? order by decision_id", row -> read(row, reader), run);
    }

    /** Newest first, below {@code before} where it is given. */
    public static <T> List<T> newest(Tx tx, ModelName model, OptionalLong before, int limit, Reader<T> reader) {
        return tx.query(
                COLUMNS + " where model = ? and decision_id < ? order by decision_id desc limit ?",
                row -> read(row, reader),
                model,
                before.orElse(Long.MAX_VALUE),
                limit);
    }

    /** The decisions that made champions, newest first, below {@code before} where it is given. */
    public static <T> List<T> promotions(Tx tx, ModelName model, OptionalLong before, int limit, Reader<T> reader) {
        return tx.query(
                COLUMNS + " where model = ? and decision_id < ? and promoted = true order by decision_id desc limit ?",
                row -> read(row, reader),
                model,
                before.orElse(Long.MAX_VALUE),
                limit);
    }

    /** About the versions from {@code first} to {@code last}, newest first. */
    public static <T> List<T> about(Tx tx, ModelName model, int first, int last, Reader<T> reader) {
        return tx.query(
                COLUMNS + " where model = ? and version between ? and ? order by decision_id desc",
                row -> read(row, reader),
                model,
                first,
                last);
    }

    private static <T> T read(Row row, Reader<T> reader) {
        var values = new GateDecisionRow(
                ModelName.of(row.text("model")),
                row.integer("version"),
                new RunId(row.bigint("run_id")),
                PipelineName.of(row.text("pipeline")),
                StepName.of(row.text("step")),
                PartitionKey.of(row.text("partition_key")),
                row.text("metric"),
                row.optionalDecimal("challenger"),
                row.optionalDecimal("champion"),
                row.optionalDecimal("baseline"),
                row.optionalInteger("champion_version"),
                row.bool("promoted"),
                row.text("reason"),
                row.instant("decided_at"));
        return reader.read(row.bigint("decision_id"), values);
    }
}
