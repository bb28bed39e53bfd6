package dev.rondo.engine.store;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.artifact.Digest;
import dev.rondo.engine.artifact.ItemValue;
import dev.rondo.engine.run.AttemptState;
import dev.rondo.engine.run.AttemptToken;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.StepState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The tables {@code run_item} and {@code item_attempt}: the items of fanned-out steps that have begun. */
public final class ItemTable {
    private ItemTable() {}

    /** A row of {@code run_item}; {@code cache} is {@code HIT}, {@code MISS} or {@code NONE}. */
    public record ItemRow(
            RunId run,
            StepName step,
            int item,
            StepState state,
            int attempts,
            int recoveries,
            Optional<AttemptToken> token,
            String element,
            String cache,
            Optional<String> cacheKey,
            Optional<ItemValue> value,
            String why,
            Optional<Instant> retryAt,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt) {}

    /** A row of {@code item_attempt}: one that did not succeed. */
    public record ItemAttemptRow(
            RunId run,
            StepName step,
            int item,
            int number,
            AttemptState state,
            String executor,
            Instant startedAt,
            Instant finishedAt,
            Optional<String> failureKind,
            Optional<String> failure,
            Optional<String> stackTrace) {}

    /** An earlier result with the same key. */
    public record Earlier(String key, RunId run, ItemValue value) {}

    private static final String INSERT = """
            insert into run_item (state, attempts, recoveries, token, element, cache, cache_key, digest, size_bytes,
                                  small_value, why, retry_at, started_at, finished_at, run_id, step, item)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String UPDATE = """
            update run_item
               set state = ?, attempts = ?, recoveries = ?, token = ?, element = ?, cache = ?, cache_key = ?, digest = ?,
                   size_bytes = ?, small_value = ?, why = ?, retry_at = ?, started_at = ?, finished_at = ?
             where run_id = ? and step = ? and item = ?
            """;

    private static final String INSERT_ATTEMPT = """
            insert into item_attempt (run_id, step, item, number, state, executor, started_at, finished_at, failure_kind,
                                      failure, stack_trace)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String COLUMNS = """
            select run_id, step, item, state, attempts, recoveries, token, element, cache, cache_key, digest, size_bytes,
                   small_value, why, retry_at, started_at, finished_at
              from run_item
            """;

    /** Begins items that had no row. */
    public static void insert(Tx tx, List<ItemRow> items) {
        tx.laterAll(INSERT, rows(items));
    }

    /**
     * Writes what items became, of runs that {@link RunTable#hold} holds.
     *
     * @param otherwise what is thrown if one of them is not there, now or later in the transaction
     */
    public static void update(Tx tx, List<ItemRow> items, Supplier<StoreException> otherwise) {
        tx.mustChangeEach(UPDATE, rows(items), otherwise);
    }

    private static List<Object[]> rows(List<ItemRow> items) {
        List<Object[]> rows = new ArrayList<>(items.size());
        for (ItemRow i : items) {
            rows.add(new Object[] {
                i.state(),
                i.attempts(),
                i.recoveries(),
                i.token().map(AttemptToken::value),
                i.element(),
                i.cache(),
                i.cacheKey(),
                i.value().map(v -> v.digest().hex()),
                i.value().map(ItemValue::sizeBytes),
                i.value().flatMap(ItemValue::small),
                Clip.to(500, i.why()),
                i.retryAt(),
                i.startedAt(),
                i.finishedAt(),
                i.run().value(),
                i.step().value(),
                i.item()
            });
        }
        return rows;
    }

    public static void insertAttempts(Tx tx, List<ItemAttemptRow> attempts) {
        List<Object[]> rows = new ArrayList<>();
        for (ItemAttemptRow a : attempts) {
            rows.add(new Object[] {
                a.run().value(),
                a.step().value(),
                a.item(),
                a.number(),
                a.state(),
                a.executor(),
                a.startedAt(),
                a.finishedAt(),
                a.failureKind(),
                a.failure().map(f -> Clip.to(4000, f)),
                a.stackTrace()
            });
        }
        tx.laterAll(INSERT_ATTEMPT, rows);
    }

    public static List<ItemRow> ofRun(Tx tx, RunId run) {
        return tx.query(COLUMNS + " where run_id = ? order by step, item", ItemTable::read, run.value());
    }

