package dev.rondo.definition;

import dev.rondo.partition.Partitioning;
import dev.rondo.table.Schema;
import java.util.Optional;

/**
 * A dataset as the catalog knows it: who writes it, what is in it, and how it is cut.
 *
 * @param pipeline the pipeline that writes it or declares it as a source
 * @param step the step that writes it; empty for a source
 * @param partitioning that of the pipeline; of a file that steps declare to depend on, none
 * @param published whether the author gave it a name of its own, so that others may read it
 */
public record DatasetDefinition(
        DatasetName name,
        PipelineName pipeline,
        Optional<StepName> step,
        ValueType type,
        Optional<Schema> schema,
        Partitioning partitioning,
        boolean published) {

    /** Whether it comes from outside. */
    public boolean isSource() {
        return step.isEmpty();
    }

    /** Where it is declared, as in {@link Problem#place()}. */
    public String place() {
        return step.map(s -> pipeline + "/" + s).orElse(pipeline + "/" + name);
    }
}
