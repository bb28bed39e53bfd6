package dev.rondo.pipeline;

import dev.rondo.definition.DatasetName;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.Problem;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepName;
import dev.rondo.definition.TriggerDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Asks a pipeline to define itself, and turns what it said into a definition. */
final class DefinePipeline<S extends Record> {
    private final Pipeline<S> pipeline;
    private final String place;
    private final List<Problem> problems = new ArrayList<>();
    private boolean complete = true;

    private DefinePipeline(Pipeline<S> pipeline) {
        this.pipeline = pipeline;
        this.place = name();
    }

    static <S extends Record> Draft draft(Pipeline<S> pipeline) {
        return new DefinePipeline<>(pipeline).draft();
    }

    private Draft draft() {
        var builder = new PipelineBuilder<S>(validName());
        define(builder);
        problems.addAll(0, builder.problems);
        if (complete && builder.steps.isEmpty() && builder.problems.isEmpty()) {
            problems.add(Problem.error(
                    "no-steps", place, "It has no steps, so there is nothing to run.", "Add one with p.step(...)."));
        }
        var definition = new PipelineDefinition(
                builder.name,
                builder.owner,
                builder.description,
                pipeline.getClass().getName(),
                new ReadSettings(place, problems).of(pipeline.getClass()),
                builder.partitioning,
                builder.sources,
                steps(builder),
                triggers(builder),
                builder.atMostEvery,
                builder.runs);
        return new Draft(place, definition, complete, problems, Set.copyOf(builder.outputs), builder.facts);
    }

    /** The user's code: whatever it throws becomes a problem, and what it had said until then is kept. */
    private void define(PipelineBuilder<S> builder) {
        try {
            pipeline.define(builder);
        } catch (Exception | LinkageError | AssertionError e) {
            complete = false;
            problems.add(Problem.error(
                    "define-failed",
                    place,
                    "define threw " + e + line(e) + ".",
                    "Correct that line; what comes after it has not been checked."));
        }
    }

    private String name() {
        try {
            return pipeline.name();
        } catch (Exception | LinkageError | AssertionError e) {
            complete = false;
            problems.add(Problem.error(
                    "define-failed",
                    pipeline.getClass().getName(),
                    "name threw " + e + line(e) + ".",
                    "Return a constant from name()."));
            return pipeline.getClass().getName();
        }
    }

    private PipelineName validName() {
        if (PipelineName.valid(place)) {
            return PipelineName.of(place);
        }
        if (complete) {
            complete = false;
            problems.add(Problem.error(
                    "invalid-name",
                    place.isEmpty() ? pipeline.getClass().getName() : place,
                    "\"" + place + "\" cannot be the name of a pipeline.",
                    "Override name() to return lower-case letters and digits, joined by single '-', '_' or '.', "
                            + "beginning with a letter."));
        }
        String similar =
                place.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^[-0-9]+|-$", "");
        return PipelineName.of(PipelineName.valid(similar) ? similar : "pipeline");
    }

    /** Where in the pipeline's own class it happened, as far as the stack trace tells. */
    private String line(Throwable e) {
        String own = pipeline.getClass().getName();
        return Arrays.stream(e.getStackTrace())
                .filter(frame ->
                        frame.getClassName().equals(own) || frame.getClassName().startsWith(own + "$"))
                .findFirst()
                .map(frame -> " at " + frame.getFileName() + ":" + frame.getLineNumber())
                .orElse("");
    }

    private List<StepDefinition> steps(PipelineBuilder<S> builder) {
        List<StepDefinition> steps = new ArrayList<>();
        for (StepDefinition step : builder.steps) {
            List<DatasetName> datasets = builder.after.getOrDefault(step.name(), List.of());
            steps.add(datasets.isEmpty() ? step : step.waitingFor(stepsOf(builder, step.name(), datasets)));
        }
        return steps;
    }

    private List<StepName> stepsOf(PipelineBuilder<S> builder, StepName step, List<DatasetName> datasets) {
        List<StepName> names = new ArrayList<>();
        for (DatasetName dataset : datasets) {
            Optional<StepName> producer = Optional.ofNullable(builder.producers.get(dataset));
            producer.ifPresentOrElse(
                    names::add,
                    () -> problems.add(Problem.error(
                            "after-no-step",
                            builder.place(step.value()),
                            "It waits with after(...) for " + dataset + ", which no step of this pipeline writes.",
                            "Read the dataset if the step needs its data; otherwise leave it out.")));
        }
        return names.stream().distinct().toList();
    }

    private List<TriggerDefinition> triggers(PipelineBuilder<S> builder) {
        var triggers = new ReadTriggers(place, problems);
        builder.triggers.forEach(triggers::read);
        return triggers.definitions();
    }
}
