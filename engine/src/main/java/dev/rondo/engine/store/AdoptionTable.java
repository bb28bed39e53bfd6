package dev.rondo.engine.store;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunId;
import java.time.Instant;
import java.util.List;

/** The table {@code code_adoption}: code of steps that people have declared equivalent to older code. Rows never change. */
public final class AdoptionTable {
    private AdoptionTable() {}

    /**
     * A row.
     *
     * @param newCode the digest of what the new code puts into a key
     * @param oldCode likewise of the older code
     * @param oldParts the parts of a key that the older code makes, as JSON
     * @param oldRun a run that had the older code
     * @param difference what differs between the two, in words
     */
    public record AdoptionRow(
            PipelineName pipeline,
            StepName step,
            String newCode,
            String oldCode,
            String oldParts,
            RunId oldRun,
            String by,
            String reason,
            String difference,
            Instant at) {}

    private static final String INSERT = """
            insert into code_adoption (adoption_id, pipeline, step, new_code, old_code, old_parts, old_run, adopted_by, reason,
                                       difference, adopted_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String ALL = """
            select pipeline, step, new_code, old_code, old_parts, old_run, adopted_by, reason, difference, adopted_at
              from code_adoption order by adoption_id
            """;

    public static void insert(Tx tx, AdoptionRow row) {
        tx.later(
                INSERT,
                tx.numbers("code_adoption", "adoption_id", 1),
                row.pipeline().value(),
                row.step().value(),
                row.newCode(),
                row.oldCode(),
                row.oldParts(),
                row.oldRun(),
                Clip.to(200, row.by()),
                Clip.to(2000, row.reason()),
                Clip.to(4000, row.difference()),
                row.at());
    }

    /** In the order in which they were declared. */
    public static List<AdoptionRow> all(Tx tx) {
        return tx.query(
                ALL,
                row -> new AdoptionRow(
                        PipelineName.of(row.text("pipeline")),
                        StepName.of(row.text("step")),
                        row.text("new_code"),
                        row.text("old_code"),
                        row.text("old_parts"),
                        new RunId(row.bigint("old_run")),
                        row.text("adopted_by"),
                        row.text("reason"),
                        row.text("difference"),
                        row.instant("adopted_at")));
    }
}
