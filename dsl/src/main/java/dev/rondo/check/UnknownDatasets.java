package dev.rondo.check;

import dev.rondo.definition.DatasetDefinition;
import dev.rondo.definition.DatasetName;
import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.Problem;
import dev.rondo.definition.TriggerDefinition;
import dev.rondo.settings.Nearest;
import java.util.List;

/** Datasets that are read or waited for, but that no pipeline or source produces; and those not meant for others. */
final class UnknownDatasets implements Check {

    @Override
    public void look(Scope scope, List<Problem> problems) {
        scope.reads().forEach(read -> {
            DatasetName dataset = read.input().dataset();
            if (unknown(scope, read.pipeline(), dataset)) {
                problems.add(unknown(scope, read.place(), "It reads " + dataset, dataset));
            }
            read.dataset()
                    .filter(d -> read.acrossPipelines() && !d.published() && !d.isSource())
                    .ifPresent(d -> problems.add(unpublished(read, d)));
        });
        scope.pipelines().forEach(pipeline -> triggers(scope, pipeline, problems));
    }

    private static void triggers(Scope scope, PipelineDefinition pipeline, List<Problem> problems) {
        for (TriggerDefinition trigger : pipeline.triggers()) {
            if (trigger instanceof TriggerDefinition.OnData data && unknown(scope, pipeline, data.dataset())) {
                String place = pipeline.name() + "/" + data.id();
                problems.add(unknown(scope, place, "It waits for " + data.dataset(), data.dataset()));
            }
        }
    }

    /** Seen alone, a pipeline may read anything except a dataset that carries its own name and that it does not write. */
    private static boolean unknown(Scope scope, PipelineDefinition pipeline, DatasetName dataset) {
        boolean own = dataset.value().startsWith(pipeline.name() + ".");
        return scope.dataset(dataset).isEmpty() && (own || !scope.alone());
    }

    private static Problem unknown(Scope scope, String place, String what, DatasetName dataset) {
        List<String> known =
                scope.datasets().all().stream().map(d -> d.name().value()).toList();
        String remedy = Nearest.to(dataset.value(), known)
                .map(nearest -> "Did you mean \"" + nearest + "\"?")
                .orElse("Add the pipeline that writes it, or publish it there with writes(...).");
        return Problem.error("unknown-dataset", place, what + ", which no pipeline and no source produces.", remedy);
    }

    private static Problem unpublished(Read read, DatasetDefinition dataset) {
        return Problem.warning(
                "reads-unpublished",
                read.place(),
                "It reads " + dataset.name() + ", which step " + dataset.place()
                        + " has not published, so its author may " + "change it without knowing of this reader.",
                "Publish it there with writes(ref), and read it through the same DatasetRef.");
    }
}