    /** Items of a step in the order of their numbers, after {@code after}, in any of these states or in all. */
    public static List<ItemRow> page(Tx tx, RunId run, StepName step, List<StepState> states, int after, int limit) {
        List<Object> args = new ArrayList<>(List.of(run.value(), step.value(), after));
        String chosen = "";
        if (!states.isEmpty()) {
            chosen = " and state in (" + String.join(", ", Collections.nCopies(states.size(), "?")) + ")";
            args.addAll(states);
        }
        args.add(limit);
        return tx.query(
                COLUMNS + " where run_id = ? and step = ? and item > ?" + chosen + " order by item limit ?",
                ItemTable::read,
                args.toArray());
    }

    /** The attempts of these items that did not succeed, in their order. */
    public static List<ItemAttemptRow> attempts(Tx tx, RunId run, StepName step, int from, int to) {
        return tx.query(
                """
                select run_id, step, item, number, state, executor, started_at, finished_at, failure_kind, failure,
                       stack_trace
                  from item_attempt where run_id = ? and step = ? and item between ? and ? order by item, number
                """,
                row -> new ItemAttemptRow(
                        new RunId(row.bigint("run_id")),
                        StepName.of(row.text("step")),
                        row.integer("item"),
                        row.integer("number"),
                        AttemptState.valueOf(row.text("state")),
                        row.text("executor"),
                        row.instant("started_at"),
                        row.instant("finished_at"),
                        row.optionalText("failure_kind"),
                        row.optionalText("failure"),
                        row.optionalText("stack_trace")),
                run.value(),
                step.value(),
                from,
                to);
    }

    /** How many items of each step that have begun are in each state. */
    public static Map<StepName, Map<StepState, Integer>> counts(Tx tx, RunId run) {
        Map<StepName, Map<StepState, Integer>> counts = new HashMap<>();
        tx.query(
                        "select step, state, count(*) as how_many from run_item where run_id = ? group by step, state",
                        row -> Map.entry(
                                StepName.of(row.text("step")),
                                Map.entry(StepState.valueOf(row.text("state")), (int) row.bigint("how_many"))),
                        run.value())
                .forEach(entry -> counts.computeIfAbsent(entry.getKey(), s -> new EnumMap<>(StepState.class))
                        .put(entry.getValue().getKey(), entry.getValue().getValue()));
        return counts;
    }

    /**
     * Results that items of this pipeline's step had under these keys.
     *
     * @param since only what was computed, not taken over, since then; empty for all
     */
    public static List<Earlier> earlier(
            Tx tx, PipelineName pipeline, StepName step, List<String> keys, Optional<Instant> since) {
        List<Object> args = new ArrayList<>(keys);
        args.add(step.value());
        args.add(pipeline.value());
        String young = "";
        if (since.isPresent()) {
            young = " and i.cache = 'MISS' and i.finished_at >= ?";
            args.add(since.get());
        }
        String places = String.join(", ", Collections.nCopies(keys.size(), "?"));
        return tx.query(
                """
                select i.cache_key, i.run_id, i.digest, i.size_bytes, i.small_value
                  from run_item i join run r on r.run_id = i.run_id
                 where i.cache_key in (%s) and i.step = ? and r.pipeline = ? and i.state = 'SUCCEEDED'%s
                """.formatted(places, young),
                row -> new Earlier(
                        row.text("cache_key"),
                        new RunId(row.bigint("run_id")),
                        value(row).orElseThrow()),
                args.toArray());
    }

    private static Optional<ItemValue> value(Row row) {
        return row.optionalText("digest")
                .map(digest ->
                        new ItemValue(new Digest(digest), row.bigint("size_bytes"), row.optionalText("small_value")));
    }

    private static ItemRow read(Row row) {
        return new ItemRow(
                new RunId(row.bigint("run_id")),
                StepName.of(row.text("step")),
                row.integer("item"),
                StepState.valueOf(row.text("state")),
                row.integer("attempts"),
                row.integer("recoveries"),
                row.optionalText("token").map(AttemptToken::new),
                row.text("element"),
                row.text("cache"),
                row.optionalText("cache_key"),
                value(row),
                row.text("why"),
                row.optionalInstant("retry_at"),
                row.optionalInstant("started_at"),
                row.optionalInstant("finished_at"));
    }
}
