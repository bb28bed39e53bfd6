package dev.rondo.engine.store;

import dev.rondo.definition.PipelineName;
import dev.rondo.engine.run.RunId;
import dev.rondo.engine.run.RunState;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Runs of long ago: what still needs them, and how they are forgotten, a few hundred rows at a time. */
public final class OldRuns {
    private OldRuns() {}

    /**
     * A run and who needs it.
     *
     * @param amongNewest whether it is one of the newest runs of its pipeline and partition
     * @param servesModel whether it made or judged a version of a model that is kept
     * @param currentData whether a partition's current data is its own
     * @param usedSince whether a run that has not ended before the time asked for read or reused what it made
     * @param repeated whether a run that is there repeats it
     * @param hasParent whether the run is there that has started it, or the backfill
     */
    public record OldRun(
            RunId id,
            RunState state,
            Optional<Instant> finishedAt,
            boolean amongNewest,
            boolean servesModel,
            boolean currentData,
            boolean usedSince,
            boolean repeated,
            boolean hasParent) {}

    private record Page(RunId id, PipelineName pipeline, PartitionKey partition, Instant createdAt) {}

    /** The newest run of all stays, for the numbers go on from it. */
    private static final String PAGE = """
            select run_id, pipeline, partition_key, created_at from run
             where run_id > ? and run_id < (select max(run_id) from run) order by run_id fetch first %d rows only
            """;

    private static final String NEWEST = """
            select run_id from run where pipeline = ? and partition_key = ? and state <> 'SKIPPED'
             order by run_id desc fetch first %d rows only
            """;

    private static final String KEPT_VERSION = """
            (m.state <> 'REJECTED'
             or m.version = (select max(n.version) from model_version n where n.model = m.model))
            """;

    private static final String FACTS = """
            select r.run_id, r.state, r.finished_at, r.start_key,
                   case when exists (select 1 from model_version m where m.run_id = r.run_id and %1$s)
                          or exists (select 1 from gate_decision g
                                       join model_version m on m.model = g.model and m.version = g.version
                                      where g.run_id = r.run_id and %1$s)
                        then 1 else 0 end as serves_model,
                   case when exists (select 1 from dataset_version v where v.run_id = r.run_id
                                        and not exists (select 1 from dataset_version n
                                                         where n.dataset = v.dataset
                                                           and n.partition_key = v.partition_key
                                                           and n.version_id > v.version_id))
                        then 1 else 0 end as current_data,
                   case when exists (select 1 from dataset_version v
                                       join attempt_input i on i.dataset = v.dataset
                                        and i.partition_key = v.partition_key and i.digest = v.digest
                                       join run u on u.run_id = i.run_id
                                      where v.run_id = r.run_id and i.run_id <> r.run_id
                                        and (u.finished_at is null or u.finished_at >= ?))
                          or exists (select 1 from result_use t where t.run_id = r.run_id and t.used_at >= ?)
                          or r.run_id in (select c.run_id from run u
                                            join run_step s on s.run_id = u.run_id and s.cache = 'HIT'
                                            join cache_entry c on c.cache_key = s.cache_key
                                           where u.%2$s)
                        then 1 else 0 end as used_since,
                   case when exists (select 1 from run p where p.repeats = r.run_id) then 1 else 0 end as repeated
              from run r where r.run_id > ? and r.run_id <= ? order by r.run_id
            """.formatted(KEPT_VERSION, RunTable.UNFINISHED);

