package dev.rondo.check;

import dev.rondo.definition.DatasetDefinition;
import dev.rondo.definition.DatasetName;
import dev.rondo.definition.InputDefinition;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.Problem;
import dev.rondo.definition.StepDefinition;
import dev.rondo.definition.TriggerDefinition;
import java.util.List;

/** Datasets that are read or waited for, but that no pipeline or source produces. */
final class UnknownDatasets implements Check {

    @Override
    public void look(Scope scope, List<Problem> problems) {
        for (Scope.Subject subject : scope.subjects()) {
            PipelineDefinition pipeline = subject.definition();
            for (StepDefinition step : pipeline.steps()) {
                for (InputDefinition input : step.inputs()) {
                    if (input instanceof InputDefinition.OfDataset data && unknown(scope, pipeline, data.dataset())) {
                        problems.add(unknown(
                                scope,
                                pipeline.name() + "/" + step.name(),
                                "It reads " + data.dataset(),
                                data.dataset()));
                    }
                }
            }
            for (TriggerDefinition trigger : pipeline.triggers()) {
                if (trigger instanceof TriggerDefinition.OnData data && unknown(scope, pipeline, data.dataset())) {
                    problems.add(unknown(
                            scope,
                            pipeline.name() + "/" + data.id(),
                            "It waits for " + data.dataset(),
                            data.dataset()));
                }
            }
        }
    }

    /** Seen alone, a pipeline may read anything except a dataset that carries its own name and that it does not write. */
    private static boolean unknown(Scope scope, PipelineDefinition pipeline, DatasetName dataset) {
        boolean own = dataset.value().startsWith(pipeline.name() + ".");
        return scope.dataset(dataset).isEmpty() && (own || !scope.alone());
    }

    private static Problem unknown(Scope scope, String place, String what, DatasetName dataset) {
        String remedy = Nearest.to(
                        dataset.value(),
                        scope.datasets().all().stream()
                                .map(DatasetDefinition::name)
                                .map(DatasetName::value)
                                .toList())
                .map(nearest -> "Did you mean \"" + nearest + "\"?")
                .orElse("Add the pipeline that writes it, or publish it there with writes(...).");
        return Problem.error("unknown-dataset", place, what + ", which no pipeline and no source produces.", remedy);
    }
}
