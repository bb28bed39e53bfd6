package dev.rondo.engine.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Events, slots and backfills of long ago that are answered and over; each call deletes a few hundred rows at most. */
public final class OldLogs {
    private OldLogs() {}

    private record Seen(long seq, Instant at) {}

    /**
     * Deletes events from before {@code time} that every trigger has passed, with the answers to them. The newest event
     * stays, for the numbers go on from it.
     */
    public static int forgetEvents(Tx tx, Instant time, int limit) {
        long passed = tx.one(
                        "select least(coalesce((select min(cursor_seq) from trigger_cursor), 0),"
                                + " coalesce((select max(seq) from trigger_event), 0) - 1) as seq",
                        row -> row.bigint("seq"))
                .orElse(0L);
        List<Seen> old = tx
                .query(
                        "select seq, happened_at from trigger_event where seq <= ? order by seq fetch first " + limit
                                + " rows only",
                        row -> new Seen(row.bigint("seq"), row.instant("happened_at")),
                        passed)
                .stream()
                .takeWhile(event -> event.at().isBefore(time))
                .toList();
        if (old.isEmpty()) {
            return 0;
        }
        long last = old.get(old.size() - 1).seq();
        for (String trigger : triggers(tx)) {
            tx.update("delete from trigger_decision where trigger_id = ? and event_seq <= ?", trigger, last);
        }
        return tx.update("delete from trigger_event where seq <= ?", last);
    }

    /** Deletes due times from before {@code time}; the newest of each schedule stays, for the next ones follow it. */
    public static int forgetSlots(Tx tx, Instant time, int limit) {
        int deleted = 0;
        for (String trigger : triggers(tx)) {
            Optional<Instant> newest = SlotTable.newest(tx, trigger);
            if (newest.isPresent() && deleted < limit) {
                Instant bound = newest.get().isBefore(time) ? newest.get() : time;
                List<Instant> old = tx.query(
                        "select due_at from slot where trigger_id = ? and due_at < ? order by due_at fetch first "
                                + (limit - deleted) + " rows only",
                        row -> row.instant("due_at"),
                        trigger,
                        bound);
                if (!old.isEmpty()) {
                    deleted += tx.update(
                            "delete from slot where trigger_id = ? and due_at <= ?", trigger, old.get(old.size() - 1));
                }
            }
        }
        return deleted;
    }

    /** Deletes backfills that ended before {@code time}: first their partitions, at last themselves. */
    public static int forgetBackfills(Tx tx, Instant time, int limit) {
        Optional<Long> old = tx.one(
                "select backfill_id from backfill where ended_at < ? order by backfill_id fetch first 1 row only",
                row -> row.bigint("backfill_id"),
                time);
        if (old.isEmpty()) {
            return 0;
        }
        Optional<Integer> first = tx.one(
                "select position from backfill_partition where backfill_id = ? order by position fetch first 1 row only",
                row -> row.integer("position"),
                old.get());
        return first.isPresent()
                ? tx.update(
                        "delete from backfill_partition where backfill_id = ? and position < ?",
                        old.get(),
                        first.get() + limit)
                : tx.update("delete from backfill where backfill_id = ?", old.get());
    }

    private static List<String> triggers(Tx tx) {
        return tx.query("select trigger_id from trigger_cursor order by trigger_id", row -> row.text("trigger_id"));
    }
}
