package dev.rondo.engine.store;

import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunId;
import java.time.Instant;
import java.util.List;

/** The table {@code approval}: one row for each answer that a person gave. Rows are never changed. */
public final class ApprovalTable {
    private ApprovalTable() {}

    /** A row. */
    public record ApprovalRow(
            RunId run, StepName step, boolean approved, String by, String role, String reason, Instant at) {}

    private static final String INSERT = """
            insert into approval (run_id, step, approved, decided_by, decided_role, reason, decided_at)
            values (?, ?, ?, ?, ?, ?, ?)
            """;

    public static void insert(Tx tx, ApprovalRow row) {
        tx.later(INSERT, row.run(), row.step().value(), row.approved(), row.by(), row.role(), row.reason(), row.at());
    }

    /** The answers within a run, in the order in which they were given. */
    public static List<ApprovalRow> ofRun(Tx tx, RunId run) {
        return tx.query(
                """
                select run_id, step, approved, decided_by, decided_role, reason, decided_at
                  from approval where run_id = ? order by decided_at, step
                """,
                row -> new ApprovalRow(
                        new RunId(row.bigint("run_id")),
                        StepName.of(row.text("step")),
                        row.bool("approved"),
                        row.text("decided_by"),
                        row.text("decided_role"),
                        row.text("reason"),
                        row.instant("decided_at")),
                run.value());
    }
}
