package dev.rondo.engine.store;

import dev.rondo.engine.run.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The table {@code trigger_decision}: the final answers of triggers to events. */
public final class TriggerDecisionTable {
    private TriggerDecisionTable() {}

    /** The final answers. */
    public enum Outcome {
        /** A run started because of it. */
        FIRED,
        /** A later event took its place before a run started. */
        SUPERSEDED,
        /** No run can follow from it, such as a partition that the pipeline does not have. */
        SKIPPED,
        /** It had been answered before. */
        DUPLICATE
    }

    /** A row; {@code why} is one sentence for people. */
    public record DecisionRow(
            String trigger, long eventSeq, Outcome outcome, String why, Optional<RunId> run, Instant decidedAt) {}

    private static final String COLUMNS = """
            select trigger_id, event_seq, outcome, why, run_id, decided_at from trigger_decision
            """;

    private static final String INSERT = """
            insert into trigger_decision (trigger_id, event_seq, outcome, why, run_id, decided_at)
            values (?, ?, ?, ?, ?, ?)
            """;

    public static void insert(Tx tx, DecisionRow decision) {
        tx.later(
                INSERT,
                decision.trigger(),
                decision.eventSeq(),
                decision.outcome(),
                Clip.to(1000, decision.why()),
                decision.run(),
                decision.decidedAt());
    }

    /** Newest event first, from the one before {@code before} on. */
    public static List<DecisionRow> list(Tx tx, String trigger, long before, int limit) {
        return tx.query(
                COLUMNS + " where trigger_id = ? and event_seq < ? order by event_seq desc fetch first " + limit
                        + " rows only",
                TriggerDecisionTable::read,
                trigger,
                before);
    }

    private static DecisionRow read(Row row) {
        return new DecisionRow(
                row.text("trigger_id"),
                row.bigint("event_seq"),
                row.constant("outcome", Outcome.class),
                row.text("why"),
                row.optionalBigint("run_id").map(RunId::new),
                row.instant("decided_at"));
    }
}