    /**
     * The next runs after {@code after}, oldest first, as long as they were created before {@code time}.
     *
     * @param newest how many runs of each pipeline and partition count as the newest; skipped ones do not count
     */
    public static List<OldRun> page(Tx tx, RunId after, Instant time, int newest, int limit) {
        List<Page> page = tx
                .query(
                        PAGE.formatted(limit),
                        row -> new Page(
                                new RunId(row.bigint("run_id")),
                                PipelineName.of(row.text("pipeline")),
                                PartitionKey.of(row.text("partition_key")),
                                row.instant("created_at")),
                        after)
                .stream()
                .takeWhile(run -> run.createdAt().isBefore(time))
                .toList();
        if (page.isEmpty()) {
            return List.of();
        }
        List<Long> fresh = new ArrayList<>();
        page.stream()
                .map(run -> List.of(run.pipeline().value(), run.partition().value()))
                .distinct()
                .forEach(of -> fresh.addAll(
                        tx.query(NEWEST.formatted(newest), row -> row.bigint("run_id"), of.get(0), of.get(1))));
        return tx.query(
                FACTS,
                row -> {
                    RunId id = new RunId(row.bigint("run_id"));
                    return new OldRun(
                            id,
                            row.constant("state", RunState.class),
                            row.optionalInstant("finished_at"),
                            fresh.contains(id.value()),
                            row.integer("serves_model") == 1,
                            row.integer("current_data") == 1,
                            row.integer("used_since") == 1,
                            row.integer("repeated") == 1,
                            hasParent(tx, row.text("start_key")));
                },
                time,
                time.minus(ResultUseTable.SHORT),
                after,
                page.get(page.size() - 1).id());
    }

    /** Takes runs out of everything that is asked about runs; rows of which a run may have many follow by and by. */
    public static void forget(Tx tx, Collection<RunId> runs, Instant now) {
        List<Object[]> ids = runs.stream().map(run -> new Object[] {run}).toList();
        tx.laterAll(
                "insert into run_forgotten (run_id, forgotten_at) values (?, ?)",
                runs.stream().map(run -> new Object[] {run, now}).toList());
        for (String table : List.of("run_step", "run_pin", "cache_entry", "dataset_version", "result_use", "run")) {
            tx.laterAll("delete from " + table + " where run_id = ?", ids);
        }
        tx.laterAll("delete from model_version where run_id = ? and state = 'REJECTED'", ids);
    }

    /** Forgotten runs of which something may be left. */
    public static List<RunId> forgotten(Tx tx, int limit) {
        return tx.query(
                "select run_id from run_forgotten order by run_id fetch first " + limit + " rows only",
                row -> new RunId(row.bigint("run_id")));
    }

    /** Deletes some of what is left of a forgotten run; 0 when no row is left. */
    public static int clear(Tx tx, RunId run, int limit) {
        int cleared = clear(tx, run, limit, "attempt_input", List.of("step", "number", "input", "part"));
        cleared += clear(tx, run, limit, "item_attempt", List.of("step", "item", "number"));
        cleared += clear(tx, run, limit, "run_item", List.of("step", "item"));
        return cleared + clear(tx, run, limit, "attempt", List.of("step", "number"));
    }

    /** Nothing is left of a forgotten run. */
    public static void cleared(Tx tx, RunId run) {
        tx.later("delete from run_forgotten where run_id = ?", run);
    }

    private static int clear(Tx tx, RunId run, int limit, String table, List<String> key) {
        String columns = String.join(", ", key);
        List<Object[]> rows = tx.query(
                "select " + columns + " from " + table + " where run_id = ? order by " + columns + " fetch first "
                        + limit + " rows only",
                row -> {
                    List<Object> values = new ArrayList<>(List.of(run));
                    for (String column : key) {
                        boolean name = column.equals("step") || column.equals("input");
                        values.add(name ? row.text(column) : row.integer(column));
                    }
                    return values.toArray();
                },
                run);
        tx.laterAll("delete from " + table + " where run_id = ? and " + String.join(" = ? and ", key) + " = ?", rows);
        return rows.size();
    }

    /** Whether the run or backfill that has started it is there. The link is in the start key. */
    private static boolean hasParent(Tx tx, String startKey) {
        String[] parts = startKey.split("[/:]", 3);
        if (parts.length < 3 || !parts[1].matches("\\d{1,18}")) {
            return false;
        }
        long parent = Long.parseLong(parts[1]);
        return switch (parts[0]) {
            case "child-of" ->
                tx.one("select run_id from run where run_id = ?", row -> true, parent)
                        .orElse(false);
            case "backfill" ->
                tx.one("select backfill_id from backfill where backfill_id = ?", row -> true, parent)
                        .orElse(false);
            default -> false;
        };
    }
}
