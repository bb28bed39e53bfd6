package dev.rondo.engine.store;

import dev.rondo.engine.run.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The table {@code result_use}: when steps of other runs last took over what a run has computed. */
public final class ResultUseTable {
    private static final String UPDATE = "update result_use set used_at = ? where run_id = ?";
    private static final String INSERT = "insert into result_use (used_at, run_id) values (?, ?)";

    private static final String TAKEN = """
            select distinct c.run_id from run_step s join cache_entry c on c.cache_key = s.cache_key
             where s.run_id = ? and s.cache = 'HIT' and c.run_id <> s.run_id
            """;

    /** A use counts from the end of the run that made it; of a run that took no longer than this it need not be noted anew. */
    static final Duration SHORT = Duration.ofHours(1);

    private ResultUseTable() {}

    /** Notes at the end of a run that it has used what it took over at some time since its creation. */
    public static void ended(Tx tx, RunId run, Instant created, Instant now) {
        if (Duration.between(created, now).compareTo(SHORT) > 0) {
            note(tx, tx.query(TAKEN, row -> new RunId(row.bigint("run_id")), run.value()), now);
        }
    }

    /** Notes that results of these runs are taken over now. */
    public static void note(Tx tx, Collection<RunId> runs, Instant now) {
        List<Object[]> rows =
                runs.stream().map(run -> new Object[] {now, run.value()}).toList();
        int[] found = tx.batch(UPDATE, rows);
        List<Object[]> fresh = new ArrayList<>();
        for (int i = 0; i < found.length; i++) {
            if (found[i] == 0) {
                fresh.add(rows.get(i));
            }
        }
        tx.laterAll(INSERT, fresh);
    }
}
