package dev.rondo.engine.store;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The table {@code nondeterminism}: code of steps that gave another result when it was tried out again. */
public final class NondeterminismTable {
    private NondeterminismTable() {}

    /**
     * A row.
     *
     * @param code the digest of what the step's code puts into its key
     * @param output the output that differed
     * @param run the run whose result was tried out
     * @param expected the digest of that result
     * @param found the digest of the other
     */
    public record NondeterminismRow(
            PipelineName pipeline,
            StepName step,
            String code,
            String output,
            RunId run,
            String expected,
            String found,
            Instant at,
            Optional<Acceptance> accepted) {

        /** In a sentence. */
        public String words() {
            return "the same code gave another output " + output + " for the same inputs when run " + run
                    + " was tried out again at " + at
                    + accepted.map(a -> "; " + a.by() + " accepts that: " + a.reason())
                            .orElse("; unless that is accepted, its results are not shared with other pipelines");
        }
    }

    /** A person's word that other results are as good. */
    public record Acceptance(String by, String reason, Instant at) {}

    private static final String INSERT = """
            insert into nondeterminism (pipeline, step, code, output, run_id, expected, found, found_at)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String ACCEPT = """
            update nondeterminism set accepted_by = ?, accepted_why = ?, accepted_at = ?
             where pipeline = ? and step = ? and accepted_at is null
            """;

    private static final String COLUMNS = """
            select pipeline, step, code, output, run_id, expected, found, found_at, accepted_by, accepted_why, accepted_at
              from nondeterminism
            """;

    public static void insert(Tx tx, NondeterminismRow row) {
        tx.later(
                INSERT,
                row.pipeline().value(),
                row.step().value(),
                row.code(),
                Clip.to(200, row.output()),
                row.run(),
                row.expected(),
                row.found(),
                row.at());
    }

    /** Accepts what was found of a step so far; says how many findings that were. */
    public static int accept(Tx tx, PipelineName pipeline, StepName step, Acceptance acceptance) {
        return tx.update(
                ACCEPT,
                Clip.to(200, acceptance.by()),
                Clip.to(2000, acceptance.reason()),
                acceptance.at(),
                pipeline.value(),
                step.value());
    }

    /** In the order in which they were found. */
    public static List<NondeterminismRow> all(Tx tx) {
        return tx.query(COLUMNS + " order by found_at, pipeline, step", NondeterminismTable::read);
    }

    /** Of one pipeline, in the order in which they were found. */
    public static List<NondeterminismRow> of(Tx tx, PipelineName pipeline) {
        return tx.query(
                COLUMNS + " where pipeline = ? order by found_at, step", NondeterminismTable::read, pipeline.value());
    }

    private static NondeterminismRow read(Row row) {
        return new NondeterminismRow(
                PipelineName.of(row.text("pipeline")),
                StepName.of(row.text("step")),
                row.text("code"),
                row.text("output"),
                new RunId(row.bigint("run_id")),
                row.text("expected"),
                row.text("found"),
                row.instant("found_at"),
                row.optionalText("accepted_by")
                        .map(by -> new Acceptance(by, row.text("accepted_why"), row.instant("accepted_at"))));
    }
}
