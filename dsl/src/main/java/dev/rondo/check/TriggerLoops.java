package dev.rondo.check;

import dev.rondo.definition.PipelineDefinition;
import dev.rondo.definition.PipelineName;
import dev.rondo.definition.Problem;
import dev.rondo.definition.TriggerDefinition;
import dev.rondo.graph.Digraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Pipelines that start each other, or themselves, in a loop. */
final class TriggerLoops implements Check {

    @Override
    public void look(Scope scope, List<Problem> problems) {
        List<PipelineName> names =
                scope.pipelines().map(PipelineDefinition::name).distinct().toList();
        Map<PipelineName, Integer> numbers = new HashMap<>();
        names.forEach(name -> numbers.put(name, numbers.size()));
        List<Integer> from = new ArrayList<>();
        List<Integer> to = new ArrayList<>();
        scope.pipelines().forEach(pipeline -> {
            for (TriggerDefinition trigger : pipeline.triggers()) {
                if (trigger instanceof TriggerDefinition.OnData data) {
                    scope.dataset(data.dataset()).filter(d -> !d.isSource()).ifPresent(dataset -> {
                        from.add(numbers.getOrDefault(dataset.pipeline(), 0));
                        to.add(numbers.getOrDefault(pipeline.name(), 0));
                    });
                }
            }
        });
        Digraph starts = Digraph.of(
                names.size(),
                from.stream().mapToInt(i -> i).toArray(),
                to.stream().mapToInt(i -> i).toArray());
        starts.cycles().forEach(cycle -> problems.add(loop(names, cycle)));
    }

    private static Problem loop(List<PipelineName> names, int[] cycle) {
        PipelineName first = names.get(cycle[0]);
        String way = Arrays.stream(cycle).mapToObj(i -> names.get(i) + " -> ").collect(Collectors.joining());
        return Problem.warning(
                "trigger-loop",
                first.value(),
                "Its runs start runs without end as long as a result differs from the last: " + way + first + ".",
                "Start one of them by cron, or by a dataset that none of them writes.");
    }
}
