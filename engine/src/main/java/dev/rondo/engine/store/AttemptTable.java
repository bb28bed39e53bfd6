package dev.rondo.engine.store;

import dev.rondo.definition.StepName;
import dev.rondo.engine.run.AttemptState;
import dev.rondo.engine.run.AttemptToken;
import dev.rondo.engine.run.RunId;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tables {@code attempt} and {@code attempt_input}: every try of every step, and what it read. */
public final class AttemptTable {
    private AttemptTable() {}

    /** A row of {@code attempt}; {@code params} and {@code metrics} are JSON objects. */
    public record AttemptRow(
            RunId run,
            StepName step,
            int number,
            AttemptToken token,
            AttemptState state,
            String executor,
            Instant startedAt,
            Optional<Instant> finishedAt,
            Optional<String> failureKind,
            Optional<String> failure,
            Optional<String> stackTrace,
            String params,
            String metrics) {}

    /** A row of {@code attempt_input}; {@code part} counts from 0 through the partitions of one input. */
    public record InputRow(
            RunId run,
            StepName step,
            int number,
            String input,
            int part,
            String dataset,
            PartitionKey partition,
            String digest) {}

    private static final String INSERT = """
            insert into attempt (run_id, step, number, token, state, executor, node_epoch, started_at, params, metrics)
            values (?, ?, ?, ?, ?, ?, ?, ?, '{}', '{}')
            """;

    /** A row that has ended stays as it is: the state is part of the condition. */
    private static final String END = """
            update attempt
               set state = ?, finished_at = ?, failure_kind = ?, failure = ?, stack_trace = ?, params = ?, metrics = ?
             where run_id = ? and step = ? and number = ? and state = 'RUNNING' and node_epoch = ?
            """;

    private static final String TAKE_OVER = """
            update attempt set node_epoch = ? where state = 'RUNNING'
            """;

    private static final String INSERT_INPUT = """
            insert into attempt_input (run_id, step, number, input, part, dataset, partition_key, digest)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String COLUMNS = """
            select run_id, step, number, token, state, executor, started_at, finished_at, failure_kind, failure,
                   stack_trace, params, metrics
              from attempt
            """;

    public static void insert(Tx tx, List<AttemptRow> attempts, long epoch) {
        List<Object[]> rows = new ArrayList<>();
        for (AttemptRow a : attempts) {
            rows.add(new Object[] {
                a.run().value(),
                a.step().value(),
                a.number(),
                a.token().value(),
                a.state(),
                a.executor(),
                epoch,
                a.startedAt()
            });
        }
        tx.laterAll(INSERT, rows);
    }

    /** Ends attempts of this epoch; those that have ended already, or belong to another epoch, stay as they are. */
    public static void end(Tx tx, List<AttemptRow> attempts, long epoch) {
        List<Object[]> rows = new ArrayList<>();
        for (AttemptRow a : attempts) {
            rows.add(new Object[] {
                a.state(),
                a.finishedAt(),
                a.failureKind(),
                a.failure().map(f -> Clip.to(4000, f)),
                a.stackTrace(),
                a.params(),
                a.metrics(),
                a.run().value(),
                a.step().value(),
                a.number(),
                epoch
            });
        }
        tx.laterAll(END, rows);
    }

    /** Makes the attempts that a former epoch left running this epoch's own, so that it can end them as lost. */
    public static void takeOver(Tx tx, long epoch) {
        tx.later(TAKE_OVER, epoch);
    }

    public static void insertInputs(Tx tx, List<InputRow> inputs) {
        List<Object[]> rows = new ArrayList<>();
        for (InputRow i : inputs) {
            rows.add(new Object[] {
                i.run().value(),
                i.step().value(),
                i.number(),
                i.input(),
                i.part(),
                i.dataset(),
                i.partition().value(),
                i.digest()
            });
        }
        tx.laterAll(INSERT_INPUT, rows);
    }

    public static List<AttemptRow> ofStep(Tx tx, RunId run, StepName step) {
        return tx.query(
                COLUMNS + " where run_id = ? and step = ? order by number",
                AttemptTable::read,
                run.value(),
                step.value());
    }

    public static List<AttemptRow> ofRun(Tx tx, RunId run) {
        return tx.query(COLUMNS + " where run_id = ? order by step, number", AttemptTable::read, run.value());
    }

    /** What every attempt of a run read. */
    public static List<InputRow> inputsOfRun(Tx tx, RunId run) {
        return tx.query(
                """
                select run_id, step, number, input, part, dataset, partition_key, digest from attempt_input
                 where run_id = ? order by step, number, input, part
                """,
                row -> new InputRow(
                        new RunId(row.bigint("run_id")),
                        StepName.of(row.text("step")),
                        row.integer("number"),
                        row.text("input"),
                        row.integer("part"),
                        row.text("dataset"),
                        PartitionKey.of(row.text("partition_key")),
                        row.text("digest")),
                run.value());
    }

    private static AttemptRow read(Row row) {
        return new AttemptRow(
                new RunId(row.bigint("run_id")),
                StepName.of(row.text("step")),
                row.integer("number"),
                new AttemptToken(row.text("token")),
                AttemptState.valueOf(row.text("state")),
                row.text("executor"),
                row.instant("started_at"),
                row.optionalInstant("finished_at"),
                row.optionalText("failure_kind"),
                row.optionalText("failure"),
                row.optionalText("stack_trace"),
                row.text("params"),
                row.text("metrics"));
    }
}
