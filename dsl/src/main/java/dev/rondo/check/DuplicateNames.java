package dev.rondo.check;

import dev.rondo.definition.DatasetDefinition;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.Problem;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.StepName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Two things of one name: pipelines, steps and gates, sources, and writers of one dataset. */
final class DuplicateNames implements Check {

    @Override
    public void look(Scope scope, List<Problem> problems) {
        Set<PipelineName> pipelines = new HashSet<>();
        for (Scope.Subject subject : scope.subjects()) {
            PipelineDefinition pipeline = subject.definition();
            if (!pipelines.add(pipeline.name())) {
                problems.add(Problem.error(
                        "duplicate-pipeline",
                        pipeline.name().value(),
                        "Two pipelines have this name; one of them is the class " + pipeline.pipelineClass() + ".",
                        "Rename one, or override its name()."));
            }
            steps(pipeline, problems);
        }
        for (DatasetDefinition dataset : scope.datasets().all()) {
            writers(scope.datasets().writers(dataset.name()), problems);
        }
    }

    private static void steps(PipelineDefinition pipeline, List<Problem> problems) {
        Set<StepName> seen = new HashSet<>();
        for (StepDefinition step : pipeline.steps()) {
            if (!seen.add(step.name())) {
                problems.add(Problem.error(
                        "duplicate-step",
                        pipeline.name() + "/" + step.name(),
                        "Two steps or gates of this pipeline are named " + step.name() + ".",
                        "Give each a name of its own."));
            }
        }
    }

    private static void writers(List<DatasetDefinition> writers, List<Problem> problems) {
        for (DatasetDefinition dataset : writers.size() > 1 ? writers : List.<DatasetDefinition>of()) {
            DatasetDefinition other = writers.get(0).equals(dataset) ? writers.get(1) : writers.get(0);
            if (dataset.isSource() && other.isSource() && dataset.pipeline().equals(other.pipeline())) {
                problems.add(Problem.error(
                        "duplicate-source",
                        dataset.pipeline() + "/" + dataset.name(),
                        "Two sources of this pipeline are named " + dataset.name() + ".",
                        "Give each a name of its own."));
            } else if (!sameStep(dataset, other)) {
                problems.add(Problem.error(
                        "dataset-written-twice",
                        dataset.place(),
                        "It writes dataset " + dataset.name() + ", and so does " + who(other) + ".",
                        "Let one of them write it, and give the other's output a name of its own."));
            }
        }
    }

    private static boolean sameStep(DatasetDefinition a, DatasetDefinition b) {
        return a.pipeline().equals(b.pipeline()) && a.step().equals(b.step());
    }

    private static String who(DatasetDefinition dataset) {
        return dataset.isSource() ? "a source of pipeline " + dataset.pipeline() : "step " + dataset.place();
    }
}
