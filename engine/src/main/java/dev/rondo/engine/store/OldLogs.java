package dev.rondo.engine.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Events, versions of data, slots and backfills of long ago that are answered and over; each call deletes a few hundred rows at most. */
public final class OldLogs {
    private OldLogs() {}

    private record Seen(long seq, Instant at) {}

    /**
     * Deletes events from before {@code time} that every deployed trigger has passed, with the answers to them. The newest
     * event stays, for the numbers go on from it.
     */
    public static int forgetEvents(Tx tx, Set<String> deployed, Instant time, int limit) {
        long newest = tx.one("select max(seq) as seq from trigger_event", row -> row.optionalBigint("seq"))
                .flatMap(seq -> seq)
                .orElse(0L);
        long passed = TriggerCursorTable.all(tx).stream()
                .filter(cursor -> deployed.contains(cursor.trigger()))
                .mapToLong(TriggerCursorTable.CursorRow::cursorSeq)
                .reduce(newest - 1, Math::min);
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

    /**
     * Deletes versions of data from outside that are superseded, from before {@code time}, and that no run has read that
     * is there.
     */
    public static int forgetVersions(Tx tx, Instant time, int limit) {
        List<Object[]> old = tx.query("""
                select v.version_id from dataset_version v
                 where v.run_id is null and v.created_at < ?
                   and exists (select 1 from dataset_version n
                                where n.dataset = v.dataset and n.partition_key = v.partition_key
                                  and n.version_id > v.version_id)
                   and not exists (select 1 from attempt_input i
                                    where i.dataset = v.dataset and i.partition_key = v.partition_key
                                      and i.digest = v.digest)
                 order by v.version_id fetch first %d rows only
                """.formatted(limit), row -> new Object[] {row.bigint("version_id")}, time);
        tx.batch("delete from dataset_version where version_id = ?", old);
        return old.size();
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

    /**
     * Deletes backfills that ended before {@code time}: first their partitions, at last themselves. The newest stays, for the
     * next one's number follows it.
     */
    public static int forgetBackfills(Tx tx, Instant time, int limit) {
        Optional<Long> old = tx.one(
                "select backfill_id from backfill where ended_at < ? and backfill_id < (select max(backfill_id) from backfill)"
                        + " order by backfill_id fetch first 1 row only",
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
