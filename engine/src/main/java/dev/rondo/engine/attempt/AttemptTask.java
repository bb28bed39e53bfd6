package dev.rondo.engine.attempt;

import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepDefinition;
import dev.rondo.engine.run.AttemptToken;
import dev.rondo.engine.run.RunId;
import dev.rondo.partition.PartitionKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Everything an executor needs to know to run one attempt.
 *
 * @param step a step with a body; gates are not attempted
 * @param attempt number of this try, from 1
 * @param settings of the run, complete and checked
 * @param inputs in the order of the step's inputs
 * @param seed the same for every attempt of this step with this partition
 * @param log the file that receives the attempt's log; its folder need not exist
 * @param workDirectory for this attempt alone; need not exist
 * @param item which element of the list, that the first input is, the function is called for; empty unless the step is
 *     for each element of a list
 * @param timeout limit from the start, which the engine watches and an executor may watch too
 */
public record AttemptTask(
        AttemptToken token,
        RunId run,
        PipelineName pipeline,
        StepDefinition step,
        int attempt,
        PartitionKey partition,
        Record settings,
        List<ResolvedInput> inputs,
        long seed,
        Path log,
        Path workDirectory,
        OptionalInt item,
        Optional<Duration> timeout) {
    public AttemptTask {
        inputs = List.copyOf(inputs);
        if (step.body().isEmpty()) {
            throw new IllegalArgumentException("Step " + pipeline + "/" + step.name()
                    + " has no function to run; the engine itself carries out its kind of step");
        }
        if (attempt < 1) {
            throw new IllegalArgumentException("Attempts are numbered from 1; got " + attempt);
        }
    }

    /** An attempt of a whole step. */
    public AttemptTask(
            AttemptToken token,
            RunId run,
            PipelineName pipeline,
            StepDefinition step,
            int attempt,
            PartitionKey partition,
            Record settings,
            List<ResolvedInput> inputs,
            long seed,
            Path log,
            Path workDirectory,
            Optional<Duration> timeout) {
        this(
                token,
                run,
                pipeline,
                step,
                attempt,
                partition,
                settings,
                inputs,
                seed,
                log,
                workDirectory,
                OptionalInt.empty(),
                timeout);
    }

    /** As people refer to it in logs, such as {@code run 12 bike-demand/train[2011-07] attempt 1}. */
    public String label() {
        String slice = partition.isWhole() ? "" : "[" + partition + "]";
        String which = item.isPresent() ? " item " + item.getAsInt() : "";
        return "run " + run + " " + pipeline + "/" + step.name() + slice + which + " attempt " + attempt;
    }
}
