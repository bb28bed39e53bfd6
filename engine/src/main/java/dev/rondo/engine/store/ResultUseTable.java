package dev.rondo.engine.store;

import dev.rondo.engine.run.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The table {@code result_use}: when steps of other runs last took over what a run has computed. */
public final class ResultUseTable {
    private static final String UPDATE = "update result_use set used_at = ? where run_id = ?";
    private static final String INSERT = "insert into result_use (used_at, run_id) values (?, ?)";

    private ResultUseTable() {}

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
