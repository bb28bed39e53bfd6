package dev.rondo.engine.history;

import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunId;
import dev.rondo.partition.PartitionKey;
import java.util.List;

/** One metric of one step over the partitions of a pipeline, in their order; of each the newest run counts. */
public record MetricSeries(StepName step, String metric, List<Point> points) {

    /** The metric's value in one partition, and the run that found it. */
    public record Point(PartitionKey partition, double value, RunId run) {}
}
