package dev.rondo.engine.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The table {@code trigger_cursor}: how far every trigger has come in the log. */
public final class TriggerCursorTable {
    private TriggerCursorTable() {}

    /**
     * A row.
     *
     * @param trigger written {@code pipeline:id}
     * @param cursorSeq every event up to this one has its final answer
     * @param lastFiredAt when this trigger last started a run
     * @param registeredAt when it was first deployed; its schedule begins then
     */
    public record CursorRow(
            String trigger, long cursorSeq, Optional<Instant> lastFiredAt, boolean paused, Instant registeredAt) {}

    private static final String COLUMNS = """
            select trigger_id, cursor_seq, last_fired_at, paused, registered_at from trigger_cursor
            """;

    private static final String INSERT = """
            insert into trigger_cursor (trigger_id, cursor_seq, last_fired_at, paused, registered_at)
            values (?, ?, null, false, ?)
            """;

    /** A cursor never goes back: 0 rows mean that somebody else has moved it further. */
    private static final String ADVANCE = """
            update trigger_cursor set cursor_seq = ? where trigger_id = ? and cursor_seq <= ?
            """;

    private static final String FIRED = "update trigger_cursor set last_fired_at = ? where trigger_id = ?";

    private static final String PAUSE = "update trigger_cursor set paused = ? where trigger_id = ?";

    private static final String LAST_FIRED = """
            select max(last_fired_at) as fired from trigger_cursor where trigger_id >= ? and trigger_id < ?
            """;

    /** Begins a cursor, at the present end of the log: what happened before concerns the trigger no more. */
    public static void insert(Tx tx, String trigger, long cursorSeq, Instant now) {
        tx.later(INSERT, trigger, cursorSeq, now);
    }

    public static Optional<CursorRow> find(Tx tx, String trigger) {
        return tx.one(COLUMNS + " where trigger_id = ?", TriggerCursorTable::read, trigger);
    }

    public static List<CursorRow> all(Tx tx) {
        return tx.query(COLUMNS + " order by trigger_id", TriggerCursorTable::read);
    }

    /** Moves a cursor on; false, and nothing was changed, when it was further already. */
    public static boolean advance(Tx tx, String trigger, long cursorSeq) {
        return tx.updateOne(ADVANCE, cursorSeq, trigger, cursorSeq);
    }

    public static void fired(Tx tx, String trigger, Instant now) {
        tx.later(FIRED, now, trigger);
    }

    /** When any trigger of the pipeline last started a run. */
    public static Optional<Instant> lastFired(Tx tx, String pipeline) {
        return tx.query(LAST_FIRED, row -> row.optionalInstant("fired"), pipeline + ":", pipeline + ";").stream()
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Pauses or resumes; false when there is no such trigger. */
    public static boolean pause(Tx tx, String trigger, boolean paused) {
        return tx.updateOne(PAUSE, paused, trigger);
    }

    private static CursorRow read(Row row) {
        return new CursorRow(
                row.text("trigger_id"),
                row.bigint("cursor_seq"),
                row.optionalInstant("last_fired_at"),
                row.bool("paused"),
                row.instant("registered_at"));
    }
}
