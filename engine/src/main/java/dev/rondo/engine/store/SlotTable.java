package dev.rondo.engine.store;

import dev.rondo.engine.run.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The table {@code slot}: the due times of schedules, each at most once. */
public final class SlotTable {
    private SlotTable() {}

    /** What became of a due time when it was noticed. */
    public enum State {
        /** It is in the trigger log; the decision there says what follows. */
        FIRED,
        /** No run follows; the row says why. */
        SKIPPED
    }

    /** A row; {@code why} is one sentence for people. */
    public record SlotRow(
            String trigger, Instant dueAt, State state, String why, Optional<RunId> run, Instant recordedAt) {}

    private static final String COLUMNS = """
            select trigger_id, due_at, state, why, run_id, recorded_at from slot
            """;

    private static final String INSERT = """
            insert into slot (trigger_id, due_at, state, why, run_id, recorded_at) values (?, ?, ?, ?, ?, ?)
            """;

    private static final String STARTED = "update slot set run_id = ? where trigger_id = ? and due_at = ?";

    public static void insert(Tx tx, SlotRow slot) {
        tx.later(
                INSERT,
                slot.trigger(),
                slot.dueAt(),
                slot.state(),
                Clip.to(1000, slot.why()),
                slot.run(),
                slot.recordedAt());
    }

    /** Notes the run that a slot has led to. */
    public static void started(Tx tx, String trigger, Instant dueAt, RunId run) {
        tx.later(STARTED, run, trigger, dueAt);
    }

    public static Optional<Instant> newest(Tx tx, String trigger) {
        return tx
                .query(
                        "select max(due_at) as due from slot where trigger_id = ?",
                        r -> r.optionalInstant("due"),
                        trigger)
                .stream()
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Those after {@code after} up to {@code end}, oldest first. */
    public static List<SlotRow> between(Tx tx, String trigger, Instant after, Instant end) {
        return tx.query(
                COLUMNS + " where trigger_id = ? and due_at > ? and due_at <= ? order by due_at",
                SlotTable::read,
                trigger,
                after,
                end);
    }

    /** Newest first, from the one before {@code before} on. */
    public static List<SlotRow> list(Tx tx, String trigger, Instant before, int limit) {
        return tx.query(
                COLUMNS + " where trigger_id = ? and due_at < ? order by due_at desc fetch first " + limit
                        + " rows only",
                SlotTable::read,
                trigger,
                before);
    }

    private static SlotRow read(Row row) {
        return new SlotRow(
                row.text("trigger_id"),
                row.instant("due_at"),
                row.constant("state", State.class),
                row.text("why"),
                row.optionalBigint("run_id").map(RunId::new),
                row.instant("recorded_at"));
    }
}
