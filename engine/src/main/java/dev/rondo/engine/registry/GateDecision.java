package dev.rondo.engine.registry;

import dev.rondo.definition.ModelName;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepName;
import dev.rondo.engine.run.RunId;
import dev.rondo.partition.PartitionKey;
import java.time.Instant;
import java.util.Optional;

/**
 * A verdict as it was recorded; never changed afterwards.
 *
 * @param id later decisions have greater numbers
 * @param version the challenger's; the champion's own when the challenger is the same model
 * @param step the gate's step in {@code run}
 * @param challenger the metric of the challenger; absent when it was missing, as are the other numbers
 * @param championVersion the champion at the time of the decision
 */
public record GateDecision(
        long id,
        ModelName model,
        int version,
        RunId run,
        PipelineName pipeline,
        StepName step,
        PartitionKey partition,
        String metric,
        Optional<Double> challenger,
        Optional<Double> champion,
        Optional<Double> baseline,
        Optional<Integer> championVersion,
        boolean promoted,
        String reason,
        Instant decidedAt) {}
