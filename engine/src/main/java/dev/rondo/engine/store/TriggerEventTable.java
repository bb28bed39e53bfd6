package dev.rondo.engine.store;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.PipelineName;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table {@code trigger_event}: the log of everything that may start runs. Rows are only added. */
public final class TriggerEventTable {
    private TriggerEventTable() {}

    /** What happened. */
    public enum Kind {
        /** A due time of a schedule has come. */
        SLOT,
        /** A partition of a dataset has a new version. */
        DATA,
        /** A person asked for a run. */
        PERSON,
        /** A person asked for runs of many partitions. */
        BACKFILL
    }

    /**
     * An event to be added.
     *
     * @param dedupeKey unique for ever, at most 300 characters: a second event with the same key is not added
     */
    public record NewEvent(
            Kind kind,
            Optional<PipelineName> pipeline,
            Optional<DatasetName> dataset,
            PartitionKey partition,
            Optional<Long> version,
            Optional<String> digest,
            Instant at,
            String detail,
            String dedupeKey) {}

    /** A row. */
    public record EventRow(long seq, NewEvent event) {}

    private static final String COLUMNS = """
            select seq, kind, pipeline, dataset, partition_key, version_id, digest, happened_at, detail, dedupe_key
              from trigger_event
            """;

    private static final String INSERT = """
            insert into trigger_event
                   (seq, kind, pipeline, dataset, partition_key, version_id, digest, happened_at, detail, dedupe_key)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    /** Events that a trigger has not answered yet. */
    private static final String OPEN = """
               and seq > ?
               and not exists (select 1 from trigger_decision d where d.trigger_id = ? and d.event_seq = trigger_event.seq)
             order by seq
            """;

    /** Adds an event and says its place in the log; empty when an event with its key was there already. */
    public static Optional<Long> append(Tx tx, NewEvent event) {
        if (find(tx, event.dedupeKey()).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(appendAll(tx, List.of(event)));
    }

    /** Adds events whose keys cannot be there yet, and says the place of the first; the others follow it. */
    static long appendAll(Tx tx, List<NewEvent> events) {
        long first = tx.numbers("trigger_event", "seq", events.size());
        List<Object[]> rows = new ArrayList<>(events.size());
        for (NewEvent event : events) {
            rows.add(values(first + rows.size(), event));
        }
        tx.laterAll(INSERT, rows);
        return first;
    }

    private static Object[] values(long seq, NewEvent event) {
        return new Object[] {
            seq,
            event.kind(),
            event.pipeline(),
            event.dataset(),
            event.partition(),
            event.version(),
            event.digest(),
            event.at(),
            Clip.to(1000, event.detail()),
            event.dedupeKey()
        };
    }

    public static Optional<EventRow> find(Tx tx, String dedupeKey) {
        return tx.one(COLUMNS + " where dedupe_key = ?", TriggerEventTable::read, dedupeKey);
    }

    public static Optional<EventRow> bySeq(Tx tx, long seq) {
        return tx.one(COLUMNS + " where seq = ?", TriggerEventTable::read, seq);
    }

    /** The place of the newest event; 0 while there is none. */
    public static long end(Tx tx) {
        return tx.one("select coalesce(max(seq), 0) as seq from trigger_event", row -> row.bigint("seq"))
                .orElse(0L);
    }

    /** Changes of a dataset after {@code cursor} that the trigger has not answered, oldest first. */
    public static List<EventRow> openChanges(Tx tx, DatasetName dataset, long cursor, String trigger) {
        return tx.query(
                COLUMNS + " where kind = 'DATA' and dataset = ?" + OPEN,
                TriggerEventTable::read,
                dataset,
                cursor,
                trigger);
    }

    /** Slots of a pipeline's schedules after {@code cursor} that the trigger has not answered, oldest first. */
    public static List<EventRow> openSlots(Tx tx, PipelineName pipeline, long cursor, String trigger) {
        return tx.query(
                COLUMNS + " where kind = 'SLOT' and pipeline = ?" + OPEN,
                TriggerEventTable::read,
                pipeline,
                cursor,
                trigger);
    }

    private static EventRow read(Row row) {
        return new EventRow(
                row.bigint("seq"),
                new NewEvent(
                        row.constant("kind", Kind.class),
                        row.optionalText("pipeline").map(PipelineName::of),
                        row.optionalText("dataset").map(DatasetName::of),
                        PartitionKey.of(row.text("partition_key")),
                        row.optionalBigint("version_id"),
                        row.optionalText("digest"),
                        row.instant("happened_at"),
                        row.text("detail"),
                        row.text("dedupe_key")));
    }
}
