package dev.rondo.engine.store;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.run.AttemptState;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.engine.run.StepState;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rows of runs as whoever checks them needs them: all that must agree, and whom each row belongs to. */
public final class RunAudit {
    private RunAudit() {}

    /** A run's row. */
    public record RunFact(
            RunId id,
            PipelineName pipeline,
            String codeDigest,
            PartitionKey partition,
            RunState state,
            long epoch,
            Optional<Long> event,
            Optional<Instant> finishedAt) {}

    /** A step's row; {@code outputs} is JSON. */
    public record StepFact(
            StepName step,
            StepState state,
            int attempts,
            int recoveries,
            String cache,
            Optional<String> cacheKey,
            String why,
            Optional<Instant> retryAt,
            String outputs) {}

    /** An attempt's row. */
    public record AttemptFact(
            StepName step,
            int number,
            AttemptState state,
            long epoch,
            Optional<Instant> finishedAt,
            boolean explained) {}

    /** What an attempt read; {@code origin} is the name of a dataset, or a model's. */
    public record InputFact(StepName step, int number, String origin, PartitionKey partition, String digest) {}

    /**
     * A step that has fanned out.
     *
     * @param items how many its list has
     * @param states how many of those that have begun are in each state
     * @param unexplained items that have ended and whose attempts are not those that they count, in words; a few
     */
    public record FanOutFact(
            StepName step, StepState state, int items, Map<StepState, Integer> states, List<String> unexplained) {
        public FanOutFact {
            states = Map.copyOf(states);
            unexplained = List.copyOf(unexplained);
        }
    }

    /** A step's row, and those of its items in one state. */
    private record ItemCount(StepName step, StepState state, int items, Optional<StepState> of, int count) {}

    private static final String ITEM_COUNTS = """
            select s.step, s.state, s.items, i.state as item_state, count(i.item) as how_many
              from run_step s left join run_item i on i.run_id = s.run_id and i.step = s.step
             where s.run_id = ? and s.items is not null
             group by s.step, s.state, s.items, i.state order by s.step
            """;

    /** The last attempt of an item that runs or has succeeded did not fail; where the result was found, all have. */
    private static final String UNEXPLAINED_ITEMS = """
            select i.item, i.state, i.attempts + i.recoveries as tries, count(a.number) as failed
              from run_item i
              left join item_attempt a on a.run_id = i.run_id and a.step = i.step and a.item = i.item
             where i.run_id = ? and i.step = ?
             group by i.item, i.state, i.cache, i.attempts, i.recoveries
            having count(a.number) <> i.attempts + i.recoveries
                   - case when i.state in ('RUNNING', 'SUCCEEDED') and i.cache <> 'HIT' and i.attempts + i.recoveries > 0
                          then 1 else 0 end
                or max(a.number) >= i.attempts + i.recoveries and i.state in ('RUNNING', 'SUCCEEDED') and i.cache <> 'HIT'
             order by i.item fetch first 10 rows only
            """;

    private static final String RUNS = """
            select run_id, pipeline, code_digest, partition_key, state, node_epoch, trigger_event, finished_at from run
            """;

    /** Runs after {@code after}, oldest first. */
    public static List<RunFact> runsAfter(Tx tx, RunId after, int limit) {
        return tx.query(
                RUNS + " where run_id > ? order by run_id fetch first " + limit + " rows only", RunAudit::run, after);
    }

    public static Optional<RunFact> run(Tx tx, RunId run) {
        return tx.one(RUNS + " where run_id = ?", RunAudit::run, run);
    }

    /** In the order of the pipeline. */
    public static List<StepFact> steps(Tx tx, RunId run) {
        return tx.query(
                """
                select step, state, attempts, recoveries, cache, cache_key, why, retry_at, outputs from run_step
                 where run_id = ? order by ordinal
                """,
                row -> new StepFact(
                        StepName.of(row.text("step")),
                        row.constant("state", StepState.class),
                        row.integer("attempts"),
                        row.integer("recoveries"),
                        row.text("cache"),
                        row.optionalText("cache_key"),
                        row.text("why"),
                        row.optionalInstant("retry_at"),
                        row.text("outputs")),
                run);
    }

    public static List<AttemptFact> attempts(Tx tx, RunId run) {
        return tx.query(
                """
                select step, number, state, node_epoch, finished_at, failure from attempt
                 where run_id = ? order by step, number
                """,
                row -> new AttemptFact(
                        StepName.of(row.text("step")),
                        row.integer("number"),
                        row.constant("state", AttemptState.class),
                        row.bigint("node_epoch"),
                        row.optionalInstant("finished_at"),
                        row.optionalText("failure").isPresent()),
                run);
    }

    public static List<InputFact> inputs(Tx tx, RunId run) {
        return tx.query(
                """
                select step, number, dataset, partition_key, digest from attempt_input where run_id = ?
                """,
                row -> new InputFact(
                        StepName.of(row.text("step")),
                        row.integer("number"),
                        row.text("dataset"),
                        PartitionKey.of(row.text("partition_key")),
                        row.text("digest")),
                run);
    }

