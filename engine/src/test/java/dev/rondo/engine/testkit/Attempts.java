package dev.rondo.engine.testkit;

import dev.rondo.definition.CodeReference;
import dev.rondo.definition.DatasetName;
import dev.rondo.definition.OutputDefinition;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.StepBody;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepMode;
import dev.rondo.definition.StepName;
import dev.rondo.definition.ValueType;
import dev.rondo.engine.attempt.AttemptTask;
import dev.rondo.engine.attempt.ResolvedInput;
import dev.rondo.engine.run.AttemptToken;
import dev.rondo.engine.run.RunId;
import dev.rondo.partition.PartitionKey;
import dev.rondo.step.CachePolicy;
import dev.rondo.step.Retry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes attempts to run, of a step of any function, in a folder for logs and work directories. */
public final class Attempts {
    private final Path folder;
    private final AtomicInteger count = new AtomicInteger();

    /** The settings of every attempt made here. */
    public record Settings(int trees, double rate) {}

    public Attempts(Path folder) {
        this.folder = folder;
    }

    /** A step that returns a text. */
    public AttemptTask returningText(StepBody body) {
        return of(step(String.class, body), List.of());
    }

    /** An item of a step that returns texts, in this run. */
    public AttemptTask itemOf(long run, int item, StepBody body) {
        AttemptTask task = returningText(body);
        return new AttemptTask(
                task.token(),
                new RunId(run),
                task.pipeline(),
                task.step(),
                task.attempt(),
                task.partition(),
                task.settings(),
                task.inputs(),
                task.seed(),
                task.log(),
                task.workDirectory(),
                OptionalInt.of(item),
                task.timeout());
    }

    public AttemptTask of(StepDefinition step, List<ResolvedInput> inputs) {
        int n = count.incrementAndGet();
        return new AttemptTask(
                new AttemptToken("token-" + n),
                new RunId(n),
                PipelineName.of("testing"),
                step,
                1,
                PartitionKey.of("2011-07"),
                new Settings(100, 0.1),
                inputs,
                7,
                folder.resolve("logs/" + n + ".log"),
                folder.resolve("work/" + n),
                Optional.of(Duration.ofMinutes(20)));
    }

    /** A step with one output of this type. */
    public static StepDefinition step(Class<?> returns, StepBody body) {
        var output = new OutputDefinition(
                OutputDefinition.SINGLE,
                DatasetName.of("testing.step"),
                ValueType.of(returns),
                Optional.empty(),
                false);
        return step(List.of(output), false, body);
    }

    public static StepDefinition step(List<OutputDefinition> outputs, boolean record, StepBody body) {
        return new StepDefinition(
                StepName.of("step"),
                "",
                List.of(),
                List.of(),
                outputs,
                record,
                Optional.of(body),
                Optional.of(new CodeReference(
                        "Example", "function", "()Ljava/lang/String;", Attempts.class.getClassLoader())),
                true,
                Optional.empty(),
                false,
                Retry.none(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                CachePolicy.byContent(),
                StepMode.PLAIN);
    }
}