    /** The steps of a run that have fanned out. */
    public static List<FanOutFact> fanOuts(Tx tx, RunId run) {
        Map<StepName, List<ItemCount>> counts = new LinkedHashMap<>();
        tx.query(
                        ITEM_COUNTS,
                        row -> new ItemCount(
                                StepName.of(row.text("step")),
                                row.constant("state", StepState.class),
                                row.integer("items"),
                                row.optionalText("item_state").map(StepState::valueOf),
                                (int) row.bigint("how_many")),
                        run)
                .forEach(one -> counts.computeIfAbsent(one.step(), s -> new ArrayList<>())
                        .add(one));
        List<FanOutFact> facts = new ArrayList<>();
        counts.forEach((step, rows) -> {
            Map<StepState, Integer> states = new EnumMap<>(StepState.class);
            rows.forEach(row -> row.of().ifPresent(state -> states.put(state, row.count())));
            StepState state = rows.get(0).state();
            List<String> unexplained = state.terminal() ? unexplained(tx, run, step) : List.of();
            facts.add(new FanOutFact(step, state, rows.get(0).items(), states, unexplained));
        });
        return facts;
    }

    private static List<String> unexplained(Tx tx, RunId run, StepName step) {
        return tx.query(
                UNEXPLAINED_ITEMS,
                row -> "item " + row.integer("item") + " is " + row.text("state") + " and counts "
                        + row.integer("tries") + " attempts, of which " + row.bigint("failed")
                        + " are recorded as having failed",
                run,
                step.value());
    }

    /** The newest epoch that any node has taken. */
    public static long newestEpoch(Tx tx) {
        return tx.one("select max(epoch) as epoch from node", row -> row.bigint("epoch"))
                .orElseThrow();
    }

    /** Whether the log holds this event of a trigger, and no answer to it that names this run. */
    public static boolean unanswered(Tx tx, long event, RunId run) {
        return tx.one("""
                        select count(*) as open from trigger_event e where e.seq = ? and e.kind in ('SLOT', 'DATA')
                           and not exists (select 1 from trigger_decision d
                                            where d.event_seq = e.seq and d.run_id = ? and d.outcome = 'FIRED')
                        """, row -> row.bigint("open") > 0, event, run).orElseThrow();
    }

    /**
     * Events that a trigger has passed without an answer: those between its first answer and its cursor that concern it.
     *
     * @param dataset whose changes it watches; empty for a schedule
     * @param slotPrefix how the keys of its slots begin
     */
    public static List<Long> passedOver(Tx tx, String trigger, Optional<DatasetName> dataset, String slotPrefix) {
        String concerns =
                dataset.isPresent() ? "e.kind = 'DATA' and e.dataset = ?" : "e.kind = 'SLOT' and e.dedupe_key like ?";
        Object which = dataset.<Object>map(d -> d).orElse(slotPrefix + "%");
        return tx.query("""
                select e.seq from trigger_event e
                  join trigger_cursor c on c.trigger_id = ? and e.seq <= c.cursor_seq
                 where\s""" + concerns + """
                   and e.seq > (select min(f.event_seq) from trigger_decision f where f.trigger_id = c.trigger_id)
                   and not exists (select 1 from trigger_decision d
                                    where d.trigger_id = c.trigger_id and d.event_seq = e.seq)
                 order by e.seq fetch first 10 rows only
                """, row -> row.bigint("seq"), trigger, which);
    }

    /** Triggers that one version of data has started more than once, in words. */
    public static List<String> startedTwice(Tx tx) {
        return tx.query(
                """
                select d.trigger_id, e.version_id, count(distinct d.run_id) as runs
                  from trigger_decision d join trigger_event e on e.seq = d.event_seq
                 where d.outcome = 'FIRED' and e.version_id is not null
                 group by d.trigger_id, e.version_id having count(distinct d.run_id) > 1
                 order by d.trigger_id fetch first 10 rows only
                """,
                row -> "trigger " + row.text("trigger_id") + " started " + row.bigint("runs")
                        + " runs for data version " + row.bigint("version_id"));
    }

    /** Answers that say a run was started without naming it, in words. */
    public static List<String> firedWithoutRun(Tx tx) {
        return tx.query(
                """
                select d.trigger_id, d.event_seq from trigger_decision d
                 where d.outcome = 'FIRED' and d.run_id is null
                 order by d.event_seq fetch first 10 rows only
                """,
                row -> "trigger " + row.text("trigger_id") + " fired for event " + row.bigint("event_seq")
                        + ", and no run is named");
    }

    private static RunFact run(Row row) {
        return new RunFact(
                new RunId(row.bigint("run_id")),
                PipelineName.of(row.text("pipeline")),
                row.text("code_digest"),
                PartitionKey.of(row.text("partition_key")),
                row.constant("state", RunState.class),
                row.bigint("node_epoch"),
                row.optionalBigint("trigger_event"),
                row.optionalInstant("finished_at"));
    }
}
